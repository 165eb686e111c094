using System.Collections.Immutable;
using Espalier.Graphs;
using Espalier.Graphs.Operators;

namespace Espalier.Formats.Onnx.Operators;

/// <summary>BatchNormalization after training, LayerNormalization, and means.</summary>
internal static class Normalisation
{
    private const int AxesAreInputsSince = 18;

    public static Value OfBatch(NodeReader node)
    {
        node.RequireInputs(5, 5);
        Data data = node.Data(0);
        node.Attributes.Ignore("momentum");
        if (node.Attributes.Integer("training_mode", 0) != 0)
            throw node.Refusal("BatchNormalization is in training mode", "export the network for inference");
        if (node.Attributes.Integer("spatial", 1) == 0)
            throw node.Refusal("BatchNormalization is not per channel (spatial = 0)", "export the network again");
        float epsilon = node.Attributes.Number("epsilon", BatchNorm.DefaultEpsilon);
        int dropped = data.Extents.Length - data.Sample.Length;
        if (data.Sample.IsEmpty || (!data.Batch.Exists && dropped == 0))
            throw node.Refusal($"BatchNormalization of data {data}", "export data of batch × channels");
        Constant[] stored = [node.Constant(1, "scale"), node.Constant(2, "bias"), node.Constant(3, "mean"), node.Constant(4, "variance")];
        Tensor[] values = [.. stored.Select(each => node.Weights(each, new Shape(each.Extents.AsSpan()), data))];
        Data made = node.Append(data, new BatchNorm(values[0], values[1], values[2], values[3], epsilon));
        return node.Named(made, (stored[0], Role.Weight), (stored[1], Role.Bias), (stored[2], Role.Mean), (stored[3], Role.Variance));
    }

    public static Value OfLayer(NodeReader node)
    {
        node.RequireInputs(2, 3);
        Data data = node.Data(0);
        node.Attributes.Ignore("stash_type");
        int axis = node.InSample(data, node.Attributes.Integer("axis", -1));
        float epsilon = node.Attributes.Number("epsilon", LayerNorm.DefaultEpsilon);
        ImmutableArray<int> over = [.. data.Sample[axis..]];
        (Constant scale, Constant? shift) = (node.Constant(1, "scale"), node.OptionalConstant(2, "bias"));
        Data made = node.Append(data, new LayerNorm(Factors(scale), shift is null ? null : Factors(shift), epsilon));
        return node.Named(made, (scale, Role.Weight), (shift, Role.Bias));

        Tensor Factors(Constant stored) => node.Weights(Folding.Broadcast(stored, over, node), new Shape(over.AsSpan()), data);
    }

    public static Value GlobalAverage(NodeReader node)
    {
        node.RequireInputs(1, 1);
        Data data = node.Data(0);
        if (data.Sample.Length < 2 || (!data.Batch.Exists && data.Extents.Length == data.Sample.Length))
            throw node.Refusal($"GlobalAveragePool of data {data}", "export images of batch × channels × height × width");
        return node.Append(data, new Mean(1));
    }

    /// <summary>The mean over the last extents; others are moved there first.</summary>
    public static Value Mean(NodeReader node)
    {
        bool isInput = node.OperatorSet >= AxesAreInputsSince;
        node.RequireInputs(1, isInput ? 2 : 1);
        Data data = node.Data(0);
        bool isKept = node.Attributes.Integer("keepdims", 1) != 0;
        bool isNothingByDefault = node.Attributes.Integer("noop_with_empty_axes", 0) != 0;
        ImmutableArray<long>? stated = !isInput ? node.Attributes.Integers("axes") : node.Optional(1) is null ? null : node.Integers(1, "axes");
        if (stated is null or [] && isNothingByDefault) return data;
        IEnumerable<long> axes = stated is null or [] ? Enumerable.Range(0, data.Rank).Select(axis => (long)axis) : stated;
        int[] over = [.. axes.Select(axis => node.InSample(data, axis)).Distinct().Order()];
        int rank = data.Sample.Length;
        int[] order = [.. Enumerable.Range(0, rank).Except(over), .. over];
        Data moved = order.SequenceEqual(Enumerable.Range(0, rank)) ? data : node.Append(data, new Transpose([.. order]));
        Data mean = node.Append(moved, new Mean(rank - over.Length));
        int dropped = data.Extents.Length - rank;
        IEnumerable<int> extents = isKept
            ? data.Extents.Select((extent, i) => over.Contains(i - dropped) ? 1 : extent)
            : data.Extents.Where((_, i) => !over.Contains(i - dropped));
        return mean with { Extents = [.. extents] };
    }
}
