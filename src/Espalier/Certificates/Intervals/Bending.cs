using Espalier.Certificates.Steps;
using Espalier.Numerics;

namespace Espalier.Certificates.Intervals;

/// <summary>What functions of every element make of intervals and balls.</summary>
internal static class Bending
{
    /// <summary>A ReLU: no two vectors are farther apart behind it.</summary>
    /// <remarks>
    /// relu(b + d) − relu(b) rises with d, and it moves towards d as b rises. So its ends are attained at ends of both, and of a ball of differences
    /// around m it leaves one of the same radius around what it makes of m, beside what b does to that.
    /// </remarks>
    public static PairIntervals Rectify(PairIntervals value)
    {
        var made = PairIntervals.Of(value.Count, value.IsSame);
        made.RadiusB = value.RadiusB;
        double squares = 0;
        for (int i = 0; i < value.Count; i++)
        {
            Interval b = value.B[i];
            made.CentreB[i] = Math.Max(value.CentreB[i], 0);
            made.B[i] = new Interval(Math.Max(b.Lower, 0), Math.Max(b.Upper, 0));
            if (value.IsSame) continue;
            double m = value.CentreD[i];
            Interval moved = Difference(b, Interval.Of(m));
            double centre = Math.Clamp(Math.Max(value.CentreB[i] + m, 0) - Math.Max(value.CentreB[i], 0), moved.Lower, moved.Upper);
            double miss = Outward.SubtractUp(moved.Upper, moved.Lower);
            squares += miss * miss;
            made.CentreD[i] = centre;
            made.D[i] = Difference(b, value.D[i]);
        }

        if (!value.IsSame) made.RadiusD = Outward.AddUp(value.RadiusD, PairIntervals.Root(squares, value.Count));
        made.Meet();
        return made;
    }

    /// <summary>An S-shaped function: a difference is itself times a slope of the function between.</summary>
    public static PairIntervals Curve(PairIntervals value, SShape shape)
    {
        var made = PairIntervals.Of(value.Count, value.IsSame);
        made.RadiusB = made.RadiusD = double.PositiveInfinity;
        for (int i = 0; i < value.Count; i++)
        {
            Interval b = value.B[i];
            made.B[i] = shape.Values(b.Lower, b.Upper);
            made.CentreB[i] = made.B[i].Middle;
            if (value.IsSame) continue;
            Interval d = value.D[i], a = b + d;
            Interval slopes = shape.Slopes(Math.Min(a.Lower, b.Lower), Math.Max(a.Upper, b.Upper));
            Interval apart = shape.Values(a.Lower, a.Upper) - made.B[i];
            made.D[i] = Common(double.IsFinite(d.Magnitude) ? d * slopes : apart, apart);
            made.CentreD[i] = made.D[i].Middle;
        }

        made.Meet();
        return made;
    }

    /// <summary>All relu(b + d) − relu(b).</summary>
    public static Interval Difference(Interval b, Interval d)
    {
        double upper = d.Upper >= 0
            ? b.Upper >= 0 ? d.Upper : Math.Max(Outward.AddUp(b.Upper, d.Upper), 0)
            : b.Lower <= 0 ? 0 : Math.Max(d.Upper, -b.Lower);
        double lower = d.Lower <= 0
            ? b.Upper <= 0 ? 0 : Math.Max(d.Lower, -b.Upper)
            : b.Lower >= 0 ? d.Lower : Math.Max(Outward.AddDown(b.Lower, d.Lower), 0);
        return new Interval(lower, upper);
    }

    private static Interval Common(Interval one, Interval other)
    {
        double lower = Math.Max(one.Lower, other.Lower), upper = Math.Min(one.Upper, other.Upper);
        return lower <= upper ? new Interval(lower, upper) : one;
    }
}
