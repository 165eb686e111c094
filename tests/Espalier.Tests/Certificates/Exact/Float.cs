namespace Espalier.Tests.Certificates.Exact;

/// <summary>float64 as the enumeration's numbers: fast, and exact but for rounding.</summary>
internal readonly struct Float(double value) : IExactField<Float>
{
    public double Near => value;

    public static Float operator +(Float a, Float b) => new(a.Near + b.Near);

    public static Float operator -(Float a, Float b) => new(a.Near - b.Near);

    public static Float operator *(Float a, Float b) => new(a.Near * b.Near);

    public static Float operator /(Float a, Float b) => new(a.Near / b.Near);

    public static Float Of(double value) => new(value);

    public int Sign(double scale) => Math.Abs(value) <= 1e-13 * scale ? 0 : Math.Sign(value);
}
