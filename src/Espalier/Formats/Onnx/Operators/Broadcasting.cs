using System.Collections.Immutable;
using Espalier.Graphs;
using Espalier.Graphs.Operators;

namespace Espalier.Formats.Onnx.Operators;

/// <summary>Values of different extents, of which each is 1 or that of the other, made alike.</summary>
internal static class Broadcasting
{
    /// <summary>Two values with the extents that they have together.</summary>
    public static (Data A, Data B) Together(NodeReader node, Data a, Data b)
    {
        if (a.Type != b.Type || a.Batch != b.Batch) throw Unfit(node, a, b);
        if (a.Extents.SequenceEqual(b.Extents)) return (a, b);
        if (a.Batch.Exists && a.Extents.Length != b.Extents.Length) throw Unfit(node, a, b);
        ImmutableArray<int> joint = SteppedOrder.Joint(a.Extents, b.Extents) ?? throw Unfit(node, a, b);
        return (To(node, a, joint), To(node, b, joint));
    }

    /// <summary>A value with larger extents.</summary>
    public static Data To(NodeReader node, Data data, ImmutableArray<int> extents)
    {
        if (data.Extents.SequenceEqual(extents)) return data;
        ImmutableArray<int> own = [.. Enumerable.Repeat(1, extents.Length - data.Extents.Length), .. data.Extents];
        if (extents.Length == 0) return data with { Extents = extents };
        Data shaped = node.Draft.NeedShape(data, new Shape(own.AsSpan()));
        return node.Draft.Append(shaped, new Expand(new Shape(extents.AsSpan()))) with { Extents = extents };
    }

    private static InvalidInputException Unfit(NodeReader node, Data a, Data b) =>
        node.Refusal($"{node.Operator} of data {a} and {b}", "export it of values whose extents are equal or 1");
}
