using System.Collections.Immutable;
using Espalier.Numerics;

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
            || index.Rank > 1
            || index.Length > TensorDecoding.MaxRank)
            throw node.Refusal("Gather of something other than extents", ForReshape);
        return new ExtentList([.. index.Integers.Select(i => list.Extents[node.Axis(i, list.Extents.Length)])], index.Rank == 0);
    }

    /// <summary>Some of the extents; they are one list.</summary>
    public static ExtentList Sliced(
        ExtentList list,
        ImmutableArray<long> starts,
        ImmutableArray<long> ends,
        ImmutableArray<long> axes,
        ImmutableArray<long> steps,
        NodeReader node)
    {
        if (list.IsSingle || axes is not ([0] or [-1])) throw node.Refusal("Slice of something other than extents", ForReshape);
        (int start, int count) = Parts.Range(node, list.Extents.Length, starts[0], ends[0], steps[0]);
        return list with { Extents = [.. Enumerable.Range(0, count).Select(i => list.Extents[start + (int)(i * steps[0])])] };
    }

    public static Value Concat(NodeReader node)
    {
        node.RequireInputs(1, TensorDecoding.MaxRank);
        if (node.Attributes.Integer("axis", long.MinValue) is not (0 or -1)) throw node.Refusal("Concat of something other than extents", ForReshape);
        if (node.Inputs.All(input => input is Constant { Integers: not null, Rank: 1 }))
        {
            node.Budget.Bytes(8 * node.Inputs.Sum(input => (long)((Constant)input!).Length), node.Origin);
            long[] joined = [.. node.Inputs.SelectMany(input => ((Constant)input!).Integers!)];
            return new Constant(NumberType.Int64, [joined.Length], joined);
        }

        return new ExtentList([.. node.Inputs.SelectMany((_, i) => node.Extents(i, "operand"))], IsSingle: false);
    }

    /// <summary>Sums, products and quotients of extents that are known; the batch enters none of them.</summary>
    public static ExtentList Combined(ArithmeticKind kind, Value? first, Value? second, NodeReader node)
    {
        (ImmutableArray<long> a, bool isSingle) = Known(first);
        (ImmutableArray<long> b, bool isOtherSingle) = Known(second);
        if (a.IsEmpty || b.IsEmpty || (a.Length != b.Length && a.Length != 1 && b.Length != 1))
            throw node.Refusal($"{node.Operator} of lists of {a.Length} and {b.Length} extents", ForReshape);
        var extents = new long?[Math.Max(a.Length, b.Length)];
        for (int i = 0; i < extents.Length; i++) extents[i] = Of(a[i % a.Length], b[i % b.Length]);
        return new ExtentList([.. extents], isSingle && isOtherSingle);

        (ImmutableArray<long> Extents, bool IsSingle) Known(Value? value) => value switch
        {
            ExtentList list when !list.Extents.Contains(null) => ([.. list.Extents.Select(extent => extent!.Value)], list.IsSingle),
            Constant { Integers: { } integers, Rank: <= 1, Length: > 0 and <= TensorDecoding.MaxRank } constant =>
                ([.. integers], constant.Rank == 0),
            _ => throw node.Refusal($"{Origin.Quoted(node.Operator)} computes with the shape of the data", ForReshape),
        };

        long Of(long x, long y)
        {
            try
            {
                return Folding.Apply(kind, x, y);
            }
            catch (ArithmeticException failure)
            {
                throw node.Origin.Refusal($"{node.Operator} of extents has no result", ForReshape, failure);
            }
        }
    }

    /// <summary>A constant of one value.</summary>
    public static Value Filled(NodeReader node)
    {
        node.RequireInputs(1, 1);
        long count = 1;
        var extents = ImmutableArray.CreateBuilder<int>();
        foreach (long? extent in node.Extents(0, "shape"))
        {
            if (extent is not (>= 0 and <= int.MaxValue)) throw node.Refusal("ConstantOfShape of a shape that is not known", ForReshape);
            extents.Add((int)extent.Value);
            count = Math.Min(count * extent.Value, int.MaxValue);
        }

        Constant value = node.Attributes.Has("value")
            ? TensorDecoding.Take(node.Attributes.Tensor("value").Clone(), node.Budget, node.Origin)
            : new Constant(NumberType.Float32, [1], [0f]);
        if (value.Length != 1) throw node.Refusal("ConstantOfShape has a value that is no single number", "export the network again");
        if (count > Array.MaxLength) throw node.Refusal("ConstantOfShape is larger than an array can be", "export the network again");
        return Folding.Broadcast(value.As([]), extents.ToImmutable(), node);
    }

    /// <summary>A list of one extent of a single one, or the reverse; there is no other axis than the first.</summary>
    public static ExtentList Viewed(ExtentList list, ImmutableArray<long>? axes, bool isSingle, NodeReader node) =>
        list.IsSingle != isSingle && list.Extents.Length == 1 && axes is null or [0] or [-1]
            ? list with { IsSingle = isSingle }
            : throw node.Refusal($"{node.Operator} of computed extents", ForReshape);

    private static int Bound(long stated, int rank) => (int)Math.Clamp(stated < 0 ? stated + rank : stated, 0, rank);
}
