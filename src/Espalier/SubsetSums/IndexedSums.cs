using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Espalier.SubsetSums;

/// <summary>
/// The sorted sums of the first candidates with their subsets, and where each stretch of values begins, so that the sums near a
/// value are found at once. The other candidates' sums are tried one by one.
/// </summary>
/// <remarks>Up to 2^14 sums: 130 KiB with the index.</remarks>
internal sealed class IndexedSums
{
    /// <summary>More candidates than this are better served by a sweep.</summary>
    public const int MostCandidates = 25;

    private const int MostSorted = 14;

    private readonly int[] _sums;
    private readonly ushort[] _subsets;
    private readonly ushort[] _starts;
    private readonly int[] _others;
    private readonly int _sorted;
    private readonly int _shift;

    /// <summary>Sorts and indexes the sums of at least 4 units.</summary>
    public IndexedSums(ReadOnlySpan<int> units)
    {
        _sorted = Math.Min(units.Length, MostSorted);
        int size = 1 << _sorted;
        long[] rented = ArrayPool<long>.Shared.Rent(2 * size);
        ReadOnlySpan<long> keys = SortedKeys(units[.._sorted], rented);

        // Sixteen are read at a time; the padding is farther from every target than any limit that is looked for.
        _sums = new int[size + Vector512<int>.Count];
        _subsets = new ushort[size];
        for (int i = 0; i < size; i++) (_sums[i], _subsets[i]) = ((int)(keys[i] >> 32), (ushort)keys[i]);
        ArrayPool<long>.Shared.Return(rented);
        _sums.AsSpan(size).Fill(int.MaxValue);
        _shift = Math.Max(0, 32 - BitOperations.LeadingZeroCount((uint)_sums[size - 1]) - _sorted);
        _starts = Starts(size);
        _others = OtherSums(units[_sorted..]);
    }

    /// <summary>Offers the window every pair of sums within its limit of the target; Low holds the place, Part the other subset.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public void Search(int target, SearchWindow window)
    {
        int limit = window.Limit;
        for (int part = 0; part < _others.Length; part++)
        {
            long lowest = (long)target - _others[part] - limit;
            long stretch = Math.Max(lowest, 0) >> _shift;
            if (stretch >= _starts.Length) continue;
            int place = _starts[(int)stretch];

            // As unsigned numbers, sum − lowest is at most 2 · limit for the wanted sums alone.
            Vector512<int> offset = Vector512.Create((int)lowest);
            Vector512<uint> width = Vector512.Create(2 * (uint)limit);
            while (true)
            {
                Vector512<int> sums = Vector512.LoadUnsafe(ref MemoryMarshal.GetArrayDataReference(_sums), (nuint)place);
                Vector512<uint> hits = Vector512.LessThanOrEqual((sums - offset).AsUInt32(), width);
                if (hits != Vector512<uint>.Zero)
                {
                    Offer(place, hits.ExtractMostSignificantBits(), part, target - _others[part], window);
                    if (window.Overflowed) return;
                    limit = window.Limit;
                    lowest = (long)target - _others[part] - limit;
                    offset = Vector512.Create((int)lowest);
                    width = Vector512.Create(2 * (uint)limit);
                }

                place += Vector512<int>.Count;
                if (place >= _subsets.Length || _sums[place - 1] - lowest > 2L * limit) break;
            }
        }
    }

    /// <summary>The subset of a pair that <see cref="Search"/> offered.</summary>
    public ulong Subset(in SearchWindow.Pair pair) => _subsets[pair.Low] | ((ulong)pair.Part << _sorted);

    private void Offer(int place, ulong hits, int part, int target, SearchWindow window)
    {
        for (; hits != 0; hits &= hits - 1)
        {
            int i = place + BitOperations.TrailingZeroCount(hits);
            if (i < _subsets.Length) window.Offer(i, 0, part, Math.Abs(_sums[i] - target));
        }
    }

    /// <summary>Sums in the high half, subsets in the low half of each key, in ascending order.</summary>
    private static Span<long> SortedKeys(ReadOnlySpan<int> units, Span<long> room)
    {
        Span<long> keys = stackalloc long[units.Length];
        for (int i = 0; i < units.Length; i++) keys[i] = ((long)units[i] << 32) | (1L << i);
        int size = 1 << units.Length;
        return MirroredSums.Sort(keys, room[..size], room[size..]);
    }

    /// <summary>For each stretch of values the place of the first sum in it or after it.</summary>
    private ushort[] Starts(int size)
    {
        var starts = new ushort[(_sums[size - 1] >> _shift) + 1];
        Array.Fill(starts, ushort.MaxValue);
        for (int place = size - 1; place >= 0; place--) starts[_sums[place] >> _shift] = (ushort)place;
        ushort following = (ushort)(size - 1);
        for (int i = starts.Length - 1; i >= 0; i--) following = starts[i] = Math.Min(starts[i], following);
        return starts;
    }

    private static int[] OtherSums(ReadOnlySpan<int> units)
    {
        int[] sums = new int[1 << units.Length];
        for (int mask = 1; mask < sums.Length; mask++)
            sums[mask] = sums[mask & (mask - 1)] + units[BitOperations.TrailingZeroCount(mask)];
        return sums;
    }
}
