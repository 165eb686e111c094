namespace Espalier.SubsetSums;

/// <summary>One candidate list prepared once, for many targets. Safe to use from many threads.</summary>
/// <remarks>
/// At most about 250 KiB. Preparing costs as much as some tens of single solutions. Lists of more than 25 candidates prepare the edges objective
/// alone; their smallest errors are searched as by <see cref="SubsetSum.Solve"/>.
/// </remarks>
public sealed class SharedCandidates
{
    /// <summary>Sizes whose sums are kept; the edges objective seldom needs more.</summary>
    private const int PreparedSizes = 3;

    private readonly double[] _candidates;
    private readonly double[] _nonzero;
    private readonly ulong _places;
    private readonly bool _isRounded;
    private readonly UnitScale _scale;
    private readonly KeptLevels _levels = new();
    private readonly IndexedSums? _sums;

    /// <summary>Prepares a list.</summary>
    /// <param name="candidates">At most <see cref="SubsetSum.MaxCandidates"/> finite numbers; they are copied.</param>
    /// <exception cref="InvalidInputException">A number is not finite, or there are too many.</exception>
    public SharedCandidates(ReadOnlySpan<double> candidates)
    {
        SubsetSumInput.CheckCandidates(candidates);
        _candidates = candidates.ToArray();
        var nonzero = new NonzeroCandidates(candidates, stackalloc double[SubsetSum.MaxCandidates]);
        _nonzero = nonzero.Candidates.ToArray();
        _places = nonzero.Places;
        int n = _nonzero.Length;
        Span<int> units = stackalloc int[n];
        _isRounded = n > 0 && UnitScale.TryCreate(_nonzero, units, out _scale);
        if (!_isRounded) return;
        _levels.Reset(units, _scale.Negative);
        _ = _levels.Level(Math.Min(n, PreparedSizes));
        if (n is >= RoundedSearch.FewestCandidates and <= IndexedSums.MostCandidates) _sums = new IndexedSums(units);
    }

    /// <summary>The candidates, in the order given.</summary>
    public ReadOnlySpan<double> Candidates => _candidates;

    /// <summary>Solves for one target; the answer is that of <see cref="SubsetSum.Solve"/>.</summary>
    /// <inheritdoc cref="SubsetSum.Solve"/>
    public SubsetSumResult Solve(
        double target, SubsetSumObjective objective, double epsilon = double.PositiveInfinity, SubsetSumWorkspace? workspace = null)
    {
        SubsetSumInput.CheckTarget(target);
        SubsetSumInput.CheckEpsilon(epsilon);
        SubsetSumInput.CheckObjective(objective);
        ulong mask = NonzeroCandidates.Expand(Choose(target, objective, epsilon, workspace), _places);
        return ExactSum.Report(_candidates, target, epsilon, mask);
    }

    /// <summary>The preferred subset of smallest error, of the candidates that are not zero.</summary>
    internal ulong SmallestError(double target, SubsetSumWorkspace workspace) =>
        (_sums is null ? null : RoundedSearch.Solve(_nonzero, target, _scale, _sums, workspace.Window))
        ?? SubsetSum.SmallestError(_nonzero, target, workspace);

    private ulong Choose(double target, SubsetSumObjective objective, double epsilon, SubsetSumWorkspace? workspace)
    {
        bool edges = objective == SubsetSumObjective.Edges;
        if (_nonzero.Length == 0 || (edges && Math.Abs(target) <= epsilon)) return 0;
        workspace ??= new SubsetSumWorkspace();
        if (!edges) return SmallestError(target, workspace);
        if (!_isRounded) return FewestKept.Solve(_nonzero, target, epsilon, workspace);
        workspace.Levels.Borrow(_levels);
        return FewestKept.Solve(_nonzero, target, epsilon, _scale, workspace, this);
    }
}
