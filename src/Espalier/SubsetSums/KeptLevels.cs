namespace Espalier.SubsetSums;

/// <summary>The sums of all subsets of 1, 2, 3, … candidates in signed 32-bit units, each size made when it is first asked for.</summary>
internal sealed class KeptLevels
{
    private readonly int[][] _own = new int[SubsetSum.MaxCandidates + 1][];
    private readonly int[][] _levels = new int[SubsetSum.MaxCandidates + 1][];
    private int _known;
    private int _count;

    /// <summary>Starts from magnitudes in units.</summary>
    public void Reset(ReadOnlySpan<int> magnitudes, ulong negative)
    {
        _count = magnitudes.Length;
        _known = 1;
        Span<int> units = _levels[1] = Own(1);
        for (int i = 0; i < magnitudes.Length; i++) units[i] = ((negative >> i) & 1) != 0 ? -magnitudes[i] : magnitudes[i];
    }

    /// <summary>Starts from the sizes that another already has; they are only read.</summary>
    public void Borrow(KeptLevels other)
    {
        _count = other._count;
        _known = other._known;
        for (int i = 1; i <= _known; i++) _levels[i] = other._levels[i];
    }

    /// <summary>The sums of subsets of a size from 1 to the number of candidates.</summary>
    public ReadOnlySpan<int> Level(int kept)
    {
        while (_known < kept)
        {
            int[] sums = Own(_known + 1);
            KeptLevel.Grow(_levels[1].AsSpan(0, _count), _known + 1, _levels[_known], sums);
            _levels[++_known] = sums;
        }

        return _levels[kept].AsSpan(0, (int)KeptLevel.Choose(_count, kept));
    }

    private int[] Own(int kept)
    {
        int length = (int)KeptLevel.Choose(_count, kept) + KeptLevel.Padding;
        if (_own[kept] is null || _own[kept].Length < length) _own[kept] = new int[length];
        return _own[kept];
    }
}
