namespace Espalier.SubsetSums.Hitting;

/// <summary>All sums of the first candidates in ascending order, with their subsets and an index into them.</summary>
/// <remarks>One number holds a sum in units, above, and its subset, in the lowest 20 bits. Lists come by merging.</remarks>
internal sealed class PrefixTable
{
    /// <summary>The most candidates: 8 MiB twice, and half of that for the index.</summary>
    public const int MostCandidates = 20;

    private const long Subset = (1L << MostCandidates) - 1;

    private long[] _keys = [];
    private long[] _spare = [];
    private int[] _starts = [];
    private int _count;
    private int _shift;

    /// <summary>Lists the sums of these candidates; all sums lie below 2^43 units.</summary>
    public void Build(ReadOnlySpan<long> units)
    {
        int size = 1 << units.Length;
        if (_keys.Length < size)
        {
            _keys = GC.AllocateUninitializedArray<long>(size);
            _spare = GC.AllocateUninitializedArray<long>(size);
            _starts = GC.AllocateUninitializedArray<int>(size + 1);
        }

        _keys[0] = 0;
        _count = 1;
        for (int i = 0; i < units.Length; i++)
        {
            Merge(_keys.AsSpan(0, _count), (units[i] << MostCandidates) | (1L << i), _spare);
            (_keys, _spare) = (_spare, _keys);
            _count *= 2;
        }

        Index();
    }

    /// <summary>Offers every subset whose sum lies between two bounds, together with others.</summary>
    public void Offer(long low, long high, ulong with, ReadOnlySpan<double> candidates, ref HitChoice choice)
    {
        long lowest = low << MostCandidates;
        long highest = (high << MostCandidates) | Subset;
        long first = _keys[0];
        if (highest < first || lowest > _keys[_count - 1]) return;
        int i = _starts[(int)(Math.Max(lowest - first, 0) >> _shift)];
        while (_keys[i] < lowest) i++;
        for (; i < _count && _keys[i] <= highest && !choice.Overflowed; i++) choice.Offer(candidates, with | (ulong)(_keys[i] & Subset));
    }

    private static void Merge(ReadOnlySpan<long> list, long step, Span<long> into)
    {
        int plain = 0;
        int moved = 0;
        int at = 0;
        while (plain < list.Length && moved < list.Length)
        {
            long a = list[plain];
            long b = list[moved] + step;
            bool takesMoved = b < a;
            into[at++] = takesMoved ? b : a;
            int more = takesMoved ? 1 : 0;
            moved += more;
            plain += 1 - more;
        }

        while (plain < list.Length) into[at++] = list[plain++];
        while (moved < list.Length) into[at++] = list[moved++] + step;
    }

    /// <summary>Where each part of the range begins, in as many equal parts as there are sums.</summary>
    private void Index()
    {
        long first = _keys[0];
        _shift = 0;
        while ((_keys[_count - 1] - first) >> _shift >= _count) _shift++;
        int part = 0;
        for (int i = 0; i < _count; i++)
            for (int own = (int)((_keys[i] - first) >> _shift); part <= own; part++) _starts[part] = i;
        for (; part <= _count; part++) _starts[part] = _count - 1;
    }
}
