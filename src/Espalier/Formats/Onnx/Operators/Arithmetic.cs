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

    /// <summary>The sum of any number of values.</summary>
    public static Value Sum(NodeReader node)
    {
        node.RequireInputs(1, int.MaxValue);
        Value sum = node.Inputs[0]!;
        foreach (Value? next in node.Inputs.AsSpan()[1..]) sum = Combined(node, ArithmeticKind.Add, sum, next);
        return sum;
    }

    /// <summary>x², x³ and √x.</summary>
    public static Value Power(NodeReader node)
    {
        node.RequireInputs(2, 2);
        Data data = node.Data(0);
        Constant exponent = node.Constant(1, "exponent");
        double power = exponent.Length == 1 ? exponent[0] : double.NaN;
        if (power == 1) return data;
        if (power == 0.5) return node.Draft.Append(data, new Activation(ActivationFunction.Sqrt));
        if (power is not (2 or 3)) throw node.Refusal("Pow with an exponent other than 0.5, 1, 2 and 3", "export a network of ordinary layers");
        Data square = node.Draft.Join(new Multiply(), data, data);
        return power == 2 ? square : node.Draft.Join(new Multiply(), square, data);
    }

    private static Value Import(NodeReader node, ArithmeticKind kind)
    {
        node.RequireInputs(2, 2);
        return Combined(node, kind, node.Inputs[0], node.Inputs[1]);
    }

    private static Value Combined(NodeReader node, ArithmeticKind kind, Value? first, Value? second) => (first, second) switch
    {
        (Constant a, Constant b) => Folding.Combined(kind, a, b, node),
        (Data data, Constant c) => DataFirst(node, kind, data, c),
        (Constant c, Data data) => ConstantFirst(node, kind, c, data),
        (Data a, Data b) => OfTwo(node, kind, a, b),
        _ => ShapeArithmetic.Combined(kind, first, second, node),
    };

    private static Data DataFirst(NodeReader node, ArithmeticKind kind, Data data, Constant c)
    {
        node.RequireType(c, data);
        return kind switch
        {
            ArithmeticKind.Add when node.Draft.IsProduct(data, c.Length) && Aligned(node, data, c) is [.., var last] && last == c.Length =>
                node.Named(node.Draft.Shift(data, c.Weights(new Shape(c.Length), node.Origin)), (c, Role.Bias)),
            ArithmeticKind.Add => node.Draft.Shift(data, Factor(node, data, c)),
            ArithmeticKind.Multiply when Recognised.Gelu(node.Draft, data, c) is { } gelu => gelu,
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
        (a, b) = Broadcasting.Together(node, a, b);
        if (kind == ArithmeticKind.Divide && Recognised.LayerNorm(node, a, b) is { } normed) return normed;
        if (kind == ArithmeticKind.Multiply && Recognised.Gated(node.Draft, a, b) is { } gated) return gated;
        Operator made = kind switch
        {
            ArithmeticKind.Add => new Add(),
            ArithmeticKind.Subtract => new Subtract(),
            ArithmeticKind.Multiply => new Multiply(),
            _ => new Divide(),
        };
        return node.Draft.Join(made, a, node.Draft.NeedShape(b, node.Draft.ShapeOf(a)));
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
