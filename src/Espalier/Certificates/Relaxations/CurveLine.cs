using Espalier.Certificates.Steps;
using Espalier.Numerics;

namespace Espalier.Certificates.Relaxations;

/// <summary>f(z) = <see cref="Slope"/>·z + <see cref="Middle"/> ± <see cref="Half"/> for all z of an interval.</summary>
internal readonly record struct CurveLine(double Slope, double Middle, double Half)
{
    /// <summary>Halvings of the range of slopes, of which the narrowest strip is taken.</summary>
    private const int Trials = 14;

    /// <summary>A strip around an S-shaped function. Any slope is sound; the width is rounded outward.</summary>
    public static CurveLine Over(SShape shape, double lower, double upper)
    {
        if (!double.IsFinite(lower) || !double.IsFinite(upper) || !(upper - lower > 0)) return Around(0, shape.Values(lower, upper));
        double slope = Narrowest(shape, lower, upper);
        return Around(slope, Rest(shape, slope, lower, upper));
    }

    /// <summary>The width of the rest is convex in the slope, as the largest of linear functions less the smallest.</summary>
    private static double Narrowest(SShape shape, double lower, double upper)
    {
        Interval slopes = shape.Slopes(lower, upper);
        (double from, double to) = (slopes.Lower, slopes.Upper);
        for (int i = 0; i < Trials; i++)
        {
            double third = (to - from) / 3;
            if (Width(from + third) < Width(to - third)) to -= third;
            else from += third;
        }

        return 0.5 * (from + to);

        double Width(double slope)
        {
            Interval rest = Rest(shape, slope, lower, upper);
            return rest.Upper - rest.Lower;
        }
    }

    /// <summary>Encloses f(z) − slope·z. Below 0 it is convex, above 0 concave: there a tangent is above it, and the ends are its least.</summary>
    private static Interval Rest(SShape shape, double slope, double lower, double upper)
    {
        double place = shape.PlaceOf(slope);
        double low = Math.Min(At(lower).Lower, At(upper).Lower), high = Math.Max(At(lower).Upper, At(upper).Upper);
        if (upper > 0)
        {
            double from = Math.Max(lower, 0), touch = Math.Clamp(place, from, upper);
            low = Math.Min(low, At(from).Lower);
            high = Math.Max(high, Math.Max(Tangent(touch, from).Upper, Tangent(touch, upper).Upper));
        }

        if (lower < 0)
        {
            double to = Math.Min(upper, 0), touch = Math.Clamp(-place, lower, to);
            high = Math.Max(high, At(to).Upper);
            low = Math.Min(low, Math.Min(Tangent(touch, lower).Lower, Tangent(touch, to).Lower));
        }

        return new Interval(low, high);

        Interval At(double z) => shape.Values(z, z) - (slope * Interval.Of(z));

        Interval Tangent(double touch, double z) =>
            At(touch) + ((shape.SlopeAt(touch) - Interval.Of(slope)) * (Interval.Of(z) - Interval.Of(touch)));
    }

    private static CurveLine Around(double slope, Interval rest)
    {
        double middle = rest.Middle;
        return new CurveLine(slope, middle, Math.Max(Outward.SubtractUp(rest.Upper, middle), Outward.SubtractUp(middle, rest.Lower)));
    }
}
