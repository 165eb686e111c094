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
            throw new ArgumentException($"[{lower}, {upper}] is no interval");
        Lower = lower;
        Upper = upper;
    }

    /// <summary>The lower end.</summary>
    public double Lower { get; }

    /// <summary>The upper end.</summary>
    public double Upper { get; }

    /// <summary>An upper bound on the distance between the ends.</summary>
    public double Width => Outward.SubtractUp(Upper, Lower);

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

    /// <summary>The smallest interval around both.</summary>
    public static Interval Hull(Interval a, Interval b) => new(Math.Min(a.Lower, b.Lower), Math.Max(a.Upper, b.Upper));

    /// <summary>The common part, or null if there is none.</summary>
    public static Interval? Intersection(Interval a, Interval b)
    {
        double lower = Math.Max(a.Lower, b.Lower);
        double upper = Math.Min(a.Upper, b.Upper);
        return lower <= upper ? new(lower, upper) : null;
    }

    /// <summary>max(x, 0) for all members x.</summary>
    public static Interval Relu(Interval x) => new(Math.Max(x.Lower, 0), Math.Max(x.Upper, 0));

    /// <summary>√x for all members x that are not negative.</summary>
    /// <exception cref="ArgumentException">All members are negative.</exception>
    public static Interval Sqrt(Interval x) => new(Outward.SqrtDown(Math.Max(x.Lower, 0)), Outward.SqrtUp(x.Upper));

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
        if (!double.IsFinite(factor)) throw new ArgumentException($"{factor} is no factor of an interval");
        return factor >= 0 ? new(Down(factor, x.Lower), Up(factor, x.Upper)) : new(Down(factor, x.Upper), Up(factor, x.Lower));
    }

    /// <summary>All quotients of two members.</summary>
    /// <exception cref="DivideByZeroException">The divisor contains 0.</exception>
    public static Interval operator /(Interval a, Interval b)
    {
        if (b.Contains(0)) throw new DivideByZeroException($"[{b.Lower}, {b.Upper}] contains 0");
        if (b.Upper < 0) return -a / -b;
        return new(
            Math.Min(Outward.DivideDown(a.Lower, b.Lower), QuotientDown(a.Lower, b.Upper)),
            Math.Max(Outward.DivideUp(a.Upper, b.Lower), -QuotientDown(-a.Upper, b.Upper)));
    }

    /// <summary>Whether a number is a member; NaN is not.</summary>
    public bool Contains(double value) => Lower <= value && value <= Upper;

    /// <summary>Whether all members of the other interval are members.</summary>
    public bool Contains(Interval other) => Lower <= other.Lower && other.Upper <= Upper;

    // An infinite end stands for arbitrarily large numbers, and 0 times each of them is 0.
    private static double Down(double a, double b) => a == 0 || b == 0 ? 0 : Outward.MultiplyDown(a, b);

    private static double Up(double a, double b) => a == 0 || b == 0 ? 0 : Outward.MultiplyUp(a, b);

    private static double QuotientDown(double a, double b) =>
        double.IsInfinity(b) ? (double.IsNegativeInfinity(a) ? a : 0) : Outward.DivideDown(a, b);
}
