namespace Espalier.Neurons.Behind;

/// <summary>Finds large |σ(g) − f| on the unit sphere by steps towards gradients; remembers the best.</summary>
internal sealed class RectifiedAscent(RectifiedDifference difference)
{
    private const int MostSteps = 40;

    private const int Mixtures = 8;

    private readonly double[] _gradient = new double[difference.Dimension];
    private readonly double[] _towards = new double[difference.Dimension];
    private readonly double[] _trial = new double[difference.Dimension];

    public double[] Witness { get; } = Directions.Axis(difference.Dimension);

    public double Best { get; private set; }

    /// <summary>Starts from the directions of all neurons and the target, and from their opposites.</summary>
    public void FromPieces()
    {
        double[] x = new double[difference.Dimension];
        foreach (int sign in (ReadOnlySpan<int>)[1, -1])
        {
            for (int k = -1; k < difference.Kept.Length; k++)
            {
                ReadOnlySpan<double> v = k < 0 ? difference.Target : difference.Problem.Weight(difference.Kept[k]);
                for (int i = 0; i < x.Length; i++) x[i] = sign * v[i];
                Climb(x);
            }
        }
    }

    public void Offer(ReadOnlySpan<double> x)
    {
        if (difference.Value(x) > 0.9 * Best) Climb(x.ToArray());
    }

    private void Climb(double[] x)
    {
        if (!Directions.Normalise(x)) return;
        double value = difference.Value(x);
        double step = 1;
        for (int i = 0; i < MostSteps && step > 1e-8; i++)
        {
            double reached = BestStep(x, step, value);
            if (reached > value)
            {
                if (reached <= value * (1 + 1e-14)) break;
                value = reached;
                step = Math.Min(1, 2 * step);
            }
            else
            {
                step *= 0.3;
            }
        }

        if (value <= Best) return;
        Best = value;
        x.CopyTo(Witness, 0);
    }

    /// <summary>Where σ(g) − f is above 0 its gradient is the way; where it is below, some mixture of those of f and f − g.</summary>
    private double BestStep(double[] x, double step, double value)
    {
        double network = difference.Network(x, _gradient);
        double target = Math.Max(0, Directions.Dot(difference.Target, x));
        double[]? best = null;
        for (int mixture = 0; mixture <= Mixtures; mixture++)
        {
            bool above = network > target;
            double share = above ? 1 : (double)mixture / Mixtures;
            for (int i = 0; i < x.Length; i++)
                _towards[i] = above ? _gradient[i] - (target > 0 ? difference.Target[i] : 0) : difference.Target[i] - (share * _gradient[i]);
            if (Directions.Normalise(_towards))
            {
                for (int i = 0; i < x.Length; i++) _trial[i] = ((1 - step) * x[i]) + (step * _towards[i]);
                if (Directions.Normalise(_trial) && difference.Value(_trial) is var reached && reached > value)
                {
                    value = reached;
                    best = [.. _trial];
                }
            }

            if (above) break;
        }

        best?.CopyTo(x, 0);
        return value;
    }
}
