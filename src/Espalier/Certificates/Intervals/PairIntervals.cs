using Espalier.Graphs.LinearMaps;
using Espalier.Numerics;

namespace Espalier.Certificates.Intervals;

/// <summary>A value of two networks over all inputs: where B's elements lie, where the differences A − B lie, and both in Euclidean balls.</summary>
/// <remarks>Arrays are filled up to a multiple of 8 numbers with intervals of 0.</remarks>
internal sealed class PairIntervals
{
    /// <summary>What holds of any number.</summary>
    public static readonly Interval Unknown = new(double.NegativeInfinity, double.PositiveInfinity);

    private PairIntervals(int count, bool isSame)
    {
        Count = count;
        IsSame = isSame;
        int padded = ColumnMatrix.Padded(count);
        (B, CentreB) = (new Interval[padded], new double[padded]);
        (D, CentreD) = isSame ? ([], []) : (new Interval[padded], new double[padded]);
    }

    /// <summary>The number of elements.</summary>
    public int Count { get; }

    /// <summary>Whether A and B cannot differ yet; then nothing is stored about their difference.</summary>
    public bool IsSame { get; }

    /// <summary>Where each element of B lies.</summary>
    public Interval[] B { get; }

    /// <summary>Where each difference lies.</summary>
    public Interval[] D { get; }

    /// <summary>The middle of a ball in which all elements of B lie together.</summary>
    public double[] CentreB { get; }

    /// <summary>The same for differences.</summary>
    public double[] CentreD { get; }

    /// <summary>The radius of B's ball.</summary>
    public double RadiusB { get; set; }

    /// <summary>The radius of the differences' ball.</summary>
    public double RadiusD { get; set; }

    /// <summary>The share of <see cref="RadiusB"/> that pays for the rounding of the middle, where the value is a sum.</summary>
    public double MissedB { get; set; }

    /// <summary>The same of <see cref="RadiusD"/>.</summary>
    public double MissedD { get; set; }

    public static PairIntervals Of(int count, bool isSame) => new(count, isSame);

    /// <summary>A set of inputs, the same for both networks.</summary>
    public static PairIntervals Of(Domain domain)
    {
        var made = new PairIntervals(domain.Dimension, isSame: true);
        double[] middle = domain.Middle();
        for (int i = 0; i < middle.Length; i++) made.B[i] = new Interval(domain.LowerEnd(i), domain.UpperEnd(i));
        middle.CopyTo(made.CentreB, 0);
        made.RadiusB = domain is BallDomain ball ? ball.Radius : double.PositiveInfinity;
        made.Meet();
        return made;
    }

    /// <summary>Each of the two, intervals and ball, holds for the other.</summary>
    public void Meet()
    {
        RadiusB = Meet(B, CentreB, RadiusB);
        if (!IsSame) RadiusD = Meet(D, CentreD, RadiusD);
    }

    /// <summary>The root of a sum of so many squares, each of a number that may be a few roundings too small, rounded upward.</summary>
    public static double Root(double squares, int count) =>
        (Math.Sqrt(squares * (1 + ((count + 16) * 2 * Rounding.Unit))) * (1 + (4 * Rounding.Unit))) + Rounding.UnderflowUnderRoot;

    private double Meet(Interval[] intervals, double[] centre, double radius)
    {
        double squares = 0;
        for (int i = 0; i < Count; i++)
        {
            ref Interval interval = ref intervals[i];
            double lower = Math.Max(interval.Lower, Outward.SubtractDown(centre[i], radius));
            double upper = Math.Min(interval.Upper, Outward.AddUp(centre[i], radius));

            // What is no interval, such as one of NaN, is taken to be unknown.
            interval = lower <= upper ? new Interval(lower, upper) : Unknown;
            double farthest = Math.Max(interval.Upper - centre[i], centre[i] - interval.Lower);
            squares += farthest * farthest;
        }

        double least = Math.Min(radius, Root(squares, Count));
        return double.IsNaN(least) ? double.PositiveInfinity : least;
    }
}
