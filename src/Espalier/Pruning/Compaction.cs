using Espalier.Graphs;
using Espalier.Graphs.Operators;

namespace Espalier.Pruning;

/// <summary>Takes removed units out of every operator: what is left is an ordinary smaller network.</summary>
internal sealed class Compaction : IOperatorPass<Operator>
{
    private readonly Dependencies _dependencies;
    private readonly int[]?[] _kept;
    private readonly int _node;

    private Compaction(Dependencies dependencies, int[]?[] kept, int node) => (_dependencies, _kept, _node) = (dependencies, kept, node);

    /// <summary>The same, of a network of the same graph with other numbers.</summary>
    public static Network Of(Dependencies dependencies, bool[] removed, Network network)
    {
        int[]?[] kept = [.. dependencies.Values.Select(value => Left(value, removed))];
        return network.Map((made, node) => made.Accept(new Compaction(dependencies, kept, node)));
    }

    /// <summary>The network without some units; it computes what it did with the columns that read them set to zero.</summary>
    /// <param name="dependencies">The units.</param>
    /// <param name="removed">Which of them go, by the unit that stands for them; of every value something is left.</param>
    public static Network Of(Dependencies dependencies, bool[] removed) => Of(dependencies, removed, dependencies.Network);

    /// <summary>The places that are left of a value along its channels; null for all.</summary>
    internal static int[]? Left(Channels? value, bool[] removed) =>
        value is null || !value.Units.Any(unit => removed[unit])
            ? null
            : [.. Enumerable.Range(0, value.Units.Length).Where(place => !removed[value.Units[place]])];

    private int ReadValue => _dependencies.Network.Nodes[_node].Reads[0];

    private Shape ReadShape => _dependencies.Network.Shapes[ReadValue];

    private int[]? Read => _kept[ReadValue];

    private int[]? Made => _kept[_node + 1];

    private Channels MadeChannels => _dependencies.Values[_node + 1]!;

    /// <summary>Channels that are rows of what is read have no numbers here.</summary>
    public Operator Visit(Dense dense) => _dependencies.Begins(_node) && (Made ?? Read) is not null
        ? new Dense(Kept.Along(Kept.Along(dense.Weights, 0, Made), 1, Read), dense.Bias is null ? null : Kept.Along(dense.Bias, 0, Made))
        : dense;

    public Operator Visit(Convolution convolution)
    {
        if ((Made ?? Read) is null) return convolution;
        int inputs = convolution.Kernels[1];
        bool isBegun = _dependencies.Begins(_node);
        int[]? columns = isBegun ? Read?.Where(place => place < inputs).ToArray() : null;
        return new Convolution(
            Kept.Along(Kept.Along(convolution.Weights, 0, Made), 1, columns),
            convolution.Bias is null ? null : Kept.Along(convolution.Bias, 0, Made),
            convolution.Window,
            isBegun ? convolution.Groups : Read?.Length ?? convolution.Groups);
    }

    public Operator Visit(ElementwiseAffine affine) => Made is null ? affine : new ElementwiseAffine(Factor(affine.Scale), Factor(affine.Shift));

    public Operator Visit(SplitSigns split) => split;

    public Operator Visit(Add add) => add;

    public Operator Visit(Concat concat) => concat;

    public Operator Visit(Flatten flatten) => flatten;

    public Operator Visit(Reshape reshape) => Made is null ? reshape : new Reshape(Smaller(reshape.Target));

    public Operator Visit(Relu relu) => relu;

    public Operator Visit(MaxPooling pooling) => pooling;

    public Operator Visit(Softmax softmax) => softmax;

    public Operator Visit(Subtract subtract) => subtract;

    public Operator Visit(Multiply multiply) => multiply;

    public Operator Visit(Divide divide) => divide;

    public Operator Visit(MatrixMultiply multiply) => multiply;

    /// <summary>What is left of neighbours are neighbours again.</summary>
    public Operator Visit(Slice slice)
    {
        if (Read is null || _dependencies.Values[ReadValue]!.Axis != slice.Axis) return slice;
        int first = slice.Start + ((Made is null ? 0 : Made[0]) * slice.Step);
        return new Slice(slice.Axis, Array.IndexOf(Read, first), Made?.Length ?? slice.Count, slice.Step);
    }

    public Operator Visit(Transpose transpose) => transpose;

    public Operator Visit(Expand expand) => Made is null ? expand : new Expand(Smaller(expand.Target));

    public Operator Visit(Pad pad) => pad;

    public Operator Visit(AveragePooling pooling) => pooling;

    public Operator Visit(Mean mean) => mean;

    public Operator Visit(BatchNorm norm) => IsFirst ? norm.WithParameters(tensor => Kept.Along(tensor, 0, Made)) : norm;

    public Operator Visit(LayerNorm norm) => norm;

    public Operator Visit(Activation activation) => activation;

    public Operator Visit(LeakyRelu relu) => relu;

    public Operator Visit(PRelu relu) => IsFirst && relu.Slope.Length > 1 ? new PRelu(Kept.Along(relu.Slope, 0, Made)) : relu;

    public Operator Visit(Clip clip) => clip;

    /// <summary>Whether something goes along the first extent, where numbers of each channel stand.</summary>
    private bool IsFirst => Made is not null && MadeChannels.Axis == 0;

    private Shape Smaller(Shape target) => new(target.Extents.SetItem(MadeChannels.Axis, Made!.Length).AsSpan());

    private Tensor? Factor(Tensor? factor)
    {
        if (factor is null || factor.Length == 1) return factor;
        if (factor.Shape.Equals(ReadShape)) return Kept.Along(factor, MadeChannels.Axis, Made);
        return MadeChannels.Axis == 0 ? Kept.Along(factor, 0, Made) : factor;
    }
}
