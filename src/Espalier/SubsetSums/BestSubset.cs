using Espalier.Numerics;

namespace Espalier.SubsetSums;

/// <summary>The preferred one of the subsets offered, by their exact errors.</summary>
internal ref struct BestSubset(ReadOnlySpan<double> candidates, double target)
{
    private readonly ReadOnlySpan<double> _candidates = candidates;
    private readonly double _target = target;
    private DoubleDouble _error = double.PositiveInfinity;

    /// <summary>The smallest error so far, rounded; infinite before the first offer.</summary>
    public readonly double Error => _error.High;

    /// <summary>How many candidates there are.</summary>
    public readonly int Count => _candidates.Length;

    public ulong Mask { get; private set; }

    /// <summary>Whether every error was computed without loss; the choice counts only then.</summary>
    public bool IsExact { get; private set; } = true;

    public void Offer(ulong mask)
    {
        ExactSum difference = ExactSum.Difference(_target, _candidates, mask);
        IsExact &= difference.IsExact;
        DoubleDouble error = difference.Magnitude();
        int order = error.CompareTo(_error);
        if (order < 0 || (order == 0 && SubsetList<long>.Prefers(mask, Mask))) (_error, Mask) = (error, mask);
    }

    /// <summary>Whether the best error is at most a bound.</summary>
    public readonly bool Within(double epsilon) => _error.CompareTo(epsilon) <= 0;
}
