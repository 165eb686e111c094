namespace Espalier.Numerics;

/// <summary>All real numbers from <see cref="Lower"/> to <see cref="Upper"/>; operations round outward, so they never lose a value.</summary>
/// <remarks>An infinite end means that there is no bound on that side. No interval is empty.</remarks>
public readonly record struct Interval
{
    /// <summary>Creates an interval from its ends.</summary>
    /// <exception cref="ArgumentException">An end is NaN, the lower is +∞ or the upper −∞, or the ends are out of order.</exception>
    public Interval(double lower, double upper)
    {
        if (!(lower <= upper) || double.IsPositiveInfinity(lower) || double.IsNegativeInfinity(upper))
            throw new ArgumentException(Invariant($"[{lower}, {upper}] is no interval"));
        Lower = lower;
        Upper = upper;
    }

    /// <summary>The lower end.</summary>
    public double Lower { get; }

    /// <summary>The upper end.</summary>
    public double Upper { get; }

    /// <summary>The largest absolute value of a member.</summary>
    public double Magnitude => Math.Max(Math.Abs(Lower), Math.Abs(Upper));

    /// <summary>A member near the middle. Halving before adding keeps it finite.</summary>
    public double Middle
    {
        get
        {
            if (!double.IsFinite(Lower) || !double.IsFinite(Upper)) return Math.Clamp(0, Lower, Upper);
            return Math.Clamp((0.5 * Lower) + (0.5 * Upper), Lower, Upper);
        }
    }

    /// <summary>The interval of one finite number.</summary>
    /// <exception cref="ArgumentException">The number is NaN or infinite.</exception>
    public static Interval Of(double value) => new(value, value);

    /// <summary>√x for all members x that are not negative.</summary>
    /// <exception cref="ArgumentException">All members are negative.</exception>
    public static Interval Sqrt(Interval x) => x.Upper >= 0
        ? new(Outward.SqrtDown(Math.Max(x.Lower, 0)), Outward.SqrtUp(x.Upper))
        : throw new ArgumentException(Invariant($"[{x.Lower}, {x.Upper}] has no square root"));

    /// <summary>x² for all members x, tighter than x·x.</summary>
    public static Interval Square(Interval x)
    {
        double smallest = x.Lower > 0 ? x.Lower : Math.Min(x.Upper, 0);
        return new(Outward.MultiplyDown(smallest, smallest), Outward.MultiplyUp(x.Magnitude, x.Magnitude));
    }

    /// <summary>−x for all members.</summary>
    public static Interval operator -(Interval x) => new(-x.Upper, -x.Lower);

    /// <summary>All sums of two members.</summary>
    public static Interval operator +(Interval a, Interval b) => new(Outward.AddDown(a.Lower, b.Lower), Outward.AddUp(a.Upper, b.Upper));

    /// <summary>All differences of two members.</summary>
    public static Interval operator -(Interval a, Interval b) => a + -b;

    /// <summary>All products of two members.</summary>
    public static Interval operator *(Interval a, Interval b) => new(
        Math.Min(Math.Min(Down(a.Lower, b.Lower), Down(a.Lower, b.Upper)), Math.Min(Down(a.Upper, b.Lower), Down(a.Upper, b.Upper))),
        Math.Max(Math.Max(Up(a.Lower, b.Lower), Up(a.Lower, b.Upper)), Math.Max(Up(a.Upper, b.Lower), Up(a.Upper, b.Upper))));

    /// <summary>All products of a finite number and a member.</summary>
    /// <exception cref="ArgumentException">The number is NaN or infinite.</exception>
    public static Interval operator *(double factor, Interval x)
    {
        if (!double.IsFinite(factor)) throw new ArgumentException(Invariant($"{factor} is no factor of an interval"));
        return factor >= 0 ? new(Down(factor, x.Lower), Up(factor, x.Upper)) : new(Down(factor, x.Upper), Up(factor, x.Lower));
    }

    // An infinite end stands for arbitrarily large numbers, and 0 times each of them is 0.
    private static double Down(double a, double b) => a == 0 || b == 0 ? 0 : Outward.MultiplyDown(a, b);

    private static double Up(double a, double b) => a == 0 || b == 0 ? 0 : Outward.MultiplyUp(a, b);
}
