using System.Collections.Immutable;
using Espalier.Graphs.Operators;

namespace Espalier.Formats.Onnx.Operators;

/// <summary>Slice, Split, Gather of places that are known, Pad and Expand.</summary>
internal static class Parts
{
    private const int SlicesAreInputsSince = 10;
    private const int SplitsAreInputsSince = 13;
    private const int PadsAreInputsSince = 11;

    public static Value Slice(NodeReader node)
    {
        bool isInput = node.OperatorSet >= SlicesAreInputsSince;
        node.RequireInputs(isInput ? 3 : 1, isInput ? 5 : 1);
        ImmutableArray<long> starts = Needed("starts", 1), ends = Needed("ends", 2);
        ImmutableArray<long> axes = Numbers("axes", 3) ?? [.. Enumerable.Range(0, starts.Length).Select(axis => (long)axis)];
        ImmutableArray<long> steps = isInput && node.Optional(4) is not null ? node.Integers(4, "steps") : [.. axes.Select(_ => 1L)];
        if (ends.Length != starts.Length || axes.Length != starts.Length || steps.Length != starts.Length)
            throw node.Refusal("Slice has lists of different lengths", "export the network again");
        if (node.Inputs[0] is ExtentList list) return ShapeArithmetic.Sliced(list, starts, ends, axes, steps, node);
        if (node.Inputs[0] is Constant constant)
        {
            for (int i = 0; i < axes.Length; i++)
            {
                var sliced = SteppedOrder.Sliced(constant, Along(constant.Extents, node.Axis(axes[i], constant.Rank), i));
                Folding.Spend(constant.Type, sliced.Length, node);
                constant = sliced.Of(constant);
            }

            return constant;
        }

        Data data = node.Data(0);
        for (int i = 0; i < axes.Length; i++)
        {
            int batch = data.Batch.Exists ? 1 : 0, axis = node.Axis(axes[i], data.Rank) - batch;
            if (axis < 0 && starts[i] == 0 && steps[i] == 1 && ends[i] >= int.MaxValue) continue;
            if (axis < 0) throw node.Refusal($"Slice of data {data} takes some samples", "export a network that works on each sample alone");
            Slice part = Along(data.Extents, axis, i);
            if (part.Start != 0 || part.Step != 1 || part.Count != data.Extents[axis]) data = Appended(node, data, axis, part);
        }

        return data;

        ImmutableArray<long>? Numbers(string name, int input) => isInput
            ? node.Optional(input) is null ? null : node.Integers(input, name)
            : node.Attributes.Integers(name);

        ImmutableArray<long> Needed(string name, int input) =>
            Numbers(name, input) ?? throw node.Refusal($"Slice has no {name}", "export the network again");

        Slice Along(ImmutableArray<int> extents, int axis, int i)
        {
            (int start, int count) = Range(node, extents[axis], starts[i], ends[i], steps[i]);
            return new Slice(axis, start, count, (int)Math.Clamp(steps[i], int.MinValue + 1, int.MaxValue));
        }
    }

    /// <summary>The first element and the number of those that a range of an extent holds.</summary>
    internal static (int Start, int Count) Range(NodeReader node, int extent, long start, long end, long step)
    {
        if (step == 0) throw node.Refusal("Slice has a step of 0", "export the network again");
        step = Math.Clamp(step, -int.MaxValue, int.MaxValue);
        start = Math.Clamp(start < 0 ? start + extent : start, step < 0 ? -1 : 0, step < 0 ? extent - 1 : extent);
        end = Math.Clamp(end < 0 ? Math.Max(end, -1L - extent) + extent : end, -1, extent);
        long count = step > 0 ? (end - start + step - 1) / step : (start - end - step - 1) / -step;
        return count > 0
            ? ((int)start, (int)count)
            : throw node.Refusal($"Slice of {extent} elements from {start} to {end} is empty", "export a slice that holds something");
    }

    public static Value Split(NodeReader node)
    {
        bool isInput = node.OperatorSet >= SplitsAreInputsSince;
        node.RequireInputs(1, isInput ? 2 : 1);
        Data data = node.Data(0);
        int axis = node.Axis(node.Attributes.Integer("axis", 0), data.Rank) - (data.Batch.Exists ? 1 : 0);
        if (axis < 0) throw node.Refusal($"Split of data {data} separates samples", "export a network that works on each sample alone");
        ImmutableArray<long>? stated = !isInput ? node.Attributes.Integers("split") : node.Optional(1) is null ? null : node.Integers(1, "lengths");
        int parts = (int)node.Attributes.Integer("num_outputs", node.Outputs);
        if (parts != node.Outputs) throw node.Refusal($"Split makes {parts} parts for {node.Outputs} outputs", "export the network again");
        int each = (data.Extents[axis] + parts - 1) / parts;
        ImmutableArray<long> lengths = stated ?? [.. Enumerable.Range(0, parts).Select(i => (long)Math.Min(each, data.Extents[axis] - (i * each)))];
        if (lengths.Length != node.Outputs || lengths.Any(length => length < 1 || length > data.Extents[axis]) || lengths.Sum() != data.Extents[axis])
            throw node.Refusal($"Split of {data.Extents[axis]} elements into parts of {string.Join(", ", lengths)}", "export the network again");
        var made = new List<Value>();
        int start = 0;
        foreach (long length in lengths)
        {
            made.Add(Appended(node, data, axis, new Slice(axis, start, (int)length)));
            start += (int)length;
        }

        node.More.AddRange(made.Skip(1));
        return made[0];
    }

    /// <summary>The elements of one extent at places that are known, where they are evenly spaced.</summary>
    public static Value Gather(NodeReader node)
    {
        node.RequireInputs(2, 2);
        if (node.Inputs[0] is not Data data) return ShapeArithmetic.Gather(node);
        Constant index = node.Constant(1, "index");
        int axis = node.Axis(node.Attributes.Integer("axis", 0), data.Rank) - (data.Batch.Exists ? 1 : 0);
        if (axis < 0) throw node.Refusal($"Gather of data {data} takes some samples", "export a network that works on each sample alone");
        if (index.Integers is null || index.Rank > 1)
            throw node.Refusal("Gather by something other than a list of places", "export the network again");
        int[] places = [.. index.Integers.Select(place => node.Axis(place, data.Extents[axis]))];
        int step = places.Length > 1 ? places[1] - places[0] : 1;
        if (step == 0 || places.Length == 0 || places.Where((place, i) => place != places[0] + (i * step)).Any())
            throw node.Refusal("Gather of places that are not evenly spaced", "export it as slices that are joined");
        Data part = Appended(node, data, axis, new Slice(axis, places[0], places.Length, step));
        return index.Rank == 1 ? part : part with { Extents = part.Extents.RemoveAt(axis) };
    }

    public static Value Pad(NodeReader node)
    {
        bool isInput = node.OperatorSet >= PadsAreInputsSince;
        node.RequireInputs(isInput ? 2 : 1, isInput ? 4 : 1);
        Data data = node.Data(0);
        ImmutableArray<long> stated = isInput ? node.Integers(1, "pads", 2 * TensorDecoding.MaxRank) : node.Attributes.Integers("pads") ?? [];
        ImmutableArray<long> axes = isInput && node.Optional(3) is not null
            ? node.Integers(3, "axes")
            : [.. Enumerable.Range(0, data.Rank).Select(axis => (long)axis)];
        if (stated.Length != 2 * axes.Length) throw node.Refusal($"Pad of data {data} by {stated.Length} numbers", "export the network again");
        int rank = data.Sample.Length;
        var (before, after) = (new int[rank], new int[rank]);
        for (int i = 0; i < axes.Length; i++)
        {
            (long first, long last) = (stated[i], stated[i + axes.Length]);
            if (first == 0 && last == 0) continue;
            if (first is < 0 or > int.MaxValue || last is < 0 or > int.MaxValue)
                throw node.Refusal($"Pad by {first} and {last}", "export negative pads as Slice");
            int axis = node.InSample(data, axes[i]);
            (before[axis], after[axis]) = ((int)first, (int)last);
        }

        PadKind kind = node.Attributes.Text("mode", "constant") switch
        {
            "constant" => PadKind.Constant,
            "edge" => PadKind.Edge,
            "reflect" => PadKind.Reflect,
            string other => throw node.Attributes.Refusal("mode", $"is {Origin.Quoted(other)}", "it must be constant, edge or reflect"),
        };
        double value = !isInput ? node.Attributes.Number("value", 0) : node.OptionalConstant(2, "value") is { Length: 1 } given ? given[0] : 0;
        if (before.Concat(after).All(count => count == 0)) return data;
        return node.Append(data, new Pad([.. before], [.. after], kind, kind == PadKind.Constant ? (float)value : 0));
    }

    public static Value Expand(NodeReader node)
    {
        node.RequireInputs(2, 2);
        Data data = node.Data(0);
        ImmutableArray<long?> target = node.Extents(1, "target shape");
        int batch = data.Batch.Exists ? 1 : 0;
        if (target.Length > data.Rank || (batch > 0 && target.Length == data.Rank && target[0] is not (null or 1)))
            throw node.Refusal($"Expand of data {data} adds extents", "export a network that keeps the extents of its data");
        int[] extents = [.. data.Extents];
        for (int back = 1; back <= Math.Min(target.Length, extents.Length); back++)
        {
            if (target[^back] is not { } stated) throw node.Refusal("Expand moves the batch", "export the network again");
            extents[^back] = stated == 1 ? extents[^back] : (int)Math.Clamp(stated, 0, Array.MaxLength);
        }

        return Broadcasting.To(node, data, [.. extents]);
    }

    private static Data Appended(NodeReader node, Data data, int axis, Slice part)
    {
        int dropped = data.Extents.Length - data.Sample.Length;
        if (axis < dropped) return data;
        return node.Append(data, part with { Axis = axis - dropped });
    }
}
