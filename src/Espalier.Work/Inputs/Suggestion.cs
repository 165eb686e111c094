namespace Espalier.Work.Inputs;

/// <summary>Guesses the word that was meant.</summary>
internal static class Suggestion
{
    /// <summary>"; did you mean 'x'?" or nothing.</summary>
    public static string For(string written, IEnumerable<string> words)
    {
        (string Word, int Distance) best = words.Select(word => (word, Distance(written, word))).DefaultIfEmpty((string.Empty, int.MaxValue))
            .MinBy(pair => pair.Item2);
        return best.Distance <= Math.Max(1, best.Word.Length / 3) ? $"; did you mean '{best.Word}'?" : string.Empty;
    }

    /// <summary>Damerau–Levenshtein distance with adjacent swaps (optimal string alignment).</summary>
    internal static int Distance(string a, string b)
    {
        int[,] cost = new int[a.Length + 1, b.Length + 1];
        for (int i = 0; i <= a.Length; i++) cost[i, 0] = i;
        for (int j = 0; j <= b.Length; j++) cost[0, j] = j;
        for (int i = 1; i <= a.Length; i++)
        {
            for (int j = 1; j <= b.Length; j++)
            {
                int change = cost[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                cost[i, j] = Math.Min(change, 1 + Math.Min(cost[i - 1, j], cost[i, j - 1]));
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) cost[i, j] = Math.Min(cost[i, j], cost[i - 2, j - 2] + 1);
            }
        }

        return cost[a.Length, b.Length];
    }
}
