using Espalier.Graphs;
using Espalier.SubsetSums.Law;

namespace Espalier.Tickets.Drawing;

/// <summary>The fewest candidates with which all but a share δ of a target's weights come within ε, by trials of the law itself.</summary>
public static class CandidateChoice
{
    /// <summary>The confidence that no decision on the way is wrong.</summary>
    public const double Confidence = 0.99;

    /// <summary>Numbers of single products are tried in steps of this ratio.</summary>
    private const double SingleRatio = 1.05;

    /// <summary>
    /// Finds the smallest number of candidates that is shown to fail with probability at most δ, over this target's own weights and
    /// fresh candidates. A trial draws one of the weights; with more candidates it sees those it had and new ones.
    /// </summary>
    /// <param name="target">The target.</param>
    /// <param name="recipe">All but the number of candidates, which is not looked at.</param>
    /// <param name="delta">The share of weights that may miss ε, between 0 and 1.</param>
    /// <param name="threads">Cores to use; never changes the answer.</param>
    /// <param name="progress">Told each number tried.</param>
    /// <param name="cancel">Stops the search with an <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="InvalidInputException">No number that the construction takes is enough.</exception>
    public static int Fewest(
        Network target, TicketRecipe recipe, double delta, int threads, IProgress<LawStep>? progress = null, CancellationToken cancel = default)
    {
        if (!(delta > 0 && delta < 1)) throw new InvalidInputException("delta", null, $"the value is {delta}", "give a number between 0 and 1");
        new DrawingOptions(recipe with { Candidates = 1 }).Check();
        var trials = new WeightTrials(target, recipe);
        int most = TicketRecipe.MaxCandidates(recipe.Construction);
        int maxTrials = (int)Math.Clamp(64 / delta, 1 << 16, 1 << 28);
        (LawStatus status, int? candidates, _) = new CandidateScan(delta, Confidence, maxTrials).Run(
            Numbers(recipe.Construction, most), (n, first, count) => trials.Failures(n, first, count, threads, cancel), progress);
        if (status == LawStatus.Cancelled) throw new OperationCanceledException(cancel);
        return candidates ?? throw new InvalidInputException(
            "delta",
            null,
            $"not even {most} candidates keep the failures of this target below {delta:R} at a tolerance of {recipe.Tolerance}",
            "raise `epsilon` or `delta`, or give a `distribution` that reaches the target's weights");
    }

    private static IEnumerable<int> Numbers(Construction construction, int most)
    {
        for (int n = 1; n <= most; n = construction == Construction.Single ? Math.Max(n + 1, (int)(n * SingleRatio)) : n + 1) yield return n;
    }
}
