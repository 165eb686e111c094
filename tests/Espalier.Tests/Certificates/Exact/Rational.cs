using System.Numerics;

namespace Espalier.Tests.Certificates.Exact;

/// <summary>Exact fractions with a positive denominator, in lowest terms.</summary>
internal readonly struct Rational : IExactField<Rational>
{
    private readonly BigInteger _denominatorMinusOne;

    private Rational(BigInteger numerator, BigInteger denominator)
    {
        BigInteger common = BigInteger.GreatestCommonDivisor(numerator, denominator);
        if (denominator.Sign < 0) common = -common;
        Numerator = numerator / common;
        _denominatorMinusOne = (denominator / common) - 1;
    }

    public BigInteger Numerator { get; }

    public BigInteger Denominator => _denominatorMinusOne + 1;

    public double Near
    {
        get
        {
            // 60 digits of the quotient, rounded once more by the conversion.
            int shift = 60 - (int)(BigInteger.Abs(Numerator).GetBitLength() - Denominator.GetBitLength());
            BigInteger quotient = shift >= 0 ? (Numerator << shift) / Denominator : Numerator / (Denominator << -shift);
            return Math.ScaleB((double)quotient, -shift);
        }
    }

    public static Rational operator +(Rational a, Rational b) =>
        new((a.Numerator * b.Denominator) + (b.Numerator * a.Denominator), a.Denominator * b.Denominator);

    public static Rational operator -(Rational a, Rational b) =>
        new((a.Numerator * b.Denominator) - (b.Numerator * a.Denominator), a.Denominator * b.Denominator);

    public static Rational operator *(Rational a, Rational b) => new(a.Numerator * b.Numerator, a.Denominator * b.Denominator);

    public static Rational operator /(Rational a, Rational b) => new(a.Numerator * b.Denominator, a.Denominator * b.Numerator);

    public static Rational Of(double value)
    {
        int exponent = 0;
        if (!double.IsFinite(value)) throw new ArgumentException($"{value} is not finite");
        while (value != Math.Floor(value))
        {
            value *= 2;
            exponent++;
        }

        return new Rational(new BigInteger(value), BigInteger.One << exponent);
    }

    public int Sign(double scale) => Numerator.Sign;
}
