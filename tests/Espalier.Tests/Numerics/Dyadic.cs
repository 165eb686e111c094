using System.Numerics;
using Espalier.Tests.Certificates.Exact;

namespace Espalier.Tests.Numerics;

/// <summary>An exact number mantissa·2^exponent: the referee for floating-point arithmetic.</summary>
internal readonly struct Dyadic(BigInteger mantissa, int exponent) : IExactField<Dyadic>
{
    private BigInteger Mantissa { get; } = mantissa;

    private int Exponent { get; } = exponent;

    public int Sign => Mantissa.Sign;

    double IExactField<Dyadic>.Near => throw new NotSupportedException();

    public static Dyadic Of(double value)
    {
        if (!double.IsFinite(value)) throw new ArgumentException($"{value} is not finite");
        long bits = BitConverter.DoubleToInt64Bits(value);
        int field = (int)(bits >> 52) & 0x7FF;
        long fraction = bits & 0x000F_FFFF_FFFF_FFFF;
        long magnitude = field == 0 ? fraction : fraction | (1L << 52);
        return new(bits < 0 ? -magnitude : magnitude, Math.Max(field, 1) - 1075);
    }

    public static Dyadic operator +(Dyadic a, Dyadic b)
    {
        int exponent = Math.Min(a.Exponent, b.Exponent);
        return new((a.Mantissa << (a.Exponent - exponent)) + (b.Mantissa << (b.Exponent - exponent)), exponent);
    }

    public static Dyadic operator -(Dyadic a) => new(-a.Mantissa, a.Exponent);

    public static Dyadic operator -(Dyadic a, Dyadic b) => a + -b;

    public static Dyadic operator *(Dyadic a, Dyadic b) => new(a.Mantissa * b.Mantissa, a.Exponent + b.Exponent);

    static Dyadic IExactField<Dyadic>.operator /(Dyadic a, Dyadic b) => throw new NotSupportedException("a quotient is seldom such a number");

    public Dyadic Abs() => new(BigInteger.Abs(Mantissa), Exponent);

    /// <summary>This number times 2^shift.</summary>
    public Dyadic Scaled(int shift) => new(Mantissa, Exponent + shift);

    int IExactField<Dyadic>.Sign(double scale) => Sign;

    /// <summary>The sign of this number minus the other.</summary>
    public int Compare(Dyadic other) => (this - other).Sign;
}
