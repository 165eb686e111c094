using System.Numerics;
using System.Runtime.InteropServices;

namespace Espalier.Numerics;

/// <summary>Operations on each element of a span; every element is rounded by itself, so lanes do not matter.</summary>
internal static class Elementwise
{
    /// <summary>values[i] ← values[i] + other[i].</summary>
    public static void Add<T>(Span<T> values, ReadOnlySpan<T> other)
        where T : unmanaged, INumber<T>
    {
        Span<Vector<T>> wide = MemoryMarshal.Cast<T, Vector<T>>(values);
        ReadOnlySpan<Vector<T>> wideOther = MemoryMarshal.Cast<T, Vector<T>>(other[..values.Length]);
        for (int i = 0; i < wide.Length; i++) wide[i] += wideOther[i];
        for (int i = wide.Length * Vector<T>.Count; i < values.Length; i++) values[i] += other[i];
    }

    /// <summary>values[i] ← values[i] + term.</summary>
    public static void Add<T>(Span<T> values, T term)
        where T : unmanaged, INumber<T>
    {
        Span<Vector<T>> wide = MemoryMarshal.Cast<T, Vector<T>>(values);
        var wideTerm = new Vector<T>(term);
        for (int i = 0; i < wide.Length; i++) wide[i] += wideTerm;
        for (int i = wide.Length * Vector<T>.Count; i < values.Length; i++) values[i] += term;
    }

    /// <summary>values[i] ← the IEEE 754 maximum of values[i] and other[i]: NaN if one is NaN, +0 above −0.</summary>
    public static void Max<T>(Span<T> values, ReadOnlySpan<T> other)
        where T : unmanaged, INumber<T>
    {
        Span<Vector<T>> wide = MemoryMarshal.Cast<T, Vector<T>>(values);
        ReadOnlySpan<Vector<T>> wideOther = MemoryMarshal.Cast<T, Vector<T>>(other[..values.Length]);
        for (int i = 0; i < wide.Length; i++) wide[i] = Vector.Max(wide[i], wideOther[i]);
        for (int i = wide.Length * Vector<T>.Count; i < values.Length; i++) values[i] = T.Max(values[i], other[i]);
    }

    /// <summary>results[i] ← values[i] if it is above 0 or NaN, else +0.</summary>
    public static void Relu<T>(ReadOnlySpan<T> values, Span<T> results)
        where T : unmanaged, INumber<T>
    {
        ReadOnlySpan<Vector<T>> wide = MemoryMarshal.Cast<T, Vector<T>>(values);
        Span<Vector<T>> wideResults = MemoryMarshal.Cast<T, Vector<T>>(results[..values.Length]);
        for (int i = 0; i < wide.Length; i++)
            wideResults[i] = Vector.ConditionalSelect(Vector.LessThanOrEqual(wide[i], Vector<T>.Zero), Vector<T>.Zero, wide[i]);
        for (int i = wide.Length * Vector<T>.Count; i < values.Length; i++) results[i] = values[i] <= T.Zero ? T.Zero : values[i];
    }
}
