namespace Espalier.SubsetSums;

/// <summary>One candidate list prepared once, for many targets. Safe to use from many threads.</summary>
public sealed class SharedCandidates
{
    private readonly double[] _candidates;

    /// <summary>Prepares a list.</summary>
    /// <param name="candidates">At most <see cref="SubsetSum.MaxCandidates"/> finite numbers; they are copied.</param>
    /// <exception cref="InvalidInputException">A number is not finite, or there are too many.</exception>
    public SharedCandidates(ReadOnlySpan<double> candidates)
    {
        SubsetSumInput.CheckCandidates(candidates);
        _candidates = candidates.ToArray();
    }

    /// <summary>The candidates, in the order given.</summary>
    public ReadOnlySpan<double> Candidates => _candidates;

    /// <summary>Solves for one target; the answer is that of <see cref="SubsetSum.Solve"/>.</summary>
    /// <inheritdoc cref="SubsetSum.Solve"/>
    public SubsetSumResult Solve(
        double target, SubsetSumObjective objective, double epsilon = double.PositiveInfinity, SubsetSumWorkspace? workspace = null) =>
        SubsetSum.Solve(_candidates, target, objective, epsilon, workspace);
}
