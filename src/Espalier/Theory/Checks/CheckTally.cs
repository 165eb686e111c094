using Espalier.Numerics.Special;

namespace Espalier.Theory.Checks;

/// <summary>Counts how often a statement was tried, how often it failed, and how close it came.</summary>
internal sealed class CheckTally
{
    /// <summary>Equality cases come out a few roundings to either side; nothing below this is a counterexample.</summary>
    private const double Rounding = 1e-9;

    /// <summary>Standard deviations that a sampled frequency may be off: farther has a probability below 2·10⁻⁹.</summary>
    private const double Deviations = 6;

    public long Trials { get; private set; }

    public long Violations { get; private set; }

    public double WorstSlack { get; private set; } = double.PositiveInfinity;

    /// <summary>Something measured on the way that belongs into the note.</summary>
    public string? Measured { get; set; }

    /// <summary>One instance; the slack is how far the statement holds, relative to what it claims, and negative if it fails.</summary>
    public void Add(double slack)
    {
        Trials++;
        if (!(slack >= -Rounding)) Violations++;
        WorstSlack = double.IsNaN(slack) ? double.NegativeInfinity : Math.Min(WorstSlack, slack);
    }

    /// <summary>A count that should be binomial with a known probability; the slack is the share of the allowed deviation that is left.</summary>
    public void AddFrequency(long hits, long trials, double probability)
    {
        double deviation = Math.Abs(hits - (trials * probability)) / Math.Sqrt(trials * probability * (1 - probability));
        Add(1 - (deviation / Deviations));
    }

    /// <summary>
    /// A count whose probability should be at most e^<paramref name="logBound"/>; the slack is in the logarithm, from the lower limit of the
    /// measured probability. No hit at all is no evidence either way: it counts as a trial and leaves the slack alone.
    /// </summary>
    public void AddAtMost(long hits, long trials, double logBound)
    {
        if (hits == 0) Trials++;
        else Add(logBound - Math.Log(LowerLimit(hits, trials)));
    }

    /// <summary>The exact one-sided limit for the probability of a binomial count, wrong with a probability of 10⁻⁹.</summary>
    public static double LowerLimit(long hits, long trials) => hits == 0 ? 0 : IncompleteBeta.Inverse(hits, trials - hits + 1.0, 1e-9).X;
}
