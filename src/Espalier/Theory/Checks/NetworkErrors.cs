namespace Espalier.Theory.Checks;

/// <summary>What broken bins and missing breakpoints say about real networks: the steps from the processes to Theorem 1 of Ferre' et al.</summary>
internal static class NetworkErrors
{
    private const double Radius = 2;

    /// <summary>
    /// On an input family a pruned network misses the target by at least the largest distance from affine in any bin, times the constant 1.
    /// </summary>
    public static CheckTally BrokenBinsCost(CheckInput input)
    {
        var draws = new Draws(input, 40);
        var tally = new CheckTally();
        Bins[] settings = [new(Radius, 0.3), new(Radius, 1), new(Radius, 10)];
        for (int trial = 0; trial < input.Trials; trial++)
        {
            Bins bins = settings[trial % settings.Length];
            List<(double Along, double Fixed, double Coefficient)> neurons = Neurons(draws, draws.Integer(0, 6));
            neurons.Add((draws.Normal(), draws.Normal(), -1));
            var difference = PiecewiseLinear.OfNeurons(-bins.HalfLength, bins.HalfLength, neurons);
            double distance = Enumerable.Range(0, bins.Count).Max(bin => difference.On(bins.Low(bin), bins.High(bin)).BestAffine().Error);
            if (distance < 1e-6) continue;
            tally.Add((difference.Supremum() / distance) - input.Constant);
        }

        return tally;
    }

    /// <summary>
    /// Over all subsets of N neurons the target σ(t) is met within ε on |t| ≤ √(R²−1) no more often than the bound by breakpoints says; the
    /// constant is Lemma 2's ¼.
    /// </summary>
    public static CheckTally Breakpoints(CheckInput input)
    {
        var draws = new Draws(input, 41);
        var tally = new CheckTally();
        foreach ((int width, double epsilon) in (ReadOnlySpan<(int, double)>)[(1, 0.2), (2, 0.1), (5, 0.1), (6, 0.2)])
        {
            long hits = 0;
            for (int trial = 0; trial < input.Trials; trial++) hits += SomeSubsetMeets(draws, width, epsilon) ? 1 : 0;
            tally.AddAtMost(hits, input.Trials, BreakpointBound.For(1, epsilon, Radius, input.Constant).LogProbability(width));
        }

        return tally;
    }

    private static List<(double Along, double Fixed, double Coefficient)> Neurons(Draws draws, int count)
    {
        var neurons = new List<(double, double, double)>(count);
        for (int i = 0; i < count; i++) neurons.Add((draws.Normal(), draws.Normal(), draws.Normal()));
        return neurons;
    }

    private static bool SomeSubsetMeets(Draws draws, int width, double epsilon)
    {
        List<(double Along, double Fixed, double Coefficient)> neurons = Neurons(draws, width);
        double half = InputFamily.Reach(Radius);
        for (int subset = 1; subset < 1 << width; subset++)
        {
            List<(double, double, double)> kept = [(1, 0, -1)];
            for (int j = 0; j < width; j++)
            {
                if ((subset >> j & 1) == 1) kept.Add(neurons[j]);
            }

            if (PiecewiseLinear.OfNeurons(-half, half, kept).Supremum() <= epsilon) return true;
        }

        return false;
    }
}
