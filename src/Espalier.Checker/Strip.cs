namespace Espalier.Checker;

/// <summary>
/// What a ReLU, or the difference of two, is enclosed by: slopes·(d, b) + middle ± half. Any slopes are sound; half is rounded upward.
/// </summary>
internal readonly record struct Strip(double SlopeD, double SlopeB, double Middle, double Half)
{
    /// <summary>relu(z) for lower &lt; 0 &lt; upper, as slope·z + half ± half.</summary>
    public static (double Slope, double Half) Relu(double lower, double upper)
    {
        double slope = Math.Clamp(upper / (upper - lower), 0, 1);
        double most = Math.Max(Upward.Multiply(slope, -lower), Upward.Multiply(Upward.Subtract(1, slope), upper));
        return (slope, Upward.Multiply(0.5, most));
    }

    /// <summary>relu(b + d) − relu(b) for b, d and a = b + d within their ranges.</summary>
    public static Strip Difference((double Lower, double Upper) a, (double Lower, double Upper) b, (double Lower, double Upper) d)
    {
        if (b.Lower >= 0)
        {
            // d + relu(−a).
            if (a.Lower >= 0) return new(1, 0, 0, 0);
            if (a.Upper <= 0) return new(0, -1, 0, 0);
            (double slope, double half) = Relu(-a.Upper, -a.Lower);
            return new(1 - slope, -slope, half, Upward.Add(half, Upward.Multiply(Upward.TwoUnits, Largest(d))));
        }

        if (b.Upper <= 0)
        {
            // relu(a), a = b + d.
            if (a.Upper <= 0) return default;
            if (a.Lower >= 0) return new(1, 1, 0, 0);
            (double slope, double half) = Relu(a.Lower, a.Upper);
            return new(slope, slope, half, half);
        }

        if (a.Lower >= 0)
        {
            // d − relu(−b).
            (double slope, double half) = Relu(-b.Upper, -b.Lower);
            return new(1, slope, -half, half);
        }

        if (a.Upper <= 0)
        {
            (double slope, double half) = Relu(b.Lower, b.Upper);
            return new(0, -slope, -half, half);
        }

        Strip along = Along(b, d), flat = Flat(a, b, d), apart = Apart(a, b);
        Strip best = flat.Half < along.Half ? flat : along;
        return apart.Half < best.Half ? apart : best;
    }

    /// <summary>Between min(0, d) and max(0, d).</summary>
    private static Strip Along((double Lower, double Upper) b, (double Lower, double Upper) d)
    {
        double above = Math.Max(d.Upper, 0), below = Math.Max(-d.Lower, 0);
        double most = Math.Max(above, below), least = Math.Min(above, below);
        if (most == 0) return default;
        double slope = Math.Clamp(b.Upper / (b.Upper - b.Lower), least / (most + least), most / (most + least));
        double rest = Upward.Subtract(1, slope);
        return Between(
            slope,
            0,
            Math.Max(Upward.Multiply(slope, above), Upward.Multiply(rest, below)),
            Math.Max(Upward.Multiply(rest, above), Upward.Multiply(slope, below)));
    }

    /// <summary>Between −relu(b) and relu(a), and within the range of d and 0.</summary>
    private static Strip Flat((double Lower, double Upper) a, (double Lower, double Upper) b, (double Lower, double Upper) d) =>
        Between(0, 0, Math.Min(b.Upper, Math.Max(-d.Lower, 0)), Math.Min(a.Upper, Math.Max(d.Upper, 0)));

    /// <summary>Each ReLU in a strip of its own.</summary>
    private static Strip Apart((double Lower, double Upper) a, (double Lower, double Upper) b)
    {
        (double slopeA, double halfA) = Relu(a.Lower, a.Upper);
        (double slopeB, double halfB) = Relu(b.Lower, b.Upper);
        Strip strip = Between(slopeA, slopeA - slopeB, Upward.Multiply(2, halfB), Upward.Multiply(2, halfA));
        return strip with { Half = Upward.Add(strip.Half, Upward.Multiply(Upward.TwoUnits, Largest(b))) };
    }

    /// <summary>From −below to above.</summary>
    public static Strip Between(double slopeD, double slopeB, double below, double above)
    {
        double middle = 0.5 * (above - below);
        return new(slopeD, slopeB, middle, Math.Max(Math.Max(Upward.Subtract(above, middle), Upward.Add(middle, below)), 0));
    }

    private static double Largest((double Lower, double Upper) range) => Math.Max(Math.Abs(range.Lower), Math.Abs(range.Upper));
}
