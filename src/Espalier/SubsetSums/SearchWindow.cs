namespace Espalier.SubsetSums;

/// <summary>
/// The pairs of half sums that may still be best: all found so far whose distance is within the limit, which shrinks to the
/// smallest distance found plus the slack of rounding.
/// </summary>
internal sealed class SearchWindow
{
    /// <summary>More distinct pairs than this only occur where many subsets tie; other methods serve those.</summary>
    private const int Capacity = 2048;

    /// <summary>Looking at ties again and again costs more than another method.</summary>
    private const int OfferLimit = 1 << 14;

    private readonly Pair[] _pairs = new Pair[Capacity];
    private int _count;
    private int _start;
    private int _slack;
    private int _best;
    private int _offers;

    /// <summary>Distances above this are of no interest.</summary>
    public int Limit { get; private set; }

    /// <summary>Whether there were too many pairs to keep.</summary>
    public bool Overflowed { get; private set; }

    /// <summary>
    /// Whether every pair was within the limit of the start that may be best: none is better than the best found by more than the slack.
    /// </summary>
    public bool IsComplete => Overflowed || Furthest <= _start;

    private long Furthest => (long)_best + _slack;

    public ReadOnlySpan<Pair> Pairs => _pairs.AsSpan(0, _count);

    public void Reset(int limit, int slack)
    {
        Limit = limit;
        _count = 0;
        Overflowed = false;
        _start = limit;
        _slack = slack;
        _best = int.MaxValue;
        _offers = 0;
    }

    /// <summary>Starts anew, from a limit that no pair of interest lies beyond.</summary>
    public void Widen() => Reset((int)Math.Min(Furthest, int.MaxValue), _slack);

    /// <summary>Considers the pair of half sums low + high, at a distance from the target.</summary>
    public void Offer(int low, int high, int part, int distance)
    {
        if (distance > Limit || Overflowed) return;
        Overflowed = ++_offers > OfferLimit;
        if (distance < _best)
        {
            _best = distance;
            Limit = (int)Math.Min(Limit, Furthest);
        }

        var pair = new Pair(low, high, part, distance);
        foreach (Pair known in Pairs)
        {
            if (known == pair) return;
        }

        if (_count == Capacity) DropDistant();
        if (_count == Capacity) Overflowed = true;
        else _pairs[_count++] = pair;
    }

    /// <summary>Keeps only pairs within the limit, the closest first.</summary>
    public void Sort()
    {
        DropDistant();
        if (_count > 1) _pairs.AsSpan(0, _count).Sort(static (a, b) => a.Distance.CompareTo(b.Distance));
    }

    private void DropDistant()
    {
        int kept = 0;
        for (int i = 0; i < _count; i++)
        {
            if (_pairs[i].Distance <= Limit) _pairs[kept++] = _pairs[i];
        }

        _count = kept;
    }

    /// <summary>Sums of the two halves, which part of the search they belong to, and the distance of the whole from the target.</summary>
    internal readonly record struct Pair(int Low, int High, int Part, int Distance);
}
