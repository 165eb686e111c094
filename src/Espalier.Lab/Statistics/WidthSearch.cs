using System.Collections.Immutable;

namespace Espalier.Lab.Statistics;

/// <summary>
/// The trials a search asks for next: numbers <see cref="FirstTrial"/> … <see cref="FirstTrial"/> + <see cref="Trials"/> − 1 at a width.
/// </summary>
public readonly record struct TrialRequest(int Width, int FirstTrial, int Trials);

/// <summary>What the trials at a width say about its success probability.</summary>
public enum WidthVerdict
{
    /// <summary>The exact interval still holds one half.</summary>
    Open,

    /// <summary>Below one half.</summary>
    Below,

    /// <summary>Above one half.</summary>
    Above,
}

/// <summary>A width and the trials made there.</summary>
public sealed record WidthProbe(int Width, int Trials, int Successes, WidthVerdict Verdict);

/// <summary>
/// A sequential search for the width at which success reaches one half, as a state machine: <see cref="Next"/> says which trials to make,
/// <see cref="Report"/> takes their successes and gives the next state. A state is a pure function of the plan and of the reports.
/// </summary>
/// <remarks>
/// Wanted is w½ = the smallest width with Pr(success) ≥ ½, where Pr(success) never falls as the width grows.
/// At a width, batches run until the Clopper–Pearson interval at the level of a look leaves out ½ (Below or Above) or the budget is spent
/// (the width stays open). From the first width the search doubles and halves until there is a width below and one above, then bisects.
/// Open widths form one zone between them; the gaps on both sides of the zone are bisected each for itself, so that the interval
/// shrinks to what the budget can separate.
/// A gap spans at most a factor of two once both ends are found, each probe halves a gap, and only the first open width adds a second
/// gap: hence the bound <see cref="WidthSearchPlan.MaximumProbes"/>, over which the level is divided. If the verdicts are all right,
/// the widths below are &lt; w½ and the widths above are ≥ w½; a verdict is wrong somewhere with probability at most 1 − confidence.
/// </remarks>
public sealed class WidthSearch
{
    private WidthSearch(WidthSearchPlan plan, ImmutableSortedDictionary<int, WidthProbe> probes)
    {
        (Plan, Probes) = (plan, probes);
        foreach (WidthProbe probe in probes.Values) Spent += probe.Trials;
        Next = Advance();
    }

    /// <summary>The plan, which holds the stopping rule.</summary>
    public WidthSearchPlan Plan { get; }

    /// <summary>All widths with trials, by width.</summary>
    public ImmutableSortedDictionary<int, WidthProbe> Probes { get; }

    /// <summary>The trials made in all.</summary>
    public long Spent { get; }

    /// <summary>The trials wanted next, or null when the search is at its end.</summary>
    public TrialRequest? Next { get; }

    /// <summary>A search before its first trial.</summary>
    public static WidthSearch Begin(WidthSearchPlan plan)
    {
        plan.Require();
        return new(plan, ImmutableSortedDictionary<int, WidthProbe>.Empty);
    }

    /// <summary>The state after the trials of <see cref="Next"/>, so many of which succeeded.</summary>
    public WidthSearch Report(int successes)
    {
        if (Next is not { } request) throw new InvalidOperationException("the search is at its end");
        if (successes < 0 || successes > request.Trials)
            throw new InvalidInputException(
                "width search",
                $"width {request.Width}",
                $"{successes} successes of {request.Trials} trials",
                "report the count of the trials asked for");
        WidthProbe before = Probes.GetValueOrDefault(request.Width) ?? new(request.Width, 0, 0, WidthVerdict.Open);
        (int trials, int sum) = (before.Trials + request.Trials, before.Successes + successes);
        return new(Plan, Probes.SetItem(request.Width, new(request.Width, trials, sum, Judge(trials, sum))));
    }

    /// <summary>What is known now.</summary>
    public WidthOutcome Outcome(bool cancelled = false) => WidthOutcome.Of(this, cancelled);

    internal Frontier Known()
    {
        Frontier known = default;
        foreach (WidthProbe probe in Probes.Values)
        {
            switch (probe.Verdict)
            {
                case WidthVerdict.Below:
                    // What the search found open further down is settled by a width below one half further up.
                    known = new(probe.Width, null, null, null);
                    break;
                case WidthVerdict.Above:
                    return known with { Above = probe.Width };
                default:
                    known = known with { FirstOpen = known.FirstOpen ?? probe.Width, LastOpen = probe.Width };
                    break;
            }
        }

        return known;
    }

    /// <summary>A budget of trials cut short may judge between two looks of the plan; such a judgement would spend level twice.</summary>
    private WidthVerdict Judge(int trials, int successes)
    {
        bool planned = false;
        for (int look = 0; look < Plan.Looks && !planned; look++) planned = Plan.TrialsAtLook(look) == trials;
        if (!planned) return WidthVerdict.Open;
        double level = Plan.LevelPerLook;
        if (Proportion.LowerAt(successes, trials, level) > 0.5) return WidthVerdict.Above;
        return Proportion.UpperAt(successes, trials, level) < 0.5 ? WidthVerdict.Below : WidthVerdict.Open;
    }

    private TrialRequest? Advance()
    {
        long left = (Plan.TotalTrials ?? long.MaxValue) - Spent;
        if (left <= 0) return null;
        foreach (WidthProbe probe in Probes.Values)
        {
            if (probe.Verdict == WidthVerdict.Open && probe.Trials < Plan.TrialsPerWidth) return Ask(probe.Width, probe.Trials, left);
        }

        return NextWidth() is { } width ? Ask(width, 0, left) : null;
    }

    private TrialRequest Ask(int width, int made, long left)
    {
        int look = 0;
        while (Plan.TrialsAtLook(look) <= made) look++;
        return new(width, made, (int)Math.Min(left, Plan.TrialsAtLook(look) - made));
    }

    private int? NextWidth()
    {
        if (Probes.IsEmpty) return Plan.First;
        Frontier known = Known();
        if (known.Above is null && (known.LastOpen ?? known.Below) is { } top && top < Plan.High)
            return (int)Math.Min(2L * top, Plan.High);
        if (known.Below is null && (known.FirstOpen ?? known.Above) is { } bottom && bottom > Plan.Low)
            return Math.Max(bottom / 2, Plan.Low);
        return Middle(known.Below, known.FirstOpen ?? known.Above) ?? Middle(known.LastOpen ?? known.Below, known.Above);
    }

    private int? Middle(int? from, int? to)
    {
        if (from is not { } low || to is not { } high) return null;
        bool near = high - low <= 1 || high <= low * (1 + Plan.Resolution);
        return near ? null : low + ((high - low) / 2);
    }

    /// <summary>The largest width below one half, the smallest above, and the zone of open widths between them.</summary>
    internal readonly record struct Frontier(int? Below, int? FirstOpen, int? LastOpen, int? Above);
}
