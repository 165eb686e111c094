namespace Espalier.Theory;

/// <summary>
/// Looks for the γ and T that give the largest threshold. Every (γ, T) gives a valid one; an estimate says which are worth the exact sum first:
/// for large k the chain has settled and 2^N·Pr(B = 0)^F counts, for small k the terms C(N, k)·Pr(B_k = 0)^F themselves. It takes C(N, k) for
/// N^k/k!, which is far too much for small N: there the exact sums cost nothing, and all starts are tried.
/// </summary>
internal sealed class ThresholdSearch(ThresholdQuestion question, CancellationToken cancel)
{
    /// <summary>The widest network looked at; ln n! to there takes 32 MB.</summary>
    private const int LargestWidthTried = 4_000_000;

    /// <summary>States times steps of the exact sums of one search.</summary>
    private const double WorkLimit = 3e9;

    /// <summary>What may be spent on starts beyond the first few.</summary>
    private const double StartWork = 3e6;

    private const int SurelyTried = 5;

    private const int SmallCaps = 4;

    private const int Rounds = 40;

    private const int MostBinsKept = 1_000_000;

    /// <summary>Small k whose terms the estimate looks at.</summary>
    private const int EarlySteps = 32;

    private readonly double _logDelta = Math.Log(question.Delta);
    private readonly Dictionary<double, BinMasses?> _masses = [];
    private readonly Dictionary<(double Gamma, int Cap), NeuronThreshold> _seen = [];
    private double _work;

    public NeuronThreshold Run()
    {
        List<(double Estimate, double Gamma, int Cap)> starts = [
            .. Gammas().Select(BestCap).OfType<(double Estimate, double Gamma, int Cap)>().OrderByDescending(start => start.Estimate),
        ];
        if (starts.Count == 0) return Nothing();
        NeuronThreshold best = Exact(starts[0].Gamma, starts[0].Cap);
        int tried = 0;
        foreach ((double _, double gamma, int cap) in starts)
        {
            if (tried++ >= SurelyTried && _work > StartWork) break;
            best = Better(best, gamma, cap);
            for (int small = 1; small <= SmallCaps && _work <= StartWork; small++) best = Better(best, gamma, small);
        }

        double gammaStep = 1.25;
        double capStep = 1.5;
        for (int round = 0; round < Rounds && _work < WorkLimit && (gammaStep > 1.005 || capStep > 1.01); round++)
        {
            NeuronThreshold before = best;
            foreach (double factor in (ReadOnlySpan<double>)[capStep, 1 / capStep]) best = Better(best, best.Gamma, Scaled(best.Cap, factor));
            foreach (double factor in (ReadOnlySpan<double>)[gammaStep, 1 / gammaStep])
            {
                best = Better(best, best.Gamma * factor, best.Cap);
                best = Better(best, best.Gamma * factor, Scaled(best.Cap, factor));
            }

            if (best != before) continue;
            gammaStep = Math.Sqrt(gammaStep);
            capStep = Math.Sqrt(capStep);
        }

        return best;
    }

    private static int Scaled(int cap, double factor)
    {
        int scaled = (int)Math.Round(cap * factor);
        return Math.Max(1, scaled == cap ? cap + Math.Sign(factor - 1) : scaled);
    }

    private IEnumerable<double> Gammas() =>
        question.Gamma is { } only ? [only] : Enumerable.Range(0, 45).Select(i => 0.02 * Math.Pow(1.2, i)).Where(gamma => gamma <= LargestGamma);

    /// <summary>A slope of at most 1 leaves at most 1/8 of a bin's width: for larger γ no target's bin could start broken, as B₀ = 1 says.</summary>
    private double LargestGamma => question.Start == 1 ? 0.125 / question.ErrorShare(1) : double.PositiveInfinity;

    private NeuronThreshold Better(NeuronThreshold best, double gamma, int cap)
    {
        if ((question.Gamma is { } only && gamma != only)
            || (question.Gamma is null && gamma > LargestGamma)
            || (question.Cap is { } fixedCap && cap != fixedCap)
            || _work >= WorkLimit)
            return best;
        if (Masses(gamma) is not { } masses || cap >= masses.Bins.Count || !(masses.Up(cap) > BirthDeathChain.SmallestProbability)) return best;
        NeuronThreshold other = Exact(gamma, cap);
        return other.Width > best.Width || (other.Width == best.Width && other.LogSum < best.LogSum) ? other : best;
    }

    private (double Estimate, double Gamma, int Cap)? BestCap(double gamma)
    {
        cancel.ThrowIfCancellationRequested();
        if (Masses(gamma) is not { } masses) return null;
        (double Estimate, double Gamma, int Cap)? best = null;
        int from = question.Cap ?? 1;
        int to = Math.Min(question.Cap ?? int.MaxValue, masses.Bins.Count - 1);
        for (int cap = from; cap <= to; cap = Math.Max(cap + 1, (int)(cap * 1.08)))
        {
            double p = masses.Up(cap);
            if (!(p > BirthDeathChain.SmallestProbability)) break;
            double estimate = Estimate(p, masses.Down(cap), cap);
            if (best is null || estimate > best.Value.Estimate) best = (estimate, gamma, cap);
        }

        return best;
    }

    /// <summary>ln of an estimate of the threshold: C(N, k) ≤ N^k/k!.</summary>
    private double Estimate(double p, double q, int cap)
    {
        double estimate = Math.Log(Math.Max(SettledWidth(p, q, cap), 1e-300));
        Span<double> logarithms = stackalloc double[EarlySteps + 1];
        new BirthDeathChain(p, q, Math.Min(cap, EarlySteps + 2), question.Start).LogProbabilitiesOfZero(logarithms);
        double logFactorial = 0;
        for (int k = 1; k <= EarlySteps; k++)
        {
            logFactorial += Math.Log(k);
            estimate = Math.Min(
                estimate,
                Math.Max((_logDelta + logFactorial - (question.Families * logarithms[k])) / k, k == 1 ? double.NegativeInfinity : Math.Log(k)));
        }

        return estimate;
    }

    /// <summary>The N at which 2^N times the settled probability reaches δ.</summary>
    private double SettledWidth(double p, double q, int cap) =>
        (_logDelta - (question.Families * ChainSpectrum.LogStationary(p, q, cap))) / Math.Log(2);

    private BinMasses? Masses(double gamma)
    {
        if (_masses.TryGetValue(gamma, out BinMasses? known)) return known;
        // Each holds four numbers for every bin.
        if (_masses.Values.Sum(masses => (long)(masses?.Bins.Count ?? 0)) > MostBinsKept) _masses.Clear();
        return _masses[gamma] = question.BinsFor(gamma) is { } bins ? new BinMasses(bins, gamma) : null;
    }

    private NeuronThreshold Exact(double gamma, int cap)
    {
        cancel.ThrowIfCancellationRequested();
        if (_seen.TryGetValue((gamma, cap), out NeuronThreshold? known)) return known;
        BinMasses masses = Masses(gamma)!;
        var chain = new BirthDeathChain(masses.Up(cap), masses.Down(cap), cap, question.Start);
        int limit = (int)Math.Clamp((1.1 * SettledWidth(chain.Up, chain.Down, cap)) + 16, 16, LargestWidthTried);
        int width = LargestWidth(chain, ref limit, out double[] logarithms);
        double logSum = UnionBound.LogSum(Math.Max(width, 1), question.Families, logarithms);
        double share = question.ErrorShare(gamma);
        return _seen[(gamma, cap)] = new(
            question, width, logSum, chain.Up, chain.Down, cap, gamma, share, question.Epsilon / share, masses.Bins.Count, width == limit);
    }

    /// <summary>The exact threshold of one chain, with more steps as long as they are all needed.</summary>
    private int LargestWidth(BirthDeathChain chain, ref int limit, out double[] logarithms)
    {
        while (true)
        {
            logarithms = new double[limit + 1];
            chain.LogProbabilitiesOfZero(logarithms, cancel);
            _work += (double)limit * chain.Cap;
            int width = UnionBound.LargestWidth(limit, question.Families, logarithms, _logDelta);
            if (width < limit || limit == LargestWidthTried) return width;
            limit = (int)Math.Min(4L * limit, LargestWidthTried);
        }
    }

    /// <summary>One bin holds the whole interval for every γ, or no kink can be well placed: p = 0.</summary>
    private NeuronThreshold Nothing()
    {
        double gamma = question.Gamma ?? 1;
        double share = question.ErrorShare(gamma);
        double reach = InputFamily.Reach(question.Radius);
        Bins? bins = question.BinsFor(gamma);
        double down = bins is null ? BinMasses.CauchyMass(-reach, reach) : new BinMasses(bins, gamma).Down(1);
        return new(question, Width: 0, LogSum: 0, Up: 0, down, Cap: 0, gamma, share, question.Epsilon / share, bins?.Count ?? 1, IsLimited: false);
    }
}
