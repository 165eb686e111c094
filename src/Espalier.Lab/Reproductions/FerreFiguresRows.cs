using Espalier.Lab.Gap;

namespace Espalier.Lab.Reproductions;

/// <summary>What the figures of Ferre' et al. 2026 state, beside what was drawn.</summary>
public static class FerreFiguresRows
{
    /// <summary>Makes the rows.</summary>
    /// <param name="first">Figure 1.</param>
    /// <param name="second">Figure 2.</param>
    /// <param name="third">Figure 3.</param>
    /// <param name="table">The measured widths beside which the thresholds stand.</param>
    public static IReadOnlyList<ReproductionRow> Of(FerreFigures.First first, FerreFigures.Second second, FerreFigures.Third third, GapTable table)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        ArgumentNullException.ThrowIfNull(third);
        ArgumentNullException.ThrowIfNull(table);
        return
        [
            ReproductionRow.Ours("Figure 1: neurons kept", first.Result.Kept.Count),
            ReproductionRow.Ours("Figure 1: error of the pruned network, proven best", first.Result.Error.Upper),
            ReproductionRow.Ours("Figure 1: parents drawn until one was worth drawing", first.Draws),
            ReproductionRow.Ours("Figure 2: chains", second.States.Length),
            ReproductionRow.Ours("Figure 2: chains at state 0", second.States.Count(state => state == 0)),
            ReproductionRow.Same("Figure 2: steps at which a chain is above its count of broken bins", 0, second.Above),
            ReproductionRow.Ours("Figure 3: error of the best affine function near the target's breakpoint", third.Missed),
            new(
                "Figure 3: the same in shares of |a|ε/4",
                1,
                third.Missed / third.Claimed,
                third.Missed / third.Claimed >= 1 - 1e-9,
                "at least (Lemma 2)"),
            ReproductionRow.Same("thresholds: measured intervals below the proven bound", 0, table.BelowProven),
            .. GapReproduction.Proven(table),
        ];
    }
}
