using System.Collections.Immutable;

namespace Espalier.Formats.Onnx.Operators;

/// <summary>Transpose, of constants and of data.</summary>
internal static class Transposition
{
    public static Value Transpose(NodeReader node)
    {
        node.RequireInputs(1, 1);
        int rank = node.Inputs[0] is Constant constant ? constant.Rank : node.Data(0).Rank;
        int[] order = Order(node, rank);
        return node.Inputs[0] is Constant values ? Moved(node, values, order) : Viewed(node, node.Data(0), order);
    }

    private static int[] Order(NodeReader node, int rank)
    {
        int[] order = node.Attributes.Has("perm") ? node.Attributes.Extents("perm", rank, 0) : [.. Enumerable.Range(0, rank).Reverse()];
        return order.Order().SequenceEqual(Enumerable.Range(0, rank))
            ? order
            : throw node.Refusal($"Transpose by {Origin.Bracketed(order)} is no order of {rank} axes", "export the network again");
    }

    private static Constant Moved(NodeReader node, Constant constant, int[] order)
    {
        if (order.SequenceEqual(Enumerable.Range(0, order.Length))) return constant;
        if (order is [1, 0]) return constant.Transposed(node.Budget, node.Origin);
        node.Budget.Bytes(8L * constant.Length, node.Origin);
        return SteppedOrder.Permuted(constant.Extents, order).Of(constant);
    }

    /// <summary>Moving extents of 1 about leaves the elements where they are.</summary>
    private static Data Viewed(NodeReader node, Data data, int[] order)
    {
        int batch = data.Batch.Exists ? 1 : 0;
        if (batch > 0 && order[0] != 0)
            throw node.Refusal(
                $"Transpose of data {data} by {Origin.Bracketed(order)} moves the batch", "export a network that works on each sample alone");
        var own = order.Skip(batch).Select(axis => axis - batch).ToList();
        bool isView = own.Where(axis => data.Extents[axis] != 1).SequenceEqual(own.Where(axis => data.Extents[axis] != 1).Order());
        ImmutableArray<int> extents = [.. own.Select(axis => data.Extents[axis])];
        if (isView) return data with { Extents = extents };

        // A leading 1 that stays in front is no extent of the network's.
        int dropped = data.Extents.Length - data.Sample.Length;
        if (dropped > 0 && own[0] != 0) dropped = 0;
        Data shaped = node.Draft.NeedShape(data, new Graphs.Shape(data.Extents.AsSpan()[dropped..]));
        Data made = node.Draft.Append(shaped, new Graphs.Operators.Transpose([.. own.Skip(dropped).Select(axis => axis - dropped)]));
        return made with { Extents = extents };
    }
}
