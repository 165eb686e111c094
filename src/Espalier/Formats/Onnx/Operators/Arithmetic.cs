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
            _ => throw node.Refusal($"{node.Operator} joins two branches", "only chains of layers are read: export a network without residual connections"),
        };
    }

    private static Data DataFirst(NodeReader node, ArithmeticKind kind, Data data, Constant c)
    {
        node.RequireType(c, data);
        switch (kind)
        {
            case ArithmeticKind.Add:
                Shift(node, data, c);
                break;
            case ArithmeticKind.Subtract:
                node.Chain.Append(new ElementwiseAffine(null, Factor(node, data, Folding.Negated(c, node))));
                break;
            case ArithmeticKind.Multiply:
                node.Chain.Append(new ElementwiseAffine(Factor(node, data, c), null));
                break;
            default:
                node.Chain.Append(new ElementwiseAffine(Factor(node, data, Reciprocal(node, c)), null));
                break;
        }

        return data;
    }

    private static Data ConstantFirst(NodeReader node, ArithmeticKind kind, Constant c, Data data)
    {
        if (kind == ArithmeticKind.Divide)
            throw node.Refusal("Div of a constant by data is no layer", "export a network of ordinary layers");
        if (kind != ArithmeticKind.Subtract) return DataFirst(node, kind, data, c);
        node.RequireType(c, data);
        Tensor minusOne = data.Type == NumberType.Float64 ? new Tensor(new Shape(), [-1.0]) : new Tensor(new Shape(), [-1.0f]);
        node.Chain.Append(new ElementwiseAffine(minusOne, Factor(node, data, c)));
        return data;
    }

    /// <summary>An Add right after a matrix product is its bias; right after a Mul it completes one affine layer.</summary>
    private static void Shift(NodeReader node, Data data, Constant c)
    {
        Tensor shift = Factor(node, data, c);
        switch (node.Chain.Last)
        {
            case Dense { Bias: null } dense:
                Constant whole = Folding.Broadcast(c.As([c.Length]), [dense.Outputs], node);
                node.Chain.ReplaceLast(new Dense(dense.Weights, whole.Weights(new Shape(dense.Outputs), node.Origin)));
                break;
            case ElementwiseAffine { Scale: not null, Shift: null } scaling:
                node.Chain.ReplaceLast(new ElementwiseAffine(scaling.Scale, shift));
                break;
            default:
                node.Chain.Append(new ElementwiseAffine(null, shift));
                break;
        }
    }

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
        Shape current = node.Chain.Current;
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
        node.Refusal($"{node.Operator} of data {data} and a constant {Origin.Bracketed(c.Extents)} does not keep the data's shape", "export constants that are broadcast to the data, never the data to them");

    private static bool IsPerChannel(Data data, ImmutableArray<int> aligned, Shape current)
    {
        if (current.Rank != 3 || data.Extents.Length < 3 || !data.Extents.AsSpan()[^3..].SequenceEqual(current.Extents.AsSpan())) return false;
        return aligned[^3] == current[0] && aligned[^2] == 1 && aligned[^1] == 1;
    }
}
