using System.Runtime.CompilerServices;

namespace Espalier.SubsetSums;

/// <summary>Two sorted lists of subset sums side by side by bitonic merges, so that one list's latency hides the other's.</summary>
/// <remarks>K. E. Batcher, "Sorting networks and their applications", 1968, a vector at a time.</remarks>
internal static unsafe class SortedSumsVector<TLanes, T>
    where TLanes : struct, ISumLanes<T>
    where T : struct
{
    /// <summary>The number of lanes. Its code is a byte too long to be inlined unasked, and the merge reads it nine times a step.</summary>
    private static int Block
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => 1 << TLanes.LogLanes;
    }

    /// <summary>As <see cref="SortedSums.Build"/>.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static (nint Low, nint High) Build(int* low, int* high, int count, int* lowBuffers, int* highBuffers)
    {
        // The sums of a doubling start where the last one ended.
        int size = 1 << count;
        bool second = false;
        TLanes.Store(TLanes.First(low), lowBuffers);
        TLanes.Store(TLanes.First(high), highBuffers);
        for (int i = TLanes.LogLanes; i < count; i++)
        {
            int from = second ? size : 0;
            int to = size - from;
            var a = new Merge(lowBuffers + from, lowBuffers + to, low[i], 1 << i);
            var b = new Merge(highBuffers + from, highBuffers + to, high[i], 1 << i);
            for (int k = Block; k < 1 << i; k += Block)
            {
                a.Step();
                b.Step();
            }

            a.Write();
            b.Write();
            second = !second;
        }

        int last = second ? size : 0;
        return ((nint)(lowBuffers + last), (nint)(highBuffers + last));
    }

    /// <summary>One merge of a list with itself shifted; the carry holds the largest sums read so far.</summary>
    private struct Merge
    {
        private readonly int _shift;
        private readonly int _total;
        private int* _kept;
        private int* _shifted;
        private int* _to;
        private int* _mirror;
        private T _carry;
        private T _next;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Merge(int* from, int* to, int shift, int size)
        {
            _shift = shift;
            _total = from[size - 1] + shift;
            _carry = TLanes.Load(from);
            _next = TLanes.Add(_carry, TLanes.Create(shift));
            _kept = from + Block;
            _shifted = from + Block;
            _to = to;
            _mirror = to + (2 * size) - Block;
        }

        /// <summary>Writes a block of sums at either end and reads the block that begins with the smaller sum.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Step()
        {
            Write();
            long takesKept = ((long)*_kept - *_shifted - _shift - 1) >> 63;
            int* source = (int*)(((nint)_kept & (nint)takesKept) | ((nint)_shifted & ~(nint)takesKept));
            _next = TLanes.Add(TLanes.Load(source), TLanes.Create(_shift & ~(int)takesKept));
            _kept += Block & takesKept;
            _shifted += Block & ~takesKept;
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Write()
        {
            T mirrored = TLanes.Reverse(_next);
            T smaller = TLanes.Clean(TLanes.Min(_carry, mirrored));
            _carry = TLanes.Clean(TLanes.Max(_carry, mirrored));
            TLanes.Store(smaller, _to);
            TLanes.Store(TLanes.Reverse(TLanes.Subtract(TLanes.Create(_total), smaller)), _mirror);
            _to += Block;
            _mirror -= Block;
        }
    }
}
