using System.Collections.Immutable;
using System.Numerics;
using Espalier.Numerics;

namespace Espalier.Formats.Onnx.Operators;

/// <summary>Arithmetic on constants alone, rounded to their type as every runtime rounds it.</summary>
internal static class Folding
{
    public static Constant Relu(Constant constant, NodeReader node)
    {
        Spend(constant.Type, constant.Length, node);
        if (constant.Doubles is { } doubles) return new Constant(constant.Extents, [.. doubles.Select(value => Math.Max(value, 0))]);
        if (constant.Singles is { } singles) return new Constant(constant.Type, constant.Extents, [.. singles.Select(value => Math.Max(value, 0))]);
        return new Constant(constant.Type, constant.Extents, [.. constant.Integers!.Select(value => Math.Max(value, 0))]);
    }

    /// <summary>−c, which is exact.</summary>
    public static Constant Negated(Constant constant, NodeReader node)
    {
        Spend(constant.Type, constant.Length, node);
        if (constant.Doubles is { } doubles) return new Constant(constant.Extents, [.. doubles.Select(value => -value)]);
        if (constant.Singles is { } singles) return new Constant(constant.Type, constant.Extents, [.. singles.Select(value => -value)]);
        return new Constant(constant.Type, constant.Extents, [.. constant.Integers!.Select(value => -value)]);
    }

    /// <summary>Factors computed in float64, and kept in float32 only where nothing is lost by it.</summary>
    public static Constant Mapped(Constant constant, Func<double, double> map, NodeReader node)
    {
        node.Budget.Bytes(8L * constant.Length, node.Origin);
        double[] exact = new double[constant.Length];
        bool isSingle = constant.Singles is not null;
        for (int i = 0; i < exact.Length; i++)
        {
            exact[i] = map(constant[i]);
            isSingle &= (float)exact[i] == exact[i];
        }

        return isSingle
            ? new Constant(constant.Type, constant.Extents, [.. exact.Select(value => (float)value)])
            : new Constant(constant.Extents, exact);
    }

    /// <summary>The values repeated so that they fill larger extents.</summary>
    public static Constant Broadcast(Constant constant, ImmutableArray<int> extents, NodeReader node)
    {
        if (constant.Extents.SequenceEqual(extents)) return constant;
        if (SteppedOrder.Joint(constant.Extents, extents) is not { } joint || !joint.SequenceEqual(extents))
        {
            throw node.Refusal(
                $"{node.Operator} repeats a constant {Origin.Bracketed(constant.Extents)} to {Origin.Bracketed(extents)}",
                "its extents must be those or 1");
        }

        var repeated = SteppedOrder.Repeated(constant.Extents, extents);
        Spend(constant.Type, repeated.Length, node);
        return repeated.Of(constant);
    }

    /// <summary>Combines two constants of one type under broadcasting.</summary>
    public static Constant Combined(ArithmeticKind kind, Constant a, Constant b, NodeReader node)
    {
        if (a.Type != b.Type || a.Type == NumberType.Bool)
            throw node.Refusal($"{node.Operator} of constants of types {a.Type.Name} and {b.Type.Name}", "both must be of one numeric type");
        ImmutableArray<int> extents = SteppedOrder.Joint(a.Extents, b.Extents)
            ?? throw node.Refusal(
                $"{node.Operator} of constants {Origin.Bracketed(a.Extents)} and {Origin.Bracketed(b.Extents)}", "their extents must be equal or 1");
        a = Broadcast(a, extents, node);
        b = Broadcast(b, extents, node);
        Spend(a.Type, a.Length, node);
        if (a.Doubles is not null) return new Constant(extents, Zipped(a.Doubles, b.Doubles!, (x, y) => Apply(kind, x, y)));
        if (a.Singles is not null) return new Constant(a.Type, extents, Zipped(a.Singles, b.Singles!, (x, y) => a.Type.Rounded(Apply(kind, x, y))));
        try
        {
            return new Constant(a.Type, extents, Zipped(a.Integers!, b.Integers!, (x, y) => Apply(kind, x, y)));
        }
        catch (ArithmeticException failure)
        {
            throw node.Origin.Refusal($"{node.Operator} of integer constants has no result", "export the network with constants computed", failure);
        }
    }

    /// <summary>One of the four operations.</summary>
    /// <exception cref="ArithmeticException">Whole numbers are divided by 0, or have no result of 64 bits.</exception>
    public static T Apply<T>(ArithmeticKind kind, T x, T y)
        where T : INumber<T>
    {
        return kind switch
        {
            ArithmeticKind.Add => checked(x + y),
            ArithmeticKind.Subtract => checked(x - y),
            ArithmeticKind.Multiply => checked(x * y),
            _ => x / y,
        };
    }

    private static T[] Zipped<T>(T[] a, T[] b, Func<T, T, T> apply)
    {
        var result = new T[a.Length];
        for (int i = 0; i < result.Length; i++) result[i] = apply(a[i], b[i]);
        return result;
    }

    public static void Spend(NumberType type, long count, NodeReader node) =>
        node.Budget.Bytes(count * Math.Max(4, type.IsFloat ? type.Size : 8), node.Origin);
}
