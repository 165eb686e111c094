using Espalier.Certificates.Steps;
using Espalier.Numerics;

namespace Espalier.Certificates.Intervals;

/// <summary>What a round of maximum pooling makes of intervals and balls: more than its ReLUs tell one by one.</summary>
/// <remarks>max(a + d, b + e) − max(a, b) lies between d and e, and changes by no more than the larger of the changes of d and e.</remarks>
internal static class Largest
{
    public static PairIntervals Of(Winners winners, PairIntervals value)
    {
        var made = PairIntervals.Of(winners.First.Length, value.IsSame);
        double share = Outward.SqrtUp(winners.MostUses);
        made.RadiusB = Outward.MultiplyUp(share, value.RadiusB);
        double squares = 0;
        for (int i = 0; i < made.Count; i++)
        {
            (int first, int second) = (winners.First[i], winners.Second[i]);
            if (IsLess(value, second, first)) second = first;
            else if (IsLess(value, first, second)) first = second;
            Interval a = value.B[first], b = value.B[second];
            made.B[i] = new Interval(Math.Max(a.Lower, b.Lower), Math.Max(a.Upper, b.Upper));
            made.CentreB[i] = Math.Max(value.CentreB[first], value.CentreB[second]);
            if (value.IsSame) continue;
            Interval d = value.D[first], e = value.D[second];
            made.D[i] = new Interval(Math.Min(d.Lower, e.Lower), Math.Max(d.Upper, e.Upper));
            double m = value.CentreD[first], n = value.CentreD[second];
            double largest = Math.Max(value.CentreB[first] + m, value.CentreB[second] + n);
            made.CentreD[i] = Math.Clamp(largest - made.CentreB[i], Math.Min(m, n), Math.Max(m, n));
            double miss = Outward.SubtractUp(Math.Max(m, n), Math.Min(m, n));
            squares += miss * miss;
        }

        if (!value.IsSame) made.RadiusD = Outward.AddUp(Outward.MultiplyUp(share, value.RadiusD), PairIntervals.Root(squares, made.Count));
        made.Meet();
        return made;
    }

    /// <summary>Whether one element is nowhere above another, in both networks.</summary>
    private static bool IsLess(PairIntervals value, int less, int more)
    {
        if (less < 0 || less == more) return true;
        if (more < 0 || !(value.B[less].Upper <= value.B[more].Lower)) return false;
        return value.IsSame
            || Outward.AddUp(value.B[less].Upper, value.D[less].Upper) <= Outward.AddDown(value.B[more].Lower, value.D[more].Lower);
    }
}
