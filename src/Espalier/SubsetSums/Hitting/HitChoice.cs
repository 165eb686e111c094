using System.Numerics;
using Espalier.Numerics;

namespace Espalier.SubsetSums.Hitting;

/// <summary>The best of the subsets that a search came upon, each looked at exactly.</summary>
/// <remarks>
/// The order: the cheapest code (without costs: the shortest prefix), the smallest exact |z − Σ|, the fewest kept, the smallest mask.
/// It does not depend on the order of the offers.
/// </remarks>
internal struct HitChoice(double target, double epsilon, HitCosts? costs)
{
    /// <summary>More offers than this at one width only come from ties, or from numbers of very different size; exact halves serve those.</summary>
    public const int MostOffers = 4096;

    private DoubleDouble _error;
    private int _cost = int.MaxValue;
    private int _offers;

    /// <summary>Whether a subset within ε was offered.</summary>
    public readonly bool Found => _cost != int.MaxValue;

    /// <summary>The best so far.</summary>
    public ulong Mask { get; private set; }

    /// <summary>Its code length; without costs, its prefix.</summary>
    public readonly int Cost => _cost;

    /// <summary>The float64 nearest to its exact |z − Σ|.</summary>
    public readonly double Error => _error.High;

    /// <summary>Whether the offers were too many, or too wide, to be compared one by one.</summary>
    public bool Overflowed { get; private set; }

    /// <summary>Counts the offers of the next width.</summary>
    public void Next() => _offers = 0;

    /// <summary>Considers a subset.</summary>
    public void Offer(ReadOnlySpan<double> candidates, ulong mask)
    {
        if (Overflowed) return;
        int cost = costs is null ? HittingResult.WidthOf(mask) : costs.Of(mask);
        if (cost > _cost) return;
        ExactSum difference = ExactSum.Difference(target, candidates, mask);
        Overflowed = !difference.IsExact || ++_offers > MostOffers;
        if (Overflowed) return;
        DoubleDouble error = difference.Magnitude();
        if (error > epsilon || !IsBetter(cost, error, mask)) return;
        (_cost, _error, Mask) = (cost, error, mask);
    }

    private readonly bool IsBetter(int cost, DoubleDouble error, ulong mask)
    {
        if (cost != _cost) return cost < _cost;
        int byError = error.CompareTo(_error);
        if (byError != 0) return byError < 0;
        int byKept = BitOperations.PopCount(mask) - BitOperations.PopCount(Mask);
        return byKept != 0 ? byKept < 0 : mask < Mask;
    }
}
