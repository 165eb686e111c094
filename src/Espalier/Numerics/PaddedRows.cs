using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Espalier.Numerics;

/// <summary>Kernels over rows whose length is a multiple of 8, in an order of arithmetic that no instruction set changes.</summary>
internal static class PaddedRows
{
    /// <summary>Σ|x| to nearest.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double AbsoluteSum(ReadOnlySpan<double> row)
    {
        ref double x = ref MemoryMarshal.GetReference(row);
        Vector512<double> sum = Vector512<double>.Zero;
        for (nuint i = 0; i < (nuint)row.Length; i += 8) sum += Vector512.Abs(Vector512.LoadUnsafe(ref x, i));
        return Total(sum);
    }

    /// <summary>Σ|x + y| to nearest.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double AbsoluteSum(ReadOnlySpan<double> left, ReadOnlySpan<double> right)
    {
        ref double x = ref MemoryMarshal.GetReference(left);
        ref double y = ref MemoryMarshal.GetReference(right[..left.Length]);
        Vector512<double> sum = Vector512<double>.Zero;
        for (nuint i = 0; i < (nuint)left.Length; i += 8) sum += Vector512.Abs(Vector512.LoadUnsafe(ref x, i) + Vector512.LoadUnsafe(ref y, i));
        return Total(sum);
    }

    /// <summary>Σx² to nearest.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double SquareSum(ReadOnlySpan<double> row)
    {
        ref double x = ref MemoryMarshal.GetReference(row);
        Vector512<double> sum = Vector512<double>.Zero;
        for (nuint i = 0; i < (nuint)row.Length; i += 8)
        {
            Vector512<double> value = Vector512.LoadUnsafe(ref x, i);
            sum = Vector512.FusedMultiplyAdd(value, value, sum);
        }

        return Total(sum);
    }

    /// <summary>Σx·y to nearest.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double Product(ReadOnlySpan<double> left, ReadOnlySpan<double> right)
    {
        ref double x = ref MemoryMarshal.GetReference(left);
        ref double y = ref MemoryMarshal.GetReference(right[..left.Length]);
        Vector512<double> sum = Vector512<double>.Zero;
        for (nuint i = 0; i < (nuint)left.Length; i += 8)
            sum = Vector512.FusedMultiplyAdd(Vector512.LoadUnsafe(ref x, i), Vector512.LoadUnsafe(ref y, i), sum);
        return Total(sum);
    }

    /// <summary>The same for any length: what is left behind the last whole lanes is added one by one.</summary>
    public static double ProductOfAny(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        int whole = x.Length & ~7;
        double sum = Product(x[..whole], y[..whole]);
        for (int i = whole; i < x.Length; i++) sum = Math.FusedMultiplyAdd(x[i], y[i], sum);
        return sum;
    }

    /// <summary>Σ(x + y)² to nearest.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double SquareSum(ReadOnlySpan<double> left, ReadOnlySpan<double> right)
    {
        ref double x = ref MemoryMarshal.GetReference(left);
        ref double y = ref MemoryMarshal.GetReference(right[..left.Length]);
        Vector512<double> sum = Vector512<double>.Zero;
        for (nuint i = 0; i < (nuint)left.Length; i += 8)
        {
            Vector512<double> value = Vector512.LoadUnsafe(ref x, i) + Vector512.LoadUnsafe(ref y, i);
            sum = Vector512.FusedMultiplyAdd(value, value, sum);
        }

        return Total(sum);
    }

    /// <summary>to ← factor·from.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Scale(double factor, ReadOnlySpan<double> from, Span<double> to)
    {
        ref double x = ref MemoryMarshal.GetReference(from);
        ref double y = ref MemoryMarshal.GetReference(to[..from.Length]);
        Vector512<double> f = Vector512.Create(factor);
        for (nuint i = 0; i < (nuint)from.Length; i += 8) (f * Vector512.LoadUnsafe(ref x, i)).StoreUnsafe(ref y, i);
    }

    /// <summary>to ← factor·from + other·more.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Combine(double factor, ReadOnlySpan<double> from, double other, ReadOnlySpan<double> more, Span<double> to)
    {
        ref double x = ref MemoryMarshal.GetReference(from);
        ref double m = ref MemoryMarshal.GetReference(more[..from.Length]);
        ref double y = ref MemoryMarshal.GetReference(to[..from.Length]);
        Vector512<double> f = Vector512.Create(factor), g = Vector512.Create(other);
        for (nuint i = 0; i < (nuint)from.Length; i += 8)
            Vector512.FusedMultiplyAdd(f, Vector512.LoadUnsafe(ref x, i), g * Vector512.LoadUnsafe(ref m, i)).StoreUnsafe(ref y, i);
    }

    /// <summary>to ← x·y, element by element; any length.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Multiply(ReadOnlySpan<double> left, ReadOnlySpan<double> right, Span<double> to)
    {
        ref double x = ref MemoryMarshal.GetReference(left);
        ref double y = ref MemoryMarshal.GetReference(right[..left.Length]);
        ref double z = ref MemoryMarshal.GetReference(to[..left.Length]);
        nuint i = 0;
        for (; i + 8 <= (nuint)left.Length; i += 8) (Vector512.LoadUnsafe(ref x, i) * Vector512.LoadUnsafe(ref y, i)).StoreUnsafe(ref z, i);
        for (; i < (nuint)left.Length; i++) Unsafe.Add(ref z, i) = Unsafe.Add(ref x, i) * Unsafe.Add(ref y, i);
    }

    /// <summary>sums ← sums + factor·row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void AddScaled(double factor, ReadOnlySpan<double> row, Span<double> sums)
    {
        ref double x = ref MemoryMarshal.GetReference(row);
        ref double s = ref MemoryMarshal.GetReference(sums[..row.Length]);
        Vector512<double> f = Vector512.Create(factor);
        for (nuint i = 0; i < (nuint)row.Length; i += 8)
            Vector512.FusedMultiplyAdd(f, Vector512.LoadUnsafe(ref x, i), Vector512.LoadUnsafe(ref s, i)).StoreUnsafe(ref s, i);
    }

    /// <summary>sums ← sums + |weights|·factor.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void AddAbsolute(double factor, ReadOnlySpan<double> weights, Span<double> sums)
    {
        ref double w = ref MemoryMarshal.GetReference(weights);
        ref double s = ref MemoryMarshal.GetReference(sums[..weights.Length]);
        Vector512<double> f = Vector512.Create(factor);
        for (nuint i = 0; i < (nuint)weights.Length; i += 8)
            Vector512.FusedMultiplyAdd(Vector512.Abs(Vector512.LoadUnsafe(ref w, i)), f, Vector512.LoadUnsafe(ref s, i)).StoreUnsafe(ref s, i);
    }

    /// <summary>values ← values + w·value and radii ← radii + |w|·radius for the numbers w of a column.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void AddEnclosed(ReadOnlySpan<double> column, double value, double radius, Span<double> values, Span<double> radii)
    {
        ref double v = ref MemoryMarshal.GetReference(values[..column.Length]);
        ref double r = ref MemoryMarshal.GetReference(radii[..column.Length]);
        ref double w = ref MemoryMarshal.GetReference(column);
        Vector512<double> x = Vector512.Create(value), e = Vector512.Create(radius);
        for (nuint i = 0; i < (nuint)column.Length; i += 8)
        {
            Vector512<double> weights = Vector512.LoadUnsafe(ref w, i);
            Vector512.FusedMultiplyAdd(weights, x, Vector512.LoadUnsafe(ref v, i)).StoreUnsafe(ref v, i);
            Vector512.FusedMultiplyAdd(Vector512.Abs(weights), e, Vector512.LoadUnsafe(ref r, i)).StoreUnsafe(ref r, i);
        }
    }

    /// <summary>Adds the lanes in a fixed order.</summary>
    private static double Total(Vector512<double> lanes)
    {
        Vector256<double> four = lanes.GetLower() + lanes.GetUpper();
        Vector128<double> two = four.GetLower() + four.GetUpper();
        return two.GetElement(0) + two.GetElement(1);
    }
}
