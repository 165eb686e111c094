namespace Espalier.Bench.SubsetSums;

/// <summary>
/// The textbook method as baseline: both halves' float64 sums with their subsets by merging doubled lists, then one sweep. No
/// allocation.
/// </summary>
internal sealed class PlainMeet(int candidates)
{
    private readonly double[] _sums = new double[4 << (candidates - (candidates / 2))];
    private readonly uint[] _masks = new uint[4 << (candidates - (candidates / 2))];

    public ulong Solve(ReadOnlySpan<double> candidates, double target)
    {
        int half = candidates.Length / 2;
        int largest = 1 << (candidates.Length - half);
        Span<double> sums = _sums;
        Span<uint> masks = _masks;
        int low = Sort(candidates[..half], sums[..(2 * largest)], masks[..(2 * largest)], largest);
        int high = 2 * largest;
        high += Sort(candidates[half..], sums[high..], masks[high..], largest);
        int i = 0;
        int j = (1 << (candidates.Length - half)) - 1;
        double best = double.PositiveInfinity;
        ulong mask = 0;
        while (i < 1 << half && j >= 0)
        {
            double excess = sums[low + i] + sums[high + j] - target;
            if (Math.Abs(excess) < best) (best, mask) = (Math.Abs(excess), masks[low + i] | ((ulong)masks[high + j] << half));
            if (excess < 0) i++;
            else j--;
        }

        return mask;
    }

    /// <summary>Returns where the sorted list begins.</summary>
    private static int Sort(ReadOnlySpan<double> candidates, Span<double> sums, Span<uint> masks, int room)
    {
        int from = 0;
        int to = room;
        sums[from] = 0;
        masks[from] = 0;
        for (int bit = 0; bit < candidates.Length; bit++)
        {
            int size = 1 << bit;
            double value = candidates[bit];
            int kept = 0;
            int shifted = 0;
            for (int k = 0; k < 2 * size; k++)
            {
                bool takesKept = shifted == size || (kept < size && sums[from + kept] <= sums[from + shifted] + value);
                sums[to + k] = takesKept ? sums[from + kept] : sums[from + shifted] + value;
                masks[to + k] = takesKept ? masks[from + kept++] : masks[from + shifted++] | (1u << bit);
            }

            (from, to) = (to, from);
        }

        return from;
    }
}
