namespace Espalier.Numerics;

/// <summary>An unevaluated sum of two float64, about 106 bits: <see cref="High"/> is the sum rounded to nearest.</summary>
/// <remarks>
/// M. Joldes, J.-M. Muller, V. Popescu, "Tight and rigorous error bounds for basic building blocks of double-word
/// arithmetic", ACM TOMS 44(2), 2017. With u = 2⁻⁵³ the bounds below are relative and hold while nothing overflows and,
/// for products, while no part falls below 2⁻⁹⁶⁹: beneath it the error of a product is no longer a float64.
/// </remarks>
public readonly record struct DoubleDouble : IComparable<DoubleDouble>
{
    private DoubleDouble(double high, double low)
    {
        High = high;
        Low = low;
    }

    /// <summary>The value rounded to the nearest float64.</summary>
    public double High { get; }

    /// <summary>What the rounding left, at most half a unit in the last place of <see cref="High"/>.</summary>
    public double Low { get; }

    /// <summary>a + b exactly (Knuth's TwoSum), unless the sum overflows.</summary>
    public static DoubleDouble Sum(double a, double b)
    {
        double sum = a + b;
        double shareOfB = sum - a;
        double shareOfA = sum - shareOfB;
        return new(sum, (a - shareOfA) + (b - shareOfB));
    }

    /// <summary>a·b exactly, by a fused multiply-add, if |a·b| is 0 or at least 2⁻⁹⁶⁹ and does not overflow.</summary>
    public static DoubleDouble Product(double a, double b)
    {
        double product = a * b;
        return new(product, Math.FusedMultiplyAdd(a, b, -product));
    }

    /// <summary>A float64, exactly.</summary>
    public static implicit operator DoubleDouble(double value) => new(value, 0);

    /// <summary>The nearest float64.</summary>
    public static explicit operator double(DoubleDouble value) => value.High;

    /// <summary>The same value with the other sign, exactly.</summary>
    public static DoubleDouble operator -(DoubleDouble value) => new(-value.High, -value.Low);

    /// <summary>The sum, with a relative error of at most 3u² + 13u³ (algorithm 6).</summary>
    public static DoubleDouble operator +(DoubleDouble left, DoubleDouble right)
    {
        DoubleDouble high = Sum(left.High, right.High);
        DoubleDouble low = Sum(left.Low, right.Low);
        DoubleDouble carried = FastSum(high.High, high.Low + low.High);
        return FastSum(carried.High, low.Low + carried.Low);
    }

    /// <summary>The sum with a float64, with a relative error of at most 2u² (algorithm 4).</summary>
    public static DoubleDouble operator +(DoubleDouble left, double right)
    {
        DoubleDouble high = Sum(left.High, right);
        return FastSum(high.High, left.Low + high.Low);
    }

    /// <summary>The difference, with the error of the sum.</summary>
    public static DoubleDouble operator -(DoubleDouble left, DoubleDouble right) => left + -right;

    /// <summary>The difference with a float64, with the error of the sum.</summary>
    public static DoubleDouble operator -(DoubleDouble left, double right) => left + -right;

    /// <summary>The product, with a relative error of at most 4u² (algorithm 12).</summary>
    public static DoubleDouble operator *(DoubleDouble left, DoubleDouble right)
    {
        DoubleDouble high = Product(left.High, right.High);
        double cross = Math.FusedMultiplyAdd(left.High, right.Low, left.Low * right.Low);
        cross = Math.FusedMultiplyAdd(left.Low, right.High, cross);
        return FastSum(high.High, high.Low + cross);
    }

    /// <summary>The product with a float64, with a relative error of at most 2u² (algorithm 9).</summary>
    public static DoubleDouble operator *(DoubleDouble left, double right)
    {
        DoubleDouble high = Product(left.High, right);
        return FastSum(high.High, Math.FusedMultiplyAdd(left.Low, right, high.Low));
    }

    /// <summary>Whether the left value is below the right one, exactly.</summary>
    public static bool operator <(DoubleDouble left, DoubleDouble right) =>
        left.High < right.High || (left.High == right.High && left.Low < right.Low);

    /// <summary>Whether the left value is above the right one, exactly.</summary>
    public static bool operator >(DoubleDouble left, DoubleDouble right) => right < left;

    /// <summary>Whether the left value is at most the right one, exactly.</summary>
    public static bool operator <=(DoubleDouble left, DoubleDouble right) =>
        left.High < right.High || (left.High == right.High && left.Low <= right.Low);

    /// <summary>Whether the left value is at least the right one, exactly.</summary>
    public static bool operator >=(DoubleDouble left, DoubleDouble right) => right <= left;

    /// <summary>The absolute value, exactly.</summary>
    public static DoubleDouble Abs(DoubleDouble value) => double.IsNegative(value.High) ? -value : value;

    /// <summary>The order of the values, exactly; NaN comes first.</summary>
    public int CompareTo(DoubleDouble other)
    {
        int high = High.CompareTo(other.High);
        return high != 0 ? high : Low.CompareTo(other.Low);
    }

    /// <summary>a + b exactly where |a| ≥ |b| or a = 0 (Dekker).</summary>
    private static DoubleDouble FastSum(double a, double b)
    {
        double sum = a + b;
        return new(sum, b - (sum - a));
    }
}
