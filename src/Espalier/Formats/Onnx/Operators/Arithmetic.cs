using System.Collections.Immutable;
using Espalier.Graphs;
using Espalier.Graphs.Operators;
using Espalier.Numerics;

namespace Espalier.Formats.Onnx.Operators;

/// <summary>The four operations with a constant on one side.</summary>
internal enum ArithmeticKind
{
    Add,
    Subtract,
    Multiply,
    Divide,
}

/// <summary>Add, Sub, Mul, Div: of constants, or of data and a constant, which make an <see cref="ElementwiseAffine"/> or a bias.</summary>
internal static class Arithmetic
{
    public static Value Add(NodeReader node) => Import(node, ArithmeticKind.Add);

    public static Value Subtract(NodeReader node) => Import(node, ArithmeticKind.Subtract);

    public static Value Multiply(NodeReader node) => Import(node, ArithmeticKind.Multiply);

    public static Value Divide(NodeReader node) => Import(node, ArithmeticKind.Divide);

    private static Value Import(NodeReader node, ArithmeticKind kind)
    {
        node.RequireInputs(2, 2);
        return (node.Inputs[0], node.Inputs[1]) switch
        {
            (Constant a, Constant b) => Folding.Combined(kind, a, b, node),
            (Data data, Constant c) => DataFirst(node, kind, data, c),
            (Constant c, Data data) => ConstantFirst(node, kind, c, data),
            (Data a, Data b) => OfTwo(node, kind, a, b),
            _ =>
                throw node.Refusal(
                    $"{node.Operator} computes with the shape of the data", "export a network that computes shapes only to flatten its data"),
        };
    }

    private static Data DataFirst(NodeReader node, ArithmeticKind kind, Data data, Constant c)
    {
        node.RequireType(c, data);
        return kind switch
        {
            ArithmeticKind.Add => node.Draft.Shift(data, Factor(node, data, c)),
            ArithmeticKind.Subtract => node.Draft.Append(data, new ElementwiseAffine(null, Factor(node, data, Folding.Negated(c, node)))),
            ArithmeticKind.Multiply => node.Draft.Append(data, new ElementwiseAffine(Factor(node, data, c), null)),
            _ => node.Draft.Append(data, new ElementwiseAffine(Factor(node, data, Reciprocal(node, c)), null)),
        };
    }

    private static Data ConstantFirst(NodeReader node, ArithmeticKind kind, Constant c, Data data)
    {
        if (kind == ArithmeticKind.Divide)
            throw node.Refusal("Div of a constant by data is no layer", "export a network of ordinary layers");
        if (kind != ArithmeticKind.Subtract) return DataFirst(node, kind, data, c);
        node.RequireType(c, data);
        return node.Draft.Append(data, new ElementwiseAffine(MinusOne(data), Factor(node, data, c)));
    }

    /// <summary>−x.</summary>
    public static Value Negate(NodeReader node)
    {
        node.RequireInputs(1, 1);
        if (node.Inputs[0] is Constant constant) return Folding.Negated(constant, node);
        Data data = node.Data(0);
        return node.Draft.Append(data, new ElementwiseAffine(MinusOne(data), null));
    }

    private static Data OfTwo(NodeReader node, ArithmeticKind kind, Data a, Data b)
    {
        if (kind is ArithmeticKind.Multiply or ArithmeticKind.Divide)
            throw node.Refusal($"{node.Operator} of two values that depend on the input", "export a network of layers, sums and joins");
        if (a.Type != b.Type || a.Batch != b.Batch || !a.Extents.SequenceEqual(b.Extents))
            throw node.Refusal($"{node.Operator} of data {a} and {b}", "export sums of values of one shape");
        if (kind == ArithmeticKind.Subtract) b = node.Draft.Append(b, new ElementwiseAffine(MinusOne(b), null));
        Shape shape = node.Draft.ShapeOf(a);
        return node.Draft.Join(new Add(), a, node.Draft.NeedShape(b, shape));
    }

    private static Tensor MinusOne(Data data) => data.Type == NumberType.Float64 ? new Tensor(new Shape(), [-1.0]) : new Tensor(new Shape(), [-1.0f]);

    private static Constant Reciprocal(NodeReader node, Constant c)
    {
        for (int i = 0; i < c.Length; i++)
        {
            if (c[i] == 0) throw node.Refusal($"Div by a constant whose element {i} is zero", "export a network that does not divide by zero");
        }

        return Folding.Mapped(c, value => 1 / value, node);
    }

    /// <summary>A constant in the form in which an <see cref="ElementwiseAffine"/> takes it.</summary>
    private static Tensor Factor(NodeReader node, Data data, Constant c)
    {
        ImmutableArray<int> aligned = Aligned(node, data, c);
        Shape current = node.Draft.ShapeOf(data);
        if (c.Length == 1) return c.Weights(c.Rank <= data.Sample.Length ? new Shape(c.Extents.AsSpan()) : new Shape(), node.Origin);
        if (c.Length == current.Length) return c.Weights(current, node.Origin);
        if (IsPerChannel(data, aligned, current)) return c.Weights(new Shape(current[0], 1, 1), node.Origin);
        return Folding.Broadcast(c.As(aligned), data.Extents, node).Weights(current, node.Origin);
    }

    /// <summary>The constant's extents, one for each of the data's without the batch.</summary>
    private static ImmutableArray<int> Aligned(NodeReader node, Data data, Constant c)
    {
        if (c.Rank > data.Rank) throw Unfit(node, data, c);
        int[] aligned = new int[data.Extents.Length];
        Array.Fill(aligned, 1);
        for (int back = 1; back <= c.Rank; back++)
        {
            int extent = c.Extents[^back];
            bool isBatch = back > aligned.Length;
            if (extent != 1 && (isBatch || extent != data.Extents[^back])) throw Unfit(node, data, c);
            if (!isBatch) aligned[^back] = extent;
        }

        return [.. aligned];
    }

    private static InvalidInputException Unfit(NodeReader node, Data data, Constant c) =>
        node.Refusal(
            $"{node.Operator} of data {data} and a constant {Origin.Bracketed(c.Extents)} does not keep the data's shape",
            "export constants that are broadcast to the data, never the data to them");

    private static bool IsPerChannel(Data data, ImmutableArray<int> aligned, Shape current)
    {
        if (current.Rank != 3 || data.Extents.Length < 3 || !data.Extents.AsSpan()[^3..].SequenceEqual(current.Extents.AsSpan())) return false;
        return aligned[^3] == current[0] && aligned[^2] == 1 && aligned[^1] == 1;
    }
}
