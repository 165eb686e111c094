namespace Espalier.Formats.Onnx.Operators;

/// <summary>Transpose: of constants freely, of data only where no element moves.</summary>
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
        var own = order.Skip(batch).Select(axis => axis - batch).ToList();
        bool isView = (batch == 0 || order[0] == 0)
            && own.Where(axis => data.Extents[axis] != 1).SequenceEqual(own.Where(axis => data.Extents[axis] != 1).Order());
        if (!isView)
            throw node.Refusal(
                $"Transpose of data {data} by {Origin.Bracketed(order)} moves elements", "export a network that keeps the order of its data");
        return data with { Extents = [.. own.Select(axis => data.Extents[axis])] };
    }
}
