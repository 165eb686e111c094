using System.Globalization;
using Espalier.Graphs;
using Espalier.Graphs.Operators;

namespace Espalier.Formats.Architectures;

/// <summary>Fills the layers of an architecture with tensors.</summary>
internal sealed class NetworkBuilder(Architecture architecture, NamedTensors tensors, string source)
{
    private readonly ParameterSet _parameters = ParameterSet.Of(tensors, source);
    private int _weighted;
    private int _scales;
    private int _shifts;

    /// <summary>The layer at work and the tensors it got, for messages.</summary>
    private string _place = string.Empty;

    internal Network Build()
    {
        Shape shape = architecture.InputShape ?? InputShape();
        Shape input = shape;
        var layers = new List<Operator>();
        foreach (LayerPlan plan in architecture.Plans)
        {
            _place = string.Create(CultureInfo.InvariantCulture, $"layer {layers.Count} ({ArchitectureText.Layer(plan)})");
            if (layers is [.., Softmax]) throw Misfit("softmax is supported as the last layer only", null);
            try
            {
                Operator layer = Fill(plan);
                shape = layer.OutputShape(shape);
                layers.Add(layer);
            }
            catch (ArgumentException mismatch)
            {
                throw Misfit(mismatch.Message, mismatch);
            }
        }

        RequireAllUsed();
        return new Network(input, [.. layers]);
    }

    private Operator Fill(LayerPlan plan)
    {
        switch (plan)
        {
            case FixedPlan fixedPlan:
                return fixedPlan.Layer;
            case ConvolutionPlan convolution:
                WeightedParameters kernels = NextWeighted(4, "convolution kernels (output channels x input channels x height x width)");
                return new Convolution(kernels.Weights.Tensor, kernels.Bias?.Tensor, convolution.Window);
            case DensePlan:
                WeightedParameters matrix = NextWeighted(2, "a matrix (outputs x inputs)");
                return new Dense(matrix.Weights.Tensor, matrix.Bias?.Tensor);
            case AffinePlan affine:
                Tensor? scale = affine.Scale ? NextFactor(_parameters.Scales, ref _scales, "scale") : null;
                Tensor? shift = affine.Shift ? NextFactor(_parameters.Shifts, ref _shifts, "shift") : null;
                return new ElementwiseAffine(scale, shift);
            default:
                throw new InvalidOperationException($"a plan of type {plan.GetType().Name} cannot be filled");
        }
    }

    private WeightedParameters NextWeighted(int rank, string wanted)
    {
        if (_weighted == _parameters.Weighted.Count) throw Misfit("no weights are left for it", null);
        WeightedParameters next = _parameters.Weighted[_weighted++];
        _place += $", tensor '{next.Weights.Name}'";
        if (next.Weights.Tensor.Shape.Rank != rank) throw Misfit($"weights of shape {next.Weights.Tensor.Shape} are not {wanted}", null);
        return next;
    }

    private Tensor NextFactor(IReadOnlyList<NamedTensor> factors, ref int next, string role)
    {
        if (next == factors.Count) throw Misfit($"no tensor named '….{role}' is left for it", null);
        NamedTensor factor = factors[next++];
        _place += $", tensor '{factor.Name}'";
        return factor.Tensor;
    }

    /// <summary>A dense layer tells the input, unless something before it changes the shape.</summary>
    private Shape InputShape()
    {
        LayerPlan? first = architecture.Plans.FirstOrDefault(plan => plan is not (AffinePlan or FixedPlan { Layer: Relu or Flatten }));
        if (first is DensePlan && _parameters.Weighted is [var weighted, ..] && weighted.Weights.Tensor.Shape is { Rank: 2 } matrix) return new Shape(matrix[1]);
        throw new InvalidInputException(
            source, null, $"the architecture '{architecture.Format()}' leaves open the shape of the input", $"put the shape in front, such as `{Architecture.Field}` \"1x28x28: {architecture.Format()}\"");
    }

    private void RequireAllUsed()
    {
        NamedTensor? left = _parameters.Weighted.Skip(_weighted).Select(pair => pair.Weights)
            .Concat(_parameters.Scales.Skip(_scales)).Concat(_parameters.Shifts.Skip(_shifts)).FirstOrDefault();
        if (left is null) return;
        throw new InvalidInputException(
            source, $"tensor '{left.Name}' of shape {ParameterSet.Describe(left)}", $"it is left over after the last layer of '{architecture.Format()}'", $"describe all layers with `{Architecture.Field}`");
    }

    private InvalidInputException Misfit(string problem, Exception? cause) =>
        new(source, _place, problem, $"describe the layers that fit the tensors with `{Architecture.Field}`", cause);
}
