namespace Espalier.SubsetSums;

/// <summary>All subset sums of a few non-negative 64-bit units in ascending order, duplicates included.</summary>
internal static class MirroredSums
{
    /// <summary>
    /// Merges each list with itself shifted. A sum and the sum of the complement are mirror images, so only the lower half is
    /// merged.
    /// </summary>
    /// <param name="units">The units.</param>
    /// <param name="first">Room for all sums.</param>
    /// <param name="second">As much room again.</param>
    /// <returns>The room that the sums are in.</returns>
    public static Span<long> Sort(scoped ReadOnlySpan<long> units, Span<long> first, Span<long> second)
    {
        Span<long> from = first;
        Span<long> to = second;
        from[0] = 0;
        for (int i = 0; i < units.Length; i++)
        {
            Double(from[..(1 << i)], to[..(2 << i)], units[i]);
            Span<long> swap = from;
            from = to;
            to = swap;
        }

        return from[..(1 << units.Length)];
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
