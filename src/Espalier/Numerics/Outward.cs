namespace Espalier.Numerics;

/// <summary>float64 operations rounded down or up, without touching the rounding mode of the processor.</summary>
/// <remarks>
/// <para>
/// Each operation is rounded to nearest; an error-free transform tells on which side of the result the truth lies; only then
/// the result moves by one unit. So results are the tightest float64 bounds, also among subnormals, where the error of a
/// product is no float64: there both sides are scaled by a power of two first.
/// </para>
/// <para>
/// Overflow is sound: rounded down, a sum above the largest float64 is the largest float64. Where the operation is not
/// defined (NaN, ∞ − ∞, 0·∞, x/0), rounding down gives −∞ and rounding up gives +∞. The sign of a zero means nothing.
/// </para>
/// </remarks>
public static class Outward
{
    /// <summary>Below this magnitude the error of a product may not be a float64.</summary>
    private const double TinyProduct = 2.004168360008973e-292; // 2⁻⁹⁶⁹

    private const double LeastNormal = 2.2250738585072014e-308; // 2⁻¹⁰²²

    private const double Power600 = 4.149515568880993e180; // 2⁶⁰⁰

    /// <summary>The largest float64 that is at most a + b.</summary>
    public static double AddDown(double a, double b)
    {
        double sum = a + b;
        return Below(sum, SumError(a, b, sum), double.IsFinite(a) && double.IsFinite(b));
    }

    /// <summary>The smallest float64 that is at least a + b.</summary>
    public static double AddUp(double a, double b) => -AddDown(-a, -b);

    /// <summary>The largest float64 that is at most a − b.</summary>
    public static double SubtractDown(double a, double b) => AddDown(a, -b);

    /// <summary>The smallest float64 that is at least a − b.</summary>
    public static double SubtractUp(double a, double b) => -AddDown(-a, b);

    /// <summary>The largest float64 that is at most a·b.</summary>
    public static double MultiplyDown(double a, double b)
    {
        double product = a * b;
        return Below(product, ProductError(a, b, product), double.IsFinite(a) && double.IsFinite(b));
    }

    /// <summary>The smallest float64 that is at least a·b.</summary>
    public static double MultiplyUp(double a, double b) => -MultiplyDown(-a, b);

    /// <summary>The largest float64 that is at most a/b.</summary>
    public static double DivideDown(double a, double b)
    {
        if (b == 0) return double.NegativeInfinity;
        double quotient = a / b;
        return Below(quotient, QuotientError(a, b, quotient), double.IsFinite(a));
    }

    /// <summary>The smallest float64 that is at least a/b.</summary>
    public static double DivideUp(double a, double b) => -DivideDown(-a, b);

    /// <summary>The largest float64 that is at most √x; −∞ for a negative x.</summary>
    public static double SqrtDown(double x)
    {
        double root = Math.Sqrt(x);
        return Below(root, RootError(x, root), double.IsFinite(x));
    }

    /// <summary>The smallest float64 that is at least √x; +∞ for a negative x.</summary>
    public static double SqrtUp(double x)
    {
        double root = Math.Sqrt(x);
        return -Below(-root, -RootError(x, root), double.IsFinite(x));
    }

    /// <summary>The largest float64 that is at most a·2^exponent.</summary>
    public static double ScaleDown(double a, int exponent)
    {
        // Rounded only where it leaves the range of normal numbers.
        double scaled = Math.ScaleB(a, exponent);
        if (Math.Abs(scaled) is > LeastNormal and <= double.MaxValue) return scaled;
        return Below(scaled, double.IsFinite(scaled) ? a - Math.ScaleB(scaled, -exponent) : 0, double.IsFinite(a));
    }

    /// <summary>The smallest float64 that is at least a·2^exponent.</summary>
    public static double ScaleUp(double a, int exponent) => -ScaleDown(-a, exponent);

    /// <summary>The bound below the truth, from its nearest float64 and anything with the sign of (truth − nearest).</summary>
    private static double Below(double nearest, double error, bool operandsFinite)
    {
        if (double.IsFinite(nearest)) return error >= 0 ? nearest : double.BitDecrement(nearest);
        if (double.IsNaN(nearest)) return double.NegativeInfinity;
        return nearest > 0 && operandsFinite ? double.MaxValue : nearest;
    }

    /// <summary>NaN, which counts as below, where an intermediate overflows although the sum does not.</summary>
    private static double SumError(double a, double b, double sum)
    {
        double shareOfB = sum - a;
        double shareOfA = sum - shareOfB;
        return (a - shareOfA) + (b - shareOfB);
    }

    private static double ProductError(double a, double b, double product)
    {
        // An error that is not a float64 is still rounded to one of its sign, unless it vanishes.
        double error = Math.FusedMultiplyAdd(a, b, -product);
        if (error != 0 || Math.Abs(product) >= TinyProduct || a == 0 || b == 0) return error;
        if (product == 0) return Math.Sign(a) * Math.Sign(b);
        return ScaledProductError(a, b, product);
    }

    /// <summary>2⁶⁰⁰·(a·b − product) for a tiny product that is not 0: the smaller factor bears the scale.</summary>
    private static double ScaledProductError(double a, double b, double product) =>
        Math.Abs(a) <= Math.Abs(b)
            ? Math.FusedMultiplyAdd(a * Power600, b, -product * Power600)
            : Math.FusedMultiplyAdd(a, b * Power600, -product * Power600);

    private static double QuotientError(double a, double b, double quotient)
    {
        if (a == 0 || !double.IsFinite(a) || !double.IsFinite(b) || !double.IsFinite(quotient)) return 0;
        if (quotient == 0) return Math.Sign(a) * Math.Sign(b);
        double residual = Math.FusedMultiplyAdd(-quotient, b, a);
        if (residual == 0 && Math.Abs(a) < TinyProduct) residual = -ScaledProductError(quotient, b, a);
        return b > 0 ? residual : -residual;
    }

    private static double RootError(double x, double root)
    {
        if (!double.IsFinite(root)) return 0;
        return x < TinyProduct
            ? Math.FusedMultiplyAdd(-root * 1048576, root * 1048576 * Power600, x * 1099511627776 * Power600)
            : Math.FusedMultiplyAdd(-root, root, x);
    }
}
