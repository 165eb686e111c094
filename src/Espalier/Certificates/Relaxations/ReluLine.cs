using Espalier.Numerics;

namespace Espalier.Certificates.Relaxations;

/// <summary>relu(z) = <see cref="Slope"/>·z + <see cref="Half"/> ± <see cref="Half"/> for all z of an interval.</summary>
internal readonly record struct ReluLine(double Slope, double Half)
{
    /// <summary>
    /// The narrowest strip over an interval that contains 0 inside: between the chord and its parallel through 0. Any slope is
    /// sound; the width is rounded upward.
    /// </summary>
    public static ReluLine Over(double lower, double upper)
    {
        double slope = Math.Clamp(upper / (upper - lower), 0, 1);
        double atLower = Outward.MultiplyUp(slope, -lower);
        double atUpper = Outward.MultiplyUp(Outward.SubtractUp(1, slope), upper);
        return new ReluLine(slope, Outward.MultiplyUp(0.5, Math.Max(atLower, atUpper)));
    }
}
