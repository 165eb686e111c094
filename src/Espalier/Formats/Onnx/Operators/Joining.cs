using System.Collections.Immutable;
using Espalier.Graphs;

namespace Espalier.Formats.Onnx.Operators;

/// <summary>Concat, of data along an extent of each sample, and of extents that a reshape will use.</summary>
internal static class Joining
{
    public static Value Concat(NodeReader node)
    {
        if (!node.Inputs.Any(input => input is Data)) return ShapeArithmetic.Concat(node);
        node.RequireInputs(1, int.MaxValue);
        ImmutableArray<Data> read = [.. node.Inputs.Select((_, i) => node.Data(i))];
        Data first = read[0];
        if (!node.Attributes.Has("axis")) throw node.Refusal("Concat does not say along which axis", "export the network again");
        int axis = node.Axis(node.Attributes.Integer("axis", 1), first.Rank) - (first.Batch.Exists ? 1 : 0);
        int inSample = axis - (first.Extents.Length - first.Sample.Length);
        if (inSample < 0) throw node.Refusal($"Concat of data {first} joins samples", "export a network that joins values within each sample");
        if (read.Any(data => data.Type != first.Type || data.Batch != first.Batch || data.Extents.Length != first.Extents.Length))
            throw node.Refusal("Concat of data of different types or ranks", "export the network again");
        if (read is [var x, var negated] && inSample == 0 && IsNegationOf(node, negated, x) && node.Draft.ShapeOf(x).Equals(new Shape(x.Sample)))
            return Joined(node.Draft.Append(x, new Graphs.Operators.SplitSigns()), first, axis, 2 * first.Extents[axis]);
        Data[] shaped = [.. read.Select(data => node.Draft.NeedShape(data, new Shape(data.Sample)))];
        return Joined(node.Draft.Join(new Graphs.Operators.Concat(inSample), shaped), first, axis, read.Sum(data => data.Extents[axis]));
    }

    /// <summary>Whether data are what is left of other data by a change of all signs.</summary>
    private static bool IsNegationOf(NodeReader node, Data negated, Data x) =>
        node.Draft.Maker(negated) is { Operator.IsNegation: true, Reads: [var read] } && read == x.Made;

    private static Data Joined(Data made, Data first, int axis, int extent) => made with { Extents = first.Extents.SetItem(axis, extent) };
}
