using System.Collections.Immutable;

namespace Espalier.Formats.Onnx.Operators;

/// <summary>Flatten, Reshape, Squeeze and Unsqueeze: the same elements in the same order under other extents.</summary>
internal static class Views
{
    private const string KeepBatch = "export a network whose reshapes keep the batch as the leading extent";
    private const int AxesAreInputsSince = 13;
    private const int NegativeAxesSince = 11;

    public static Value Flatten(NodeReader node)
    {
        node.RequireInputs(1, 1);
        long stated = node.Attributes.Integer("axis", 1);
        if (stated < 0 && node.OperatorSet < NegativeAxesSince)
            throw node.Refusal($"Flatten at axis {stated}", "negative axes exist since operator set 11");
        if (node.Inputs[0] is Constant constant) return constant.As(Split(node, constant.Extents, Position(node, stated, constant.Rank)));
        Data data = node.Data(0);
        int axis = Position(node, stated, data.Rank);
        if (data.Batch.Exists)
        {
            if (axis < 1 || Product(node, data.Extents[..(axis - 1)]) != 1)
                throw node.Refusal($"Flatten of {data} at axis {axis} joins samples or splits one", KeepBatch);
            data = data.As(data.Length);
        }
        else
        {
            data = data with { Extents = Split(node, data.Extents, axis) };
        }

        // A vector that is flattened stays in the text of the network as it was written.
        return data.Sample.Length == 1 ? node.Draft.Append(data, new Graphs.Operators.Flatten()) : data;
    }

    public static Value Reshape(NodeReader node)
    {
        node.RequireInputs(2, 2);
        ImmutableArray<long?> stated = node.Extents(1, "target shape");
        bool isZeroKept = node.Attributes.Integer("allowzero", 0) != 0;
        if (isZeroKept && stated.Contains(0)) throw node.Refusal("Reshape to an empty shape (allowzero)", "export the network again");
        if (stated.LastIndexOf(null) is var batch && (batch > 0 || (batch == 0 && node.Inputs[0] is not Data { Batch.Exists: true })))
            throw node.Refusal("Reshape moves the batch", KeepBatch);
        ImmutableArray<long> target = [.. stated.Select(extent => extent ?? 0)];
        if (node.Inputs[0] is Constant constant) return constant.As(Resolved(node, target, constant.Extents, 0, constant.Length));
        Data data = node.Data(0);
        if (!data.Batch.Exists) return Viewed(node, data with { Extents = Resolved(node, target, data.Extents, 0, data.Length) });
        bool isKept = target.Length > 0 && (target[0] is 0 or -1 || target[0] == (data.Batch.Size ?? 1));
        if (!isKept || (target[0] == -1 && target.Skip(1).Contains(-1)))
            throw node.Refusal($"Reshape of {data} to [{string.Join(", ", target)}] does not keep the batch", KeepBatch);
        return Viewed(node, data with { Extents = Resolved(node, target[1..], data.Extents, 1, data.Length) });
    }

    public static Value Squeeze(NodeReader node)
    {
        ImmutableArray<long>? axes = Axes(node);
        if (node.Inputs[0] is ExtentList list) return ShapeArithmetic.Viewed(list, axes, isSingle: true, node);
        if (node.Inputs[0] is Constant constant) return constant.As(Without(node, constant.Extents, axes, 0));
        Data data = node.Data(0);
        if (data.Batch is { Exists: true, Size: null } && axes is null)
            throw node.Refusal("Squeeze without axes would drop a batch of one", "export it with axes");
        return Viewed(node, data with { Extents = Without(node, data.Extents, axes, data.Batch.Exists ? 1 : 0) });
    }

    public static Value Unsqueeze(NodeReader node)
    {
        ImmutableArray<long> axes = Axes(node) ?? throw node.Refusal("Unsqueeze has no axes", "export the network again");
        if (node.Inputs[0] is ExtentList list) return ShapeArithmetic.Viewed(list, axes, isSingle: false, node);
        if (node.Inputs[0] is Constant constant) return constant.As(With(node, constant.Extents, axes, 0));
        Data data = node.Data(0);
        return Viewed(node, data with { Extents = With(node, data.Extents, axes, data.Batch.Exists ? 1 : 0) });
    }

    /// <summary>A view that makes a vector of each sample is a <see cref="Graphs.Operators.Flatten"/>; others cost nothing.</summary>
    private static Data Viewed(NodeReader node, Data data) => data.Sample.Length == 1 ? node.Draft.NeedVector(data) : data;

    private static ImmutableArray<long>? Axes(NodeReader node)
    {
        bool isInput = node.OperatorSet >= AxesAreInputsSince;
        node.RequireInputs(1, isInput ? 2 : 1);
        if (!isInput) return node.Attributes.Integers("axes");
        return node.Optional(1) is null ? null : node.Integers(1, "axes");
    }

    private static ImmutableArray<int> Without(NodeReader node, ImmutableArray<int> extents, ImmutableArray<long>? axes, int batch)
    {
        if (axes is null) return extents.RemoveAll(extent => extent == 1);
        var dropped = axes.Value.Select(axis => node.Axis(axis, extents.Length + batch) - batch).ToHashSet();
        if (dropped.Any(axis => axis < 0 || extents[axis] != 1))
            throw node.Refusal("Squeeze drops an extent that is not 1", "export the network again");
        return [.. extents.Where((_, axis) => !dropped.Contains(axis))];
    }

    private static ImmutableArray<int> With(NodeReader node, ImmutableArray<int> extents, ImmutableArray<long> axes, int batch)
    {
        int rank = extents.Length + axes.Length;
        if (rank > TensorDecoding.MaxRank) throw node.Refusal($"Unsqueeze makes {rank} extents", $"at most {TensorDecoding.MaxRank} are read");
        var added = axes.Select(axis => node.Axis(axis, rank + batch) - batch).ToHashSet();
        if (added.Count != axes.Length || added.Contains(-1)) throw node.Refusal("Unsqueeze names an axis twice or moves the batch", KeepBatch);
        var rest = new Queue<int>(extents);
        return [.. Enumerable.Range(0, rank).Select(axis => added.Contains(axis) ? 1 : rest.Dequeue())];
    }

    /// <summary>Unlike other axes, Flatten's may also be behind the last one.</summary>
    private static int Position(NodeReader node, long axis, int rank) => axis == rank ? rank : node.Axis(axis, rank);

    private static ImmutableArray<int> Split(NodeReader node, ImmutableArray<int> extents, int axis) =>
        [Product(node, extents[..axis]), Product(node, extents[axis..])];

    /// <summary>A constant without elements may have any other extents.</summary>
    private static int Product(NodeReader node, ImmutableArray<int> extents)
    {
        long product = extents.Aggregate(1L, (product, extent) => Math.Min(product * extent, int.MaxValue));
        return product <= Array.MaxLength
            ? (int)product
            : throw node.Refusal($"{node.Operator} makes an extent that no array has", "export the network again");
    }

    /// <summary>The target with 0 (copy) and −1 (infer) replaced; it must hold exactly the given number of elements.</summary>
    private static ImmutableArray<int> Resolved(NodeReader node, ImmutableArray<long> target, ImmutableArray<int> from, int batch, int length)
    {
        long[] extents = [.. target];
        int inferred = Array.IndexOf(extents, -1);
        long product = 1;
        for (int i = 0; i < extents.Length; i++)
        {
            if (i == inferred) continue;
            if (extents[i] == 0 && i < from.Length) extents[i] = from[i];
            if (extents[i] < 0 || extents[i] > Array.MaxLength) throw Unfit();
            product *= extents[i];
            if (product > Array.MaxLength) throw Unfit();
        }

        if (inferred >= 0)
        {
            if (product == 0 || length % product != 0) throw Unfit();
            extents[inferred] = length / product;
            product = length;
        }

        return product == length ? [.. extents.Select(extent => (int)extent)] : throw Unfit();

        InvalidInputException Unfit() => node.Refusal(
            $"Reshape of {length} elements{(batch > 0 ? " per sample" : "")} to [{string.Join(", ", target)}]",
            "export a target that holds as many elements");
    }
}
