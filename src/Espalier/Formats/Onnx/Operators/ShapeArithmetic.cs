using System.Collections.Immutable;

namespace Espalier.Formats.Onnx.Operators;

/// <summary>Shape, Gather and Concat, by which exporters spell a reshape that keeps a symbolic batch.</summary>
internal static class ShapeArithmetic
{
    private const string ForReshape = "export a network that computes shapes only to flatten its data";

    public static Value Shape(NodeReader node)
    {
        node.RequireInputs(1, 1);
        ImmutableArray<long?> all = node.Inputs[0] switch
        {
            Data { Batch.Exists: true } data => [null, .. data.Extents.Select(extent => (long?)extent)],
            Data data => [.. data.Extents.Select(extent => (long?)extent)],
            Constant constant => [.. constant.Extents.Select(extent => (long?)extent)],
            _ => throw node.Refusal("Shape of a computed shape", ForReshape),
        };
        int start = Bound(node.Attributes.Integer("start", 0), all.Length);
        int end = Bound(node.Attributes.Integer("end", all.Length), all.Length);
        return new ExtentList(all[start..Math.Max(start, end)], IsSingle: false);
    }

    public static Value Gather(NodeReader node)
    {
        node.RequireInputs(2, 2);
        Constant index = node.Constant(1, "index");
        if (node.Attributes.Integer("axis", 0) != 0
            || node.Inputs[0] is not ExtentList { IsSingle: false } list
            || index.Integers is null
            || index.Rank > 1)
            throw node.Refusal("Gather of something other than extents", ForReshape);
        return new ExtentList([.. index.Integers.Select(i => list.Extents[node.Axis(i, list.Extents.Length)])], index.Rank == 0);
    }

    public static Value Concat(NodeReader node)
    {
        node.RequireInputs(1, TensorDecoding.MaxRank);
        if (node.Attributes.Integer("axis", long.MinValue) is not (0 or -1)) throw node.Refusal("Concat of something other than extents", ForReshape);
        return new ExtentList([.. node.Inputs.SelectMany((_, i) => node.Extents(i, "operand"))], IsSingle: false);
    }

    /// <summary>A list of one extent of a single one, or the reverse; there is no other axis than the first.</summary>
    public static ExtentList Viewed(ExtentList list, ImmutableArray<long>? axes, bool isSingle, NodeReader node) =>
        list.IsSingle != isSingle && list.Extents.Length == 1 && axes is null or [0] or [-1]
            ? list with { IsSingle = isSingle }
            : throw node.Refusal($"{node.Operator} of computed extents", ForReshape);

    private static int Bound(long stated, int rank) => (int)Math.Clamp(stated < 0 ? stated + rank : stated, 0, rank);
}
