using Espalier.Certificates.Steps;
using Espalier.Numerics;

namespace Espalier.Certificates.Relaxations;

/// <summary>Strips around f(b + d) − f(b) for an S-shaped function f.</summary>
internal static class CurveStrip
{
    /// <summary>The narrower of two strips for a range.</summary>
    public static DifferenceStrip Over(SShape shape, in DifferenceRange range)
    {
        DifferenceStrip along = AlongDifference(shape, range), apart = Apart(shape, range);
        return along.Half <= apart.Half ? along : apart;
    }

    /// <summary>f(b + d) − f(b) is d times a slope of f somewhere between b and b + d.</summary>
    private static DifferenceStrip AlongDifference(SShape shape, in DifferenceRange range)
    {
        double above = Math.Max(range.UpperD, 0), below = Math.Max(-range.LowerD, 0);
        if (above == 0 && below == 0) return default;
        Interval slopes = shape.Slopes(Math.Min(range.LowerA, range.LowerB), Math.Max(range.UpperA, range.UpperB));
        double slope = slopes.Middle;
        double more = Outward.SubtractUp(slopes.Upper, slope), less = Outward.SubtractUp(slope, slopes.Lower);
        double high = Math.Max(Outward.MultiplyUp(more, above), Outward.MultiplyUp(less, below));
        double low = Math.Max(Outward.MultiplyUp(less, above), Outward.MultiplyUp(more, below));
        return DifferenceStrip.Between(slope, 0, -low, high);
    }

    /// <summary>Each of the two in a strip of its own: narrower where d is large.</summary>
    private static DifferenceStrip Apart(SShape shape, in DifferenceRange range)
    {
        CurveLine a = CurveLine.Over(shape, range.LowerA, range.UpperA), b = CurveLine.Over(shape, range.LowerB, range.UpperB);

        // a.Slope·(b + d) − b.Slope·b, where the rounded difference of slopes misses b by at most a unit.
        double missed = a.Slope == b.Slope ? 0 : Outward.MultiplyUp(Rounding.Unit, Math.Max(Math.Abs(range.LowerB), Math.Abs(range.UpperB)));
        double middle = a.Middle - b.Middle, moved = Math.BitIncrement(Math.Abs(middle)) * Rounding.Unit;
        double half = Outward.AddUp(Outward.AddUp(a.Half, b.Half), Outward.AddUp(missed, moved));
        return new DifferenceStrip(a.Slope, a.Slope - b.Slope, middle, half);
    }
}
