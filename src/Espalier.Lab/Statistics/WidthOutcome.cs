using System.Collections.Immutable;

namespace Espalier.Lab.Statistics;

/// <summary>Why a search for the half-success width ended.</summary>
public enum WidthStop
{
    /// <summary>It has not ended: more trials are wanted.</summary>
    Running,

    /// <summary>A width below one half and a width above it stand next to each other, within the resolution.</summary>
    Separated,

    /// <summary>The trials allowed do not separate the widths that are left.</summary>
    BudgetReached,

    /// <summary>Success is above one half in all of the range, below it in all of the range, or not separated from it at an end.</summary>
    LimitOfRange,

    /// <summary>It was cancelled; the interval holds what is known.</summary>
    Cancelled,
}

/// <summary>What a search for the half-success width w½ found.</summary>
/// <param name="Stop">Why it ended.</param>
/// <param name="Estimate">The width at which the isotonic fit of the success shares crosses one half, or null when it does not in the range
/// probed.</param>
/// <param name="Lower">w½ is at least this; null when nothing in the range was found below one half.</param>
/// <param name="Upper">w½ is at most this; null when nothing in the range was found above one half.</param>
/// <param name="Confidence">The confidence with which the bounds that are given hold together.</param>
/// <param name="Probes">Every width probed, with its trials, successes and verdict.</param>
/// <param name="Trials">The trials made in all.</param>
public sealed record WidthOutcome(
    WidthStop Stop, double? Estimate, int? Lower, int? Upper, double Confidence, ImmutableArray<WidthProbe> Probes, long Trials)
{
    internal static WidthOutcome Of(WidthSearch search, bool cancelled)
    {
        WidthSearch.Frontier known = search.Known();
        ImmutableArray<WidthProbe> probes = [.. search.Probes.Values];
        int? lower = known.Below is { } below ? below + 1 : null;
        return new(
            Reason(search, known, cancelled), Crossing(probes, lower, known.Above), lower, known.Above, search.Plan.Confidence, probes, search.Spent);
    }

    private static WidthStop Reason(WidthSearch search, WidthSearch.Frontier known, bool cancelled)
    {
        if (search.Next is not null) return cancelled ? WidthStop.Cancelled : WidthStop.Running;
        if (search.Plan.TotalTrials is { } total && search.Spent >= total && !Settled(search, known)) return WidthStop.BudgetReached;
        if (known.Below is null || known.Above is null) return WidthStop.LimitOfRange;
        return known.FirstOpen is null ? WidthStop.Separated : WidthStop.BudgetReached;
    }

    private static bool Settled(WidthSearch search, WidthSearch.Frontier known) => known switch
    {
        { Below: { } low, FirstOpen: null, Above: { } high } => high - low <= 1 || high <= low * (1 + search.Plan.Resolution),
        { Below: null, Above: { } high } => high == search.Plan.Low,
        { Below: { } low, FirstOpen: null, Above: null } => low == search.Plan.High,
        _ => false,
    };

    /// <summary>Where the isotonic fit crosses one half, interpolated in the logarithm of the width and kept inside the interval.</summary>
    private static double? Crossing(ImmutableArray<WidthProbe> probes, int? lower, int? upper)
    {
        double[] shares = [.. probes.Select(p => (double)p.Successes / p.Trials)];
        double[] fitted = IsotonicRegression.Fit(shares, [.. probes.Select(p => (double)p.Trials)]);
        int above = Array.FindIndex(fitted, share => share >= 0.5);
        if (above < 0 || (above == 0 && fitted[0] > 0.5)) return null;
        double width = probes[above].Width;
        if (fitted[above] == 0.5) width = Math.Sqrt(width * probes[Array.FindLastIndex(fitted, share => share == 0.5)].Width);
        else
        {
            double share = (0.5 - fitted[above - 1]) / (fitted[above] - fitted[above - 1]);
            width = Math.Exp(double.Lerp(Math.Log(probes[above - 1].Width), Math.Log(width), share));
        }

        return Math.Clamp(width, lower ?? double.NegativeInfinity, upper ?? double.PositiveInfinity);
    }
}
