using Espalier.Graphs;
using Espalier.Graphs.LinearMaps;
using Espalier.Graphs.Operators;

namespace Espalier.Certificates.Steps;

/// <summary>Takes a network apart into steps, node by node; operators that change no element add none.</summary>
internal sealed class Lowering : IOperatorPass<int>
{
    private readonly Network _network;
    private readonly string _name;
    private readonly bool[] _isNonNegative;

    /// <summary>The value of the steps for each value of the network.</summary>
    private readonly int[] _values;
    private readonly List<AffineStep> _steps = [];
    private int _node;

    public Lowering(Network network, string name)
    {
        _network = network;
        _name = name;
        _isNonNegative = KnownSigns.Of(network, nonNegativeInputs: false);
        _values = new int[network.Nodes.Length + 1];
    }

    private Node Node => _network.Nodes[_node];

    /// <summary>The steps; every ReLU is one of its own.</summary>
    public IReadOnlyList<AffineStep> Run()
    {
        for (_node = 0; _node < _network.Nodes.Length; _node++)
        {
            RequireFinite();
            _values[_node + 1] = Node.Operator.Accept(this);
        }

        // The output may be one of the values that no step made just now.
        if (_values[^1] != _steps.Count || _steps.Count == 0) _values[^1] = Add(AffineStep.Identity(_network.OutputShape.Length, _values[^1]));
        return _steps;
    }

    public int Visit(Dense dense) => Affine();

    public int Visit(Convolution convolution) => Affine();

    public int Visit(ElementwiseAffine affine) => ChangesNothing(affine) ? Read(0) : Affine();

    public int Visit(SplitSigns split) => Affine(StepOrigin.SplitSigns);

    public int Visit(Add add) => Affine();

    public int Visit(Concat concat) => Affine();

    public int Visit(Flatten flatten) => Read(0);

    public int Visit(Reshape reshape) => Read(0);

    public int Visit(Relu relu) => _isNonNegative[Node.Reads[0]] ? Read(0) : Add(AffineStep.Rectifier(Made, Read(0)));

    public int Visit(MaxPooling pooling)
    {
        int value = Read(0);
        foreach (AffineStep step in PoolingSteps.Of(pooling, _network.Shapes[Node.Reads[0]], _isNonNegative[Node.Reads[0]]))
            value = Add(step with { Terms = [step.Terms[0] with { Read = value }] });
        return value;
    }

    public int Visit(Softmax softmax) => throw Unbounded();

    public int Visit(Subtract subtract) => Affine();

    public int Visit(Multiply multiply) => throw Unbounded();

    public int Visit(Divide divide) => throw Unbounded();

    public int Visit(MatrixMultiply multiply) => throw Unbounded();

    public int Visit(Slice slice) => Affine();

    public int Visit(Transpose transpose) => Affine();

    public int Visit(Expand expand) => Affine();

    public int Visit(Pad pad) => Affine();

    public int Visit(AveragePooling pooling) => Affine();

    public int Visit(Mean mean) => Affine();

    public int Visit(BatchNorm norm) => Affine();

    public int Visit(LayerNorm norm) => throw Unbounded();

    public int Visit(Activation activation) => SShape.Has(activation) ? Add(AffineStep.Curved(activation, Made, Read(0))) : throw Unbounded();

    public int Visit(LeakyRelu relu) => TwoSlopes(_ => relu.Slope);

    public int Visit(PRelu relu) => TwoSlopes(i => relu.SlopeAt(i, Made));

    public int Visit(Clip clip)
    {
        int value = Read(0);
        foreach (AffineStep step in ClippingSteps.Of(clip, Made, value, _steps.Count + 1)) value = Add(step);
        return value;
    }

    /// <summary>The number of elements that the node at work makes.</summary>
    private int Made => _network.Shapes[_node + 1].Length;

    private int Read(int index) => _values[Node.Reads[index]];

    /// <summary>relu(x) − slope·relu(−x).</summary>
    private int TwoSlopes(Func<int, double> slope)
    {
        if (_isNonNegative[Node.Reads[0]]) return Read(0);
        int size = Made;
        var split = new Term(SelectionMap.Split(size), Read(0));
        int parts = Add(new AffineStep([split], new double[2 * size], Rectified: true, StepOrigin.SplitSigns));
        TapMap joined = TapMap.Of(size, 2 * size, (i, row) =>
        {
            row.Add(i, 1);
            row.Add(size + i, -slope(i));
        });
        return Add(new AffineStep([new Term(joined, parts)], new double[size]));
    }

    private InvalidInputException Unbounded() =>
        new(_name, _network.Place(_node), "no bound is known for this kind of layer", "remove it from both networks, and compare what enters it");

    private int Affine(StepOrigin origin = StepOrigin.Other)
    {
        AffineSum sum = AffineSum.Of(Node.Operator, _network.ShapesRead(_node))!;
        if (!sum.IsFinite) throw NotFinite();
        return Add(new AffineStep([.. sum.Maps.Select((map, i) => new Term(map, Read(i)))], sum.Bias, Origin: origin));
    }

    private int Add(AffineStep step)
    {
        _steps.Add(step);
        return _steps.Count;
    }

    private static bool ChangesNothing(ElementwiseAffine affine) => IsAll(affine.Scale, 1) && IsAll(affine.Shift, 0);

    private static bool IsAll(Tensor? tensor, double value) => tensor is null || Enumerable.Range(0, tensor.Length).All(i => tensor[i] == value);

    private void RequireFinite()
    {
        if (Node.Operator.Parameters.Any(tensor => tensor.FirstNonFinite() is not null)) throw NotFinite();
    }

    private InvalidInputException NotFinite() => new(
        _name, _network.Place(_node), "it has a weight that is infinite or not a number", "nothing can be proved about such a network");
}
