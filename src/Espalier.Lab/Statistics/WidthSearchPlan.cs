namespace Espalier.Lab.Statistics;

/// <summary>
/// How the width at which success reaches one half is looked for. The whole stopping rule stands here, before the first trial, and is
/// part of an experiment's specification.
/// </summary>
public sealed record WidthSearchPlan
{
    /// <summary>The smallest width of the range.</summary>
    public required int Low { get; init; }

    /// <summary>The largest width of the range.</summary>
    public required int High { get; init; }

    /// <summary>The width probed first; by default the geometric middle of the range.</summary>
    public int? Start { get; init; }

    /// <summary>The confidence of the final interval.</summary>
    public double Confidence { get; init; } = 0.95;

    /// <summary>Trials at a width before the first look at its successes.</summary>
    public int FirstBatch { get; init; } = 16;

    /// <summary>The most trials at one width; the number doubles from look to look until it is reached.</summary>
    public int TrialsPerWidth { get; init; } = 1024;

    /// <summary>The most trials in all, or null for no such limit. The last batch is cut to fit.</summary>
    public long? TotalTrials { get; init; }

    /// <summary>Two widths whose ratio is at most 1 + resolution need no probe between them; 0 asks for neighbouring integers.</summary>
    public double Resolution { get; init; }

    /// <summary>After how many trials at a width its successes are judged: first batch, twice that, … , the most.</summary>
    internal int Looks
    {
        get
        {
            int looks = 1;
            for (long trials = FirstBatch; trials < TrialsPerWidth; trials *= 2) looks++;
            return looks;
        }
    }

    /// <summary>
    /// The most widths that can be probed: the first, the doublings to both ends, and two bisections (see <see cref="WidthSearch"/>).
    /// </summary>
    internal int MaximumProbes
    {
        get
        {
            int doublings = 2 + BitLength(High / Low);
            double gap = Math.Min(High / 2.0, Resolution > 0 ? 1 / Resolution : double.PositiveInfinity);
            return 1 + doublings + (2 * (1 + (int)Math.Ceiling(Math.Log2(Math.Max(1, gap)))));
        }
    }

    /// <summary>The one-sided level of each look at each width, so that all of them together err with at most 1 − confidence.</summary>
    /// <remarks>At a width only one of the two verdicts is wrong, so a width spends its level once, not twice.</remarks>
    public double LevelPerLook => (1 - Confidence) / ((double)MaximumProbes * Looks);

    internal int TrialsAtLook(int look) => (int)Math.Min(TrialsPerWidth, (long)FirstBatch << look);

    internal int First => Start ?? (int)Math.Clamp(Math.Sqrt((double)Low * High), Low, High);

    internal void Require()
    {
        ConfidenceInterval.RequireConfidence(Confidence);
        Demand(Low >= 1, "low", "use a smallest width of at least 1");
        Demand(High >= Low, "high", "make the largest width at least the smallest");
        Demand(Start is null || (Start >= Low && Start <= High), "start", "start inside the range");
        Demand(FirstBatch >= 1, "first batch", "make at least one trial");
        Demand(TrialsPerWidth >= FirstBatch, "trials per width", "allow at least the first batch");
        Demand(TotalTrials is null or >= 1, "total trials", "allow at least one trial");
        Demand(Resolution is >= 0 and < 1, "resolution", "use a ratio between 0 and 1, for example 0.02");
    }

    private static void Demand(bool met, string place, string remedy)
    {
        if (!met) throw new InvalidInputException("width search", place, "the value is out of range", remedy);
    }

    private static int BitLength(int value) => 32 - int.LeadingZeroCount(value);
}
