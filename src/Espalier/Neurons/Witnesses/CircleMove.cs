namespace Espalier.Neurons.Witnesses;

/// <summary>
/// For rests q_j and lines α_j cos φ + β_j sin φ the angle φ with the largest least q_j + (α_j cos φ + β_j sin φ)²: the best of the whole
/// circle is looked for where no neuron is below the level already reached.
/// </summary>
/// <remarks>A neuron is below a level on one arc of the half-circle; what all arcs leave free is found by one sweep over their ends.</remarks>
internal sealed class CircleMove(int count)
{
    private const int MostCuts = 24;

    private readonly double[] _starts = new double[count];
    private readonly double[] _ends = new double[count];
    private readonly int[] _cutting = new int[MostCuts];

    /// <summary>An angle at which the least value is above a level, or null where there is none.</summary>
    public double? Above(double level, ReadOnlySpan<double> rests, ReadOnlySpan<double> alphas, ReadOnlySpan<double> betas)
    {
        int arcs = 0;
        for (int j = 0; j < alphas.Length; j++)
        {
            double missing = level - rests[j];
            if (missing <= 0) continue;
            double square = (alphas[j] * alphas[j]) + (betas[j] * betas[j]);
            if (square <= missing) return null;
            double half = Math.Asin(Math.Sqrt(missing / square));
            double start = Math.Atan2(-alphas[j], betas[j]) - half;
            if (start < 0) start += Math.PI;
            if (start < 0) start += Math.PI;
            _starts[arcs] = start;
            _ends[arcs++] = start + (2 * half);
        }

        if (arcs == 0) return null;
        Array.Sort(_starts, _ends, 0, arcs);
        return Widest(arcs) is { } gap ? Highest(gap.From, gap.To, rests, alphas, betas) : null;
    }

    /// <summary>The widest stretch that no arc covers.</summary>
    private (double From, double To)? Widest(int arcs)
    {
        // Arcs that go beyond the half-turn cover its beginning too.
        double covered = double.NegativeInfinity;
        for (int i = 0; i < arcs; i++) covered = Math.Max(covered, _ends[i] - Math.PI);
        double last = covered;
        (double From, double To) best = (0, 0);
        for (int i = 0; i < arcs; i++)
        {
            if ((i > 0 || covered > 0) && _starts[i] - last > best.To - best.From) best = (last, _starts[i]);
            last = Math.Max(last, _ends[i]);
        }

        if (covered <= 0 && _starts[0] + Math.PI - last > best.To - best.From) best = (last, _starts[0] + Math.PI);
        return best.To > best.From ? best : null;
    }

    /// <summary>About the angle of the largest least value in a stretch, from the few neurons that cut it down there.</summary>
    private double Highest(double from, double to, ReadOnlySpan<double> rests, ReadOnlySpan<double> alphas, ReadOnlySpan<double> betas)
    {
        int cuts = 0;
        double angle = 0.5 * (from + to);
        while (cuts < MostCuts)
        {
            int lowest = Lowest(angle, rests, alphas, betas);
            if (_cutting.AsSpan(0, cuts).Contains(lowest)) break;
            _cutting[cuts++] = lowest;
            angle = Ternary(from, to, _cutting.AsSpan(0, cuts), rests, alphas, betas);
        }

        return angle;
    }

    private static double Ternary(double from, double to, ReadOnlySpan<int> cutting, ReadOnlySpan<double> rests,
        ReadOnlySpan<double> alphas, ReadOnlySpan<double> betas)
    {
        for (int step = 0; step < 60; step++)
        {
            double left = from + ((to - from) / 3);
            double right = to - ((to - from) / 3);
            if (Least(left, cutting, rests, alphas, betas) < Least(right, cutting, rests, alphas, betas)) from = left;
            else to = right;
        }

        return 0.5 * (from + to);
    }

    private static double Least(double angle, ReadOnlySpan<int> cutting, ReadOnlySpan<double> rests, ReadOnlySpan<double> alphas,
        ReadOnlySpan<double> betas)
    {
        (double sin, double cos) = Math.SinCos(angle);
        double least = double.PositiveInfinity;
        foreach (int j in cutting)
        {
            double value = (alphas[j] * cos) + (betas[j] * sin);
            least = Math.Min(least, rests[j] + (value * value));
        }

        return least;
    }

    private static int Lowest(double angle, ReadOnlySpan<double> rests, ReadOnlySpan<double> alphas, ReadOnlySpan<double> betas)
    {
        (double sin, double cos) = Math.SinCos(angle);
        int lowest = 0;
        double least = double.PositiveInfinity;
        for (int j = 0; j < alphas.Length; j++)
        {
            double line = (alphas[j] * cos) + (betas[j] * sin);
            double value = rests[j] + (line * line);
            if (value >= least) continue;
            least = value;
            lowest = j;
        }

        return lowest;
    }
}
