using System.Collections.Immutable;

namespace Espalier.Theory;

/// <summary>A place where a piecewise-linear function of t changes its slope.</summary>
/// <param name="Position">t, the breakpoint.</param>
/// <param name="Jump">The slope to the right minus the slope to the left.</param>
public readonly record struct Kink(double Position, double Jump);

/// <summary>A continuous piecewise-linear function on an interval, by its values at the ends and at every kink.</summary>
public sealed class PiecewiseLinear
{
    private PiecewiseLinear(ImmutableArray<double> knots, ImmutableArray<double> values)
    {
        Knots = knots;
        Values = values;
    }

    /// <summary>The ends of the interval and the kinks inside it, ascending.</summary>
    public ImmutableArray<double> Knots { get; }

    /// <summary>The values there.</summary>
    public ImmutableArray<double> Values { get; }

    /// <summary>
    /// The function with a given value and slope at the left end and given kinks; kinks outside the interval change nothing on it, equal
    /// places add up.
    /// </summary>
    public static PiecewiseLinear OfKinks(double low, double high, double value, double slope, ReadOnlySpan<Kink> kinks)
    {
        if (!(double.IsFinite(low) && double.IsFinite(high) && low < high))
            throw new InvalidInputException("interval", null, $"[{low}, {high}] is not an interval", "give finite ends in order");
        Kink[] inside = kinks.ToArray();
        inside = Array.FindAll(inside, kink => kink.Position > low && kink.Position < high);
        Array.Sort(inside, static (a, b) => a.Position.CompareTo(b.Position));
        var knots = ImmutableArray.CreateBuilder<double>(inside.Length + 2);
        var values = ImmutableArray.CreateBuilder<double>(inside.Length + 2);
        knots.Add(low);
        values.Add(value);
        for (int i = 0; i < inside.Length; i++)
        {
            if (inside[i].Position != knots[^1])
            {
                values.Add(values[^1] + (slope * (inside[i].Position - knots[^1])));
                knots.Add(inside[i].Position);
            }

            slope += inside[i].Jump;
        }

        values.Add(values[^1] + (slope * (high - knots[^1])));
        knots.Add(high);
        return new(knots.ToImmutable(), values.ToImmutable());
    }

    /// <summary>t ↦ Σ_j a_j σ(u_j t + v_j) on [low, high]: a two-layer network along an input family.</summary>
    /// <param name="low">The left end.</param>
    /// <param name="high">The right end.</param>
    /// <param name="neurons">u_j, v_j and a_j.</param>
    public static PiecewiseLinear OfNeurons(double low, double high, IReadOnlyList<(double Along, double Fixed, double Coefficient)> neurons)
    {
        ArgumentNullException.ThrowIfNull(neurons);
        double value = 0;
        double slope = 0;
        var kinks = new List<Kink>(neurons.Count);
        foreach ((double along, double fixedPart, double coefficient) in neurons)
        {
            double at = (along * low) + fixedPart;
            value += coefficient * Math.Max(at, 0);
            if (along == 0) continue;
            double position = -fixedPart / along;
            // The kink decides which side the left end is on, so that rounding cannot count a neuron twice or never.
            if (along > 0 ? position <= low : position > low) slope += coefficient * along;
            kinks.Add(new(position, coefficient * Math.Abs(along)));
        }

        return OfKinks(low, high, value, slope, System.Runtime.InteropServices.CollectionsMarshal.AsSpan(kinks));
    }

    /// <summary>The value at t inside the interval.</summary>
    public double At(double t)
    {
        if (!(t >= Knots[0] && t <= Knots[^1]))
            throw new InvalidInputException("t", null, $"{t} is outside [{Knots[0]}, {Knots[^1]}]", "ask inside the interval");
        int i = Knots.BinarySearch(t);
        if (i >= 0) return Values[i];
        int right = ~i;
        double share = (t - Knots[right - 1]) / (Knots[right] - Knots[right - 1]);
        return Values[right - 1] + (share * (Values[right] - Values[right - 1]));
    }

    /// <summary>The largest |value|: at a knot.</summary>
    public double Supremum() => Values.Max(Math.Abs);

    /// <summary>The same function on a smaller interval.</summary>
    public PiecewiseLinear On(double low, double high)
    {
        double first = At(low);
        double last = At(high);
        var knots = ImmutableArray.CreateBuilder<double>();
        var values = ImmutableArray.CreateBuilder<double>();
        knots.Add(low);
        values.Add(first);
        for (int i = 0; i < Knots.Length; i++)
        {
            if (Knots[i] <= low || Knots[i] >= high) continue;
            knots.Add(Knots[i]);
            values.Add(Values[i]);
        }

        knots.Add(high);
        values.Add(last);
        return new(knots.ToImmutable(), values.ToImmutable());
    }

    /// <summary>The best uniform affine approximation on the whole interval.</summary>
    public AffineFit BestAffine() => AffineFit.Best(Knots.AsSpan(), Values.AsSpan());
}
