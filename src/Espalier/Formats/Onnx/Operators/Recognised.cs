using Espalier.Graphs;
using Espalier.Graphs.Operators;

namespace Espalier.Formats.Onnx.Operators;

/// <summary>Operators that exporters spell out in several nodes, known again from the last of them.</summary>
internal static class Recognised
{
    /// <summary>What constants of float32 graphs may be off by.</summary>
    private const double Tolerance = 1e-6;

    /// <summary>x·sigmoid(x), x·hardsigmoid(x), and what is left of a GELU whose half stands elsewhere; null for other products.</summary>
    public static Data? Gated(GraphDraft draft, Data a, Data b) => Gate(draft, a, b) ?? Gate(draft, b, a);

    /// <summary>½·(x·(1 + erf(x/√2))), and the same with the tangent; null for other multiples.</summary>
    public static Data? Gelu(GraphDraft draft, Data data, Constant factor)
    {
        if (factor.Length != 1 || factor[0] != 0.5 || draft.Maker(data) is not { Operator: Multiply } product) return null;
        return Gelu(draft, data, product.Reads[0], product.Reads[1]) ?? Gelu(draft, data, product.Reads[1], product.Reads[0]);
    }

    /// <summary>(x − mean)/√(variance + ε) over the last extents; null for other quotients.</summary>
    public static Data? LayerNorm(NodeReader node, Data distance, Data root)
    {
        GraphDraft draft = node.Draft;
        if (draft.Maker(distance) is not { Operator: Subtract } difference) return null;
        int x = difference.Reads[0];
        if (Before<Mean>(draft, Behind<Expand>(draft, difference.Reads[1])) is not { } mean || mean.Reads[0] != x) return null;
        if (draft.Maker(Behind<Expand>(draft, root.Made)) is not { Operator: Activation { Function: ActivationFunction.Sqrt } } square) return null;
        if (draft.Maker(square.Reads[0]) is not { Operator: ElementwiseAffine { Scale: null, Shift: { Length: 1 } epsilon } } sum) return null;
        if (Before<Mean>(draft, sum.Reads[0]) is not { } variance || !Equals(variance.Operator, mean.Operator)) return null;
        if (draft.Maker(variance.Reads[0]) is not { Operator: Multiply } squares) return null;
        if (!IsDistance(draft, squares.Reads[0], difference) || !IsDistance(draft, squares.Reads[1], difference)) return null;
        ReadOnlySpan<int> over = draft.ShapeOf(x).Extents.AsSpan()[((Mean)mean.Operator).Axis..];
        var shape = new Shape(over);
        node.Budget.Bytes((epsilon.Precision == Precision.Double ? 16L : 8L) * shape.Length, node.Origin);
        Tensor ones = epsilon.Precision == Precision.Double
            ? new Tensor(shape, [.. Enumerable.Repeat(1.0, shape.Length)])
            : new Tensor(shape, [.. Enumerable.Repeat(1.0f, shape.Length)]);
        return (float)epsilon[0] >= 0 ? draft.Append(distance with { Made = x }, new LayerNorm(ones, null, (float)epsilon[0])) : null;
    }

    private static Data? Gate(GraphDraft draft, Data value, Data gate)
    {
        if (draft.Maker(gate) is not { } maker) return null;
        if (maker.Operator is Activation { Function: ActivationFunction.Sigmoid } && maker.Reads[0] == value.Made)
            return draft.Append(value, new Activation(ActivationFunction.Silu));
        if (maker.Operator is Clip { Low: 0, High: 1 } && draft.Maker(maker.Reads[0]) is { Operator: ElementwiseAffine line } step
            && step.Reads[0] == value.Made && Is(line.Scale, 1.0 / 6) && Is(line.Shift, 0.5))
            return draft.Append(value, new Activation(ActivationFunction.HardSwish));

        // ½·x stands in front.
        return draft.Maker(value) is { Operator: ElementwiseAffine { Shift: null } half } first && Is(half.Scale, 0.5)
            ? Gelu(draft, value, first.Reads[0], gate.Made)
            : null;
    }

    private static Data? Gelu(GraphDraft draft, Data like, int x, int gate)
    {
        if (draft.Maker(gate) is not { Operator: ElementwiseAffine { Scale: null } plus } sum || !Is(plus.Shift, 1)) return null;
        if (draft.Maker(sum.Reads[0]) is not { Operator: Activation function } inner) return null;
        ActivationFunction? found = function.Function switch
        {
            ActivationFunction.Erf when IsMultiple(draft, inner.Reads[0], Math.Sqrt(0.5), x) => ActivationFunction.Gelu,
            ActivationFunction.Tanh when IsCubic(draft, inner.Reads[0], x) => ActivationFunction.GeluTanh,
            _ => null,
        };
        return found is { } gelu ? draft.Append(like with { Made = x }, new Activation(gelu)) : null;
    }

    /// <summary>√(2/π)·(x + 0.044715·x³).</summary>
    private static bool IsCubic(GraphDraft draft, int value, int x)
    {
        if (draft.Maker(value) is not { Operator: ElementwiseAffine { Shift: null } outer } scaled || !Is(outer.Scale, Math.Sqrt(2 / Math.PI)))
            return false;
        if (draft.Maker(scaled.Reads[0]) is not { Operator: Add, Reads: [var a, var b] }) return false;
        int other = a == x ? b : b == x ? a : -1;
        if (other < 0 || draft.Maker(other) is not { Operator: ElementwiseAffine { Shift: null } inner } cubic || !Is(inner.Scale, 0.044715))
            return false;
        return draft.Maker(cubic.Reads[0]) is { Operator: Multiply, Reads: [var p, var q] }
            && ((p == x && IsSquare(draft, q, x)) || (q == x && IsSquare(draft, p, x)));
    }

    private static bool IsSquare(GraphDraft draft, int value, int x) =>
        draft.Maker(value) is { Operator: Multiply } square && square.Reads.All(read => read == x);

    private static bool IsMultiple(GraphDraft draft, int value, double factor, int x) =>
        draft.Maker(value) is { Operator: ElementwiseAffine { Shift: null } line } maker && maker.Reads[0] == x && Is(line.Scale, factor);

    /// <summary>Exporters may compute x − mean twice.</summary>
    private static bool IsDistance(GraphDraft draft, int value, Node difference) =>
        draft.Maker(value) is { Operator: Subtract } again && again.Reads[0] == difference.Reads[0]
        && (again.Reads[1] == difference.Reads[1] || Behind<Expand>(draft, again.Reads[1]) == Behind<Expand>(draft, difference.Reads[1]));

    private static int Behind<T>(GraphDraft draft, int value)
        where T : Operator => draft.Maker(value) is { Operator: T } maker ? maker.Reads[0] : value;

    private static Node? Before<T>(GraphDraft draft, int value)
        where T : Operator => draft.Maker(value) is { Operator: T } maker ? maker : null;

    private static bool Is(Tensor? tensor, double value) => tensor is { Length: 1 } && Math.Abs(tensor[0] - value) <= Tolerance * value;
}
