namespace Espalier.Lab.Experiments.Gap;

/// <summary>The width at which one draw of a parent, grown neuron by neuron, first imitates its target.</summary>
/// <remarks>
/// A wider parent begins with the narrower and may keep what that kept, so success never ends once it began: every draw has one such width, the
/// median of its law is the width at which success reaches one half, and testing many widths on many draws is not needed.
/// </remarks>
/// <param name="Width">The smallest width at which a subset within ε was found; null where the largest width tried has none that was found.</param>
/// <param name="LeastPossible">Every smaller width was shown to fail.</param>
/// <param name="Error">The error there, rounded up; null without a width.</param>
/// <param name="Kept">How many weights or neurons are kept there; null without a width.</param>
/// <param name="Probes">How many widths were tried.</param>
public sealed record HittingWidth(long? Width, long LeastPossible, double? Error, int? Kept, long Probes)
{
    /// <summary>Whether nothing smaller is possible.</summary>
    public bool IsProved => Width == LeastPossible;

    /// <summary>Grows the width until something is found, then closes in.</summary>
    /// <param name="first">The width to begin with, at least 1; width 0 is known to fail.</param>
    /// <param name="most">The largest width tried.</param>
    /// <param name="probe">What is known at a width.</param>
    public static HittingWidth Gallop(int first, int most, Func<int, WidthAttempt> probe)
    {
        ArgumentNullException.ThrowIfNull(probe);
        ArgumentOutOfRangeException.ThrowIfLessThan(first, 1);
        (int failed, int refuted, long probes) = (0, 0, 0);
        WidthAttempt? best = null;
        for (
            int width = Math.Min(first, most); best is null || best.Width - failed > 1; width = best is null
                ? Math.Min(most, width + Math.Max(1, width / 2))
                : failed + ((best.Width - failed) / 2))
        {
            WidthAttempt found = probe(width);
            probes++;
            if (found.IsRefuted) refuted = Math.Max(refuted, width);
            if (found.Width > 0) best = found;
            else failed = width;
            if (best is null && width >= most) return new(null, refuted + 1L, null, null, probes);
            // What was found may need fewer than were offered, and fewer than one that failed to be found.
            if (best is not null) failed = Math.Min(failed, best.Width - 1);
            if (best is not null && best.Width <= refuted)
                throw new InvalidOperationException(Invariant($"something was found at a width of {best.Width}, although {refuted} was refuted"));
        }

        return new(best.Width, refuted + 1L, best.Error, best.Kept, probes);
    }
}

/// <summary>What is known about one width of one draw.</summary>
/// <param name="Width">How many of the neurons what was found needs, counted from the first to the last kept; 0 where nothing was found.</param>
/// <param name="IsRefuted">Whether it was shown that nothing can be found.</param>
/// <param name="Error">The error of what was found, rounded up.</param>
/// <param name="Kept">How much of the parent it keeps.</param>
public sealed record WidthAttempt(int Width, bool IsRefuted, double Error, int Kept)
{
    /// <summary>Something was found.</summary>
    public static WidthAttempt Found(int width, double error, int kept) => new(width, false, error, kept);

    /// <summary>Nothing was found, and perhaps there is nothing.</summary>
    public static WidthAttempt NotFound(bool isRefuted) => new(0, isRefuted, 0, 0);
}
