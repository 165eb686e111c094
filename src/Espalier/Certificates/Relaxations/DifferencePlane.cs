using Espalier.Numerics;

namespace Espalier.Certificates.Relaxations;

/// <summary>A plane that relu(b + d) − relu(b) stays below, or above: SlopeD·d + SlopeB·b + Constant.</summary>
/// <remarks>Every plane holds on all of a range; its constant is rounded so that it does.</remarks>
internal readonly record struct DifferencePlane(double SlopeD, double SlopeB, double Constant)
{
    /// <summary>The most planes on one side.</summary>
    public const int Most = 5;

    /// <summary>Writes planes that are nowhere below; returns how many.</summary>
    public static int Above(in DifferenceRange range, Span<DifferencePlane> planes)
    {
        double above = Math.Max(range.UpperD, 0), below = Math.Max(-range.LowerD, 0);
        (double slope, double constant) = Along(above, below);
        planes[0] = new(slope, 0, constant);
        if (range.LowerB >= 0 || range.UpperB <= 0) return 1;
        if (range.LowerA >= 0) return Two(planes, new(1, 0, 0), new(1, 1, 0));
        if (range.UpperA <= 0) return Two(planes, default, new(0, -1, 0));

        // At most d⁺ wherever b is, and 0 where b is so far below 0 that a is too; at most d + d⁻, and d where b is far above 0.
        planes[1] = new(0, Math.Min(1, Outward.DivideDown(above, -range.LowerB)), above);
        planes[2] = new(1, -Math.Min(1, Outward.DivideDown(below, range.UpperB)), below);
        ReluLine a = ReluLine.Over(range.LowerA, range.UpperA);
        double height = Outward.MultiplyUp(2, a.Half);
        planes[3] = new(a.Slope, a.Slope, height);
        planes[4] = new(a.Slope, a.Slope - 1, Outward.AddUp(height, Missed(range)));
        return 5;
    }

    /// <summary>Writes planes that are nowhere above; returns how many.</summary>
    public static int Below(in DifferenceRange range, Span<DifferencePlane> planes)
    {
        double above = Math.Max(range.UpperD, 0), below = Math.Max(-range.LowerD, 0);
        (double slope, double constant) = Along(below, above);
        planes[0] = new(slope, 0, -constant);
        if (range.LowerB >= 0) return Two(planes, new(1, 0, 0), new(0, -1, 0));
        if (range.UpperB <= 0) return Two(planes, default, new(1, 1, 0));
        if (range.LowerA >= 0 || range.UpperA <= 0) return 1;
        planes[1] = new(0, -Math.Min(1, Outward.DivideDown(below, -range.LowerB)), -below);
        planes[2] = new(1, Math.Min(1, Outward.DivideDown(above, range.UpperB)), -above);
        ReluLine b = ReluLine.Over(range.LowerB, range.UpperB);
        double height = Outward.MultiplyUp(2, b.Half);
        planes[3] = new(0, -b.Slope, -height);
        planes[4] = new(1, 1 - b.Slope, -Outward.AddUp(height, Missed(range)));
        return 5;
    }

    private static int Two(Span<DifferencePlane> planes, DifferencePlane one, DifferencePlane other)
    {
        (planes[1], planes[2]) = (one, other);
        return 3;
    }

    /// <summary>max(0, d) for −below ≤ d ≤ above is at most slope·d + constant: any slope of [0, 1] is sound.</summary>
    private static (double Slope, double Constant) Along(double above, double below)
    {
        double slope = above + below > 0 ? Math.Clamp(above / (above + below), 0, 1) : 0;
        if (double.IsNaN(slope)) slope = 0.5;
        return (slope, Math.Max(Outward.MultiplyUp(slope, below), Outward.MultiplyUp(Outward.SubtractUp(1, slope), above)));
    }

    /// <summary>What the rounded difference of two slopes misses.</summary>
    private static double Missed(in DifferenceRange range) => Outward.MultiplyUp(Rounding.Unit, Math.Max(-range.LowerB, range.UpperB));
}
