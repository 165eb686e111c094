using System.Numerics;

namespace Espalier.SubsetSums;

/// <summary>An instance without its zeros, which no preferred subset keeps and which would only double the ties.</summary>
internal readonly ref struct NonzeroCandidates
{
    public NonzeroCandidates(ReadOnlySpan<double> candidates, Span<double> buffer)
    {
        int count = 0;
        for (int i = 0; i < candidates.Length; i++)
        {
            if (candidates[i] == 0) continue;
            buffer[count++] = candidates[i];
            Places |= 1UL << i;
        }

        Candidates = buffer[..count];
    }

    public ReadOnlySpan<double> Candidates { get; }

    /// <summary>Which of all candidates they are.</summary>
    public ulong Places { get; }

    /// <summary>The subset of all candidates that a subset of the others stands for.</summary>
    public ulong Expand(ulong mask) => Expand(mask, Places);

    /// <summary>Moves bit i of the mask to the i-th place that is set.</summary>
    public static ulong Expand(ulong mask, ulong places)
    {
        if (BitOperations.TrailingZeroCount(~places) >= 64 - BitOperations.LeadingZeroCount(places)) return mask;
        ulong result = 0;
        for (; mask != 0; mask >>= 1, places &= places - 1)
        {
            if ((mask & 1) != 0) result |= places & (0 - places);
        }

        return result;
    }
}
