using Espalier.Graphs.Operators;

namespace Espalier.Checker;

/// <summary>The logistic function or the hyperbolic tangent: it rises, bends upward below 0 and downward above.</summary>
internal readonly record struct Curve(bool IsTanh)
{
    private const int Trials = 14;

    /// <summary>The slope at 0, which is the largest.</summary>
    private double Steepest => IsTanh ? 1 : 0.25;

    public static bool Knows(Activation activation) => activation.Function is ActivationFunction.Sigmoid or ActivationFunction.Tanh;

    public Enclosure At(double x)
    {
        Enclosure power = Enclosure.ExpOfMinus(IsTanh ? 2 * Math.Abs(x) : Math.Abs(x)), one = 1;
        if (!IsTanh) return (x < 0 ? power : one) / (one + power);
        Enclosure size = (one - power) / (one + power);
        return x < 0 ? new(-size.High, -size.Low) : size;
    }

    public Enclosure On((double Lower, double Upper) range) => new(At(range.Lower).Low, At(range.Upper).High);

    private Enclosure SlopeAt(double x)
    {
        Enclosure value = At(x), slope = IsTanh ? 1 - (value * value) : value * (1 - value);
        return new(Math.Clamp(slope.Low, 0, Steepest), Math.Clamp(slope.High, 0, Steepest));
    }

    private Enclosure SlopesOn(double lower, double upper) =>
        new(SlopeAt(-lower > upper ? lower : upper).Low, SlopeAt(lower > 0 ? lower : Math.Min(upper, 0)).High);

    /// <summary>f(z) = slope·z + middle ± half on a range: the narrowest of some slopes.</summary>
    public (double Slope, double Middle, double Half) Line((double Lower, double Upper) range)
    {
        if (!double.IsFinite(range.Lower) || !double.IsFinite(range.Upper) || !(range.Lower < range.Upper)) return Around(0, On(range));
        (double from, double to) = SlopesOn(range.Lower, range.Upper);
        for (int i = 0; i < Trials; i++)
        {
            double third = (to - from) / 3;
            Enclosure less = Rest(from + third, range), more = Rest(to - third, range);
            if (less.High - less.Low < more.High - more.Low) to -= third;
            else from += third;
        }

        double slope = 0.5 * (from + to);
        return Around(slope, Rest(slope, range));
    }

    /// <summary>f(b + d) − f(b): d times a slope between b and b + d, or each in a strip of its own.</summary>
    public Strip Difference((double Lower, double Upper) a, (double Lower, double Upper) b, (double Lower, double Upper) d)
    {
        (double slopeA, double middleA, double halfA) = Line(a);
        (double slopeB, double middleB, double halfB) = Line(b);
        double largest = slopeA == slopeB ? 0 : Math.Max(Math.Abs(b.Lower), Math.Abs(b.Upper)), middle = middleA - middleB;
        double rounding = Upward.Multiply(Upward.TwoUnits, Upward.Add(largest, Math.Abs(middle)));
        var apart = new Strip(slopeA, slopeA - slopeB, middle, Upward.Add(Upward.Add(halfA, halfB), rounding));
        Enclosure slopes = SlopesOn(Math.Min(a.Lower, b.Lower), Math.Max(a.Upper, b.Upper));
        double above = Math.Max(d.Upper, 0), below = Math.Max(-d.Lower, 0), slope = 0.5 * (slopes.Low + slopes.High);
        double more = Upward.Subtract(slopes.High, slope), less = Upward.Subtract(slope, slopes.Low);
        var along = Strip.Between(
            slope,
            0,
            Math.Max(Upward.Multiply(less, above), Upward.Multiply(more, below)),
            Math.Max(Upward.Multiply(more, above), Upward.Multiply(less, below)));
        return along.Half <= apart.Half ? along : apart;
    }

    /// <summary>f(z) − slope·z: where f bends downward it lies below its tangents and above its chord, and the other way round.</summary>
    private Enclosure Rest(double slope, (double Lower, double Upper) range)
    {
        Curve curve = this;
        (double lower, double upper) = range;
        Enclosure first = Less(lower), last = Less(upper);
        (double low, double high) = (Math.Min(first.Low, last.Low), Math.Max(first.High, last.High));
        if (upper > 0)
        {
            double from = Math.Max(lower, 0), touch = Touch(slope, from, upper);
            low = Math.Min(low, Less(from).Low);
            high = Math.Max(high, Math.Max(Tangent(touch, from).High, Tangent(touch, upper).High));
        }

        if (lower < 0)
        {
            double to = Math.Min(upper, 0), touch = -Touch(slope, -to, -lower);
            high = Math.Max(high, Less(to).High);
            low = Math.Min(low, Math.Min(Tangent(touch, lower).Low, Tangent(touch, to).Low));
        }

        return new(low, high);

        Enclosure Less(double z) => curve.At(z) - ((Enclosure)slope * z);

        Enclosure Tangent(double touch, double z) => Less(touch) + ((curve.SlopeAt(touch) - slope) * ((Enclosure)z - touch));
    }

    /// <summary>About where the slope is a given one, between two numbers that are not negative.</summary>
    private double Touch(double slope, double from, double to)
    {
        double root = Math.Sqrt(Math.Max(1 - (slope / Steepest), 0));
        double place = Math.Log((1 + root) / (1 - root)) * (IsTanh ? 0.5 : 1);
        return Math.Clamp(double.IsNaN(place) ? from : place, from, to);
    }

    private static (double Slope, double Middle, double Half) Around(double slope, Enclosure rest)
    {
        double middle = 0.5 * (rest.Low + rest.High);
        return (slope, middle, Math.Max(Math.Max(Upward.Subtract(rest.High, middle), Upward.Subtract(middle, rest.Low)), 0));
    }
}
