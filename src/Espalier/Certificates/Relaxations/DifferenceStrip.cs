using Espalier.Numerics;

namespace Espalier.Certificates.Relaxations;

/// <summary>
/// relu(b + d) − relu(b) = <see cref="SlopeD"/>·d + <see cref="SlopeB"/>·b + <see cref="Middle"/> ± <see cref="Half"/> for all (b, d) of a range.
/// Any slopes are sound; the middle and the half width are rounded outward together.
/// </summary>
internal readonly record struct DifferenceStrip(double SlopeD, double SlopeB, double Middle, double Half)
{
    /// <summary>A strip for a range, case by case of the signs of a and b.</summary>
    public static DifferenceStrip Over(in DifferenceRange range)
    {
        if (range.LowerB >= 0) return FirstMayBend(range);
        return range.UpperB <= 0 ? FirstAlone(range) : SecondBends(range);
    }

    /// <summary>b ≥ 0: the difference is d + relu(−a).</summary>
    private static DifferenceStrip FirstMayBend(in DifferenceRange range)
    {
        if (range.LowerA >= 0) return new(1, 0, 0, 0);
        if (range.UpperA <= 0) return new(0, -1, 0, 0);
        ReluLine line = ReluLine.Over(-range.UpperA, -range.LowerA);
        return new(1 - line.Slope, -line.Slope, line.Half, Widened(line, range));
    }

    /// <summary>b ≤ 0: the difference is relu(a).</summary>
    private static DifferenceStrip FirstAlone(in DifferenceRange range)
    {
        if (range.UpperA <= 0) return default;
        if (range.LowerA >= 0) return new(1, 1, 0, 0);
        ReluLine line = ReluLine.Over(range.LowerA, range.UpperA);
        return new(line.Slope, line.Slope, line.Half, line.Half);
    }

    private static DifferenceStrip SecondBends(in DifferenceRange range)
    {
        if (range.LowerA >= 0)
        {
            // d − relu(−b)
            ReluLine line = ReluLine.Over(-range.UpperB, -range.LowerB);
            return new(1, line.Slope, -line.Half, line.Half);
        }

        if (range.UpperA <= 0)
        {
            ReluLine line = ReluLine.Over(range.LowerB, range.UpperB);
            return new(0, -line.Slope, -line.Half, line.Half);
        }

        DifferenceStrip best = AlongDifference(range);
        DifferenceStrip flat = Flat(range);
        if (flat.Half < best.Half) best = flat;
        DifferenceStrip apart = Apart(range);
        return apart.Half < best.Half ? apart : best;
    }

    /// <summary>
    /// Between min(0, d) and max(0, d). Every slope in a range around ½ gives the same width; the one nearest to b's share of
    /// positive values follows the likelier case.
    /// </summary>
    private static DifferenceStrip AlongDifference(in DifferenceRange range)
    {
        double above = Math.Max(range.UpperD, 0);
        double below = Math.Max(-range.LowerD, 0);
        double most = Math.Max(above, below), least = Math.Min(above, below);
        if (most == 0) return default;
        double slope = Math.Clamp(range.UpperB / (range.UpperB - range.LowerB), least / (most + least), most / (most + least));
        double rest = Outward.SubtractUp(1, slope);
        double high = Math.Max(Outward.MultiplyUp(rest, above), Outward.MultiplyUp(slope, below));
        double low = Math.Max(Outward.MultiplyUp(slope, above), Outward.MultiplyUp(rest, below));
        return Between(slope, 0, -low, high);
    }

    /// <summary>Between −relu(b) and relu(a), by the ends of all ranges.</summary>
    private static DifferenceStrip Flat(in DifferenceRange range) =>
        Between(0, 0, Math.Max(-range.UpperB, Math.Min(range.LowerD, 0)), Math.Min(range.UpperA, Math.Max(range.UpperD, 0)));

    /// <summary>Each ReLU in a strip of its own: narrower where d is larger than a and b.</summary>
    private static DifferenceStrip Apart(in DifferenceRange range)
    {
        ReluLine a = ReluLine.Over(range.LowerA, range.UpperA);
        ReluLine b = ReluLine.Over(range.LowerB, range.UpperB);
        double slope = a.Slope - b.Slope;

        // a.Slope·(b + d) − b.Slope·b, where the rounded difference of slopes misses b by at most a unit.
        double missed = Outward.MultiplyUp(Rounding.Unit, Math.Max(-range.LowerB, range.UpperB));
        DifferenceStrip strip = Between(a.Slope, slope, -Outward.MultiplyUp(2, b.Half), Outward.MultiplyUp(2, a.Half));
        return strip with { Half = Outward.AddUp(strip.Half, missed) };
    }

    /// <summary>d − slope·(b + d) has the slope 1 − slope in d, rounded: that misses d by at most a unit.</summary>
    private static double Widened(ReluLine line, in DifferenceRange range) =>
        Outward.AddUp(line.Half, Outward.MultiplyUp(Rounding.Unit, Math.Max(Math.Abs(range.LowerD), Math.Abs(range.UpperD))));

    /// <summary>From low to high around the sloped part.</summary>
    public static DifferenceStrip Between(double slopeD, double slopeB, double low, double high)
    {
        double middle = 0.5 * (low + high);
        return new(slopeD, slopeB, middle, Math.Max(Math.Max(Outward.SubtractUp(high, middle), Outward.SubtractUp(middle, low)), 0));
    }
}
