namespace Espalier.SubsetSums;

/// <summary>All subset sums of a few non-negative 64-bit units in ascending order, duplicates included.</summary>
internal static class MirroredSums
{
    /// <summary>
    /// Merges each list with itself shifted. A sum and the sum of the complement are mirror images, so only the lower half is
    /// merged.
    /// </summary>
    public static long[] Sort(ReadOnlySpan<long> units)
    {
        long[] from = new long[1 << units.Length];
        long[] to = new long[from.Length];
        for (int i = 0; i < units.Length; i++)
        {
            Double(from.AsSpan(0, 1 << i), to.AsSpan(0, 2 << i), units[i]);
            (from, to) = (to, from);
        }

        return from;
    }

    private static void Double(ReadOnlySpan<long> from, Span<long> to, long shift)
    {
        long total = from[^1] + shift;
        int kept = 0;
        int shifted = 0;
        for (int i = 0; i < from.Length; i++)
        {
            long a = from[kept];
            long b = from[shifted] + shift;
            int takesKept = (int)((a - b) >>> 63);
            kept += takesKept;
            shifted += 1 - takesKept;
            long smaller = Math.Min(a, b);
            to[i] = smaller;
            to[^(i + 1)] = total - smaller;
        }
    }
}
