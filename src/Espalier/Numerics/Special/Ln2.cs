namespace Espalier.Numerics.Special;

/// <summary>ln 2 in two parts, and its inverse.</summary>
internal static class Ln2
{
    /// <summary>The upper 32 bits: their product with a whole number of up to 21 bits is exact.</summary>
    public const double High = 6.93147180369123816490e-01;

    /// <summary>What is left, rounded.</summary>
    public const double Low = 1.90821492927058770002e-10;

    /// <summary>1/ln 2.</summary>
    public const double Inverse = 1.4426950408889634;
}
