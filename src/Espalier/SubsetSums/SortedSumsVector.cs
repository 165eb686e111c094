using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Espalier.SubsetSums;

/// <summary>Two sorted lists of subset sums side by side by bitonic merges, so that one list's latency hides the other's.</summary>
/// <remarks>K. E. Batcher, "Sorting networks and their applications", 1968, sixteen lanes at a time.</remarks>
internal static unsafe class SortedSumsVector
{
    private static Vector512<int> UpperOf1 => Vector512.Create(0, -1, 0, -1, 0, -1, 0, -1, 0, -1, 0, -1, 0, -1, 0, -1);

    private static Vector512<int> UpperOf2 => Vector512.Create(0, 0, -1, -1, 0, 0, -1, -1, 0, 0, -1, -1, 0, 0, -1, -1);

    private static Vector512<int> UpperOf4 => Vector512.Create(0, 0, 0, 0, -1, -1, -1, -1, 0, 0, 0, 0, -1, -1, -1, -1);

    private static Vector512<int> UpperOf8 => Vector512.Create(0, 0, 0, 0, 0, 0, 0, 0, -1, -1, -1, -1, -1, -1, -1, -1);

    public static (nint Low, nint High) Build(int* low, int* high, int count, int* lowBuffers, int* highBuffers)
    {
        int size = 1 << count;
        int* lowFrom = lowBuffers;
        int* lowTo = lowBuffers + size;
        int* highFrom = highBuffers;
        int* highTo = highBuffers + size;
        Sort(FourUnits(low)).Store(lowFrom);
        Sort(FourUnits(high)).Store(highFrom);
        for (int i = 4; i < count; i++)
        {
            DoubleBoth(lowFrom, lowTo, low[i], highFrom, highTo, high[i], 1 << i);
            (lowFrom, lowTo) = Swap(lowFrom, lowTo);
            (highFrom, highTo) = Swap(highFrom, highTo);
        }

        return ((nint)lowFrom, (nint)highFrom);
    }

    /// <summary>The sums of all subsets of four units, subset i in lane i.</summary>
    public static Vector512<int> FourUnits(int* units) =>
        (Vector512.Create(units[0]) & UpperOf1) + (Vector512.Create(units[1]) & UpperOf2)
        + (Vector512.Create(units[2]) & UpperOf4) + (Vector512.Create(units[3]) & UpperOf8);

    private static Pointers Swap(int* from, int* to) => new(to, from);

    private static void DoubleBoth(int* low, int* lowTo, int lowShift, int* high, int* highTo, int highShift, int size)
    {
        var a = new Stream(low, lowTo, lowShift, size);
        var b = new Stream(high, highTo, highShift, size);
        for (int i = SortedSums.Block; i < size; i += SortedSums.Block)
        {
            a.Step();
            b.Step();
        }

        a.Last();
        b.Last();
    }

    private static Vector512<int> Sort(Vector512<int> v)
    {
        v = Exchange(v, Avx512F.Shuffle(v, 0xB1), UpperOf1);
        v = Exchange(v, Avx512F.Shuffle(v, 0x1B), UpperOf2);
        v = Exchange(v, Avx512F.Shuffle(v, 0xB1), UpperOf1);
        Vector512<int> mirrored = Avx512F.Shuffle(v, 0x1B);
        v = Exchange(v, Avx512F.Shuffle4x128(mirrored, mirrored, 0xB1), UpperOf4);
        v = Exchange(v, Avx512F.Shuffle(v, 0x4E), UpperOf2);
        v = Exchange(v, Avx512F.Shuffle(v, 0xB1), UpperOf1);
        v = Exchange(v, Reverse(v), UpperOf8);
        v = Exchange(v, Avx512F.Shuffle4x128(v, v, 0xB1), UpperOf4);
        v = Exchange(v, Avx512F.Shuffle(v, 0x4E), UpperOf2);
        return Exchange(v, Avx512F.Shuffle(v, 0xB1), UpperOf1);
    }

    /// <summary>Sorts a bitonic vector.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<int> Clean(Vector512<int> v)
    {
        v = Exchange(v, Avx512F.Shuffle4x128(v, v, 0x4E), UpperOf8);
        v = Exchange(v, Avx512F.Shuffle4x128(v, v, 0xB1), UpperOf4);
        v = Exchange(v, Avx512F.Shuffle(v, 0x4E), UpperOf2);
        return Exchange(v, Avx512F.Shuffle(v, 0xB1), UpperOf1);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<int> Exchange(Vector512<int> v, Vector512<int> partner, Vector512<int> upper) =>
        Vector512.ConditionalSelect(upper, Vector512.Max(v, partner), Vector512.Min(v, partner));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<int> Reverse(Vector512<int> v)
    {
        Vector512<int> mirrored = Avx512F.Shuffle(v, 0x1B);
        return Avx512F.Shuffle4x128(mirrored, mirrored, 0x1B);
    }

    private readonly struct Pointers(int* from, int* to)
    {
        private readonly int* _from = from;
        private readonly int* _to = to;

        public void Deconstruct(out int* from, out int* to)
        {
            from = _from;
            to = _to;
        }
    }

    /// <summary>One merge of a list with itself shifted; the carry holds the largest sixteen read so far.</summary>
    private struct Stream
    {
        private readonly int _shift;
        private readonly int _total;
        private int* _kept;
        private int* _shifted;
        private int* _to;
        private int* _mirror;
        private Vector512<int> _carry;
        private Vector512<int> _next;

        public Stream(int* from, int* to, int shift, int size)
        {
            _shift = shift;
            _total = from[size - 1] + shift;
            _carry = Vector512.Load(from);
            _next = Vector512.Load(from) + Vector512.Create(shift);
            _kept = from + SortedSums.Block;
            _shifted = from + SortedSums.Block;
            _to = to;
            _mirror = to + (2 * size) - SortedSums.Block;
        }

        /// <summary>Writes sixteen sums at either end and reads the block that begins with the smaller sum.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Step()
        {
            Write();
            long takesKept = ((long)*_kept - *_shifted - _shift - 1) >> 63;
            int* source = (int*)(((nint)_kept & (nint)takesKept) | ((nint)_shifted & ~(nint)takesKept));
            _next = Vector512.Load(source) + Vector512.Create(_shift & ~(int)takesKept);
            _kept += SortedSums.Block & takesKept;
            _shifted += SortedSums.Block & ~takesKept;
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Last() => Write();

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private void Write()
        {
            Vector512<int> mirrored = Reverse(_next);
            Vector512<int> smaller = Clean(Vector512.Min(_carry, mirrored));
            _carry = Clean(Vector512.Max(_carry, mirrored));
            smaller.Store(_to);
            Reverse(Vector512.Create(_total) - smaller).Store(_mirror);
            _to += SortedSums.Block;
            _mirror -= SortedSums.Block;
        }
    }
}
