using System.Globalization;

namespace Espalier.Tickets.Parts;

/// <summary>Share i of n.</summary>
/// <param name="Index">From 1 on.</param>
/// <param name="Count">How many shares there are.</param>
public readonly record struct PartShare(int Index, int Count)
{
    /// <summary>More shares than this are a mistake.</summary>
    public const int Most = 100_000;

    /// <summary>Reads <c>i/n</c>.</summary>
    /// <exception cref="InvalidInputException">The text is none.</exception>
    public static PartShare Parse(string text, string source = "part")
    {
        ArgumentNullException.ThrowIfNull(text);
        string[] sides = text.Split('/');
        return sides.Length == 2
            && int.TryParse(sides[0], NumberStyles.None, CultureInfo.InvariantCulture, out int index)
            && int.TryParse(sides[1], NumberStyles.None, CultureInfo.InvariantCulture, out int count)
            && new PartShare(index, count) is { IsValid: true } share
            ? share
            : throw new InvalidInputException(source, null, $"the value is '{text}'", $"give i/n with 1 ≤ i ≤ n ≤ {Most}, such as 2/8");
    }

    /// <summary>Whether there is such a share.</summary>
    public bool IsValid => Index >= 1 && Index <= Count && Count <= Most;

    /// <summary>Which share has each grid: the largest first, each to the share that has least.</summary>
    /// <param name="weights">The weights of each grid.</param>
    public bool[] Own(ReadOnlySpan<long> weights)
    {
        var loads = new PriorityQueue<int, (long Load, int Share)>();
        for (int share = 1; share <= Count; share++) loads.Enqueue(share, (0, share));
        int[] order = [.. Enumerable.Range(0, weights.Length)];
        long[] sizes = weights.ToArray();
        Array.Sort(order, (a, b) => sizes[a] != sizes[b] ? sizes[b].CompareTo(sizes[a]) : a - b);
        var own = new bool[weights.Length];
        foreach (int grid in order)
        {
            loads.TryDequeue(out int share, out (long Load, int Share) least);
            own[grid] = share == Index;
            loads.Enqueue(share, (least.Load + sizes[grid], share));
        }

        return own;
    }

    /// <summary>The text form.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Index}/{Count}");
}
