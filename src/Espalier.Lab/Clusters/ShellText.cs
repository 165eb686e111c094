namespace Espalier.Lab.Clusters;

/// <summary>Words as a shell reads them back.</summary>
internal static class ShellText
{
    /// <summary>A word in quotes where it needs them.</summary>
    public static string Quoted(string word) =>
        word.Length > 0 && word.All(c => char.IsAsciiLetterOrDigit(c) || "-_./=,+:@%".Contains(c, StringComparison.Ordinal))
            ? word
            : $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    /// <summary>A command.</summary>
    public static string Command(IEnumerable<string> words) => string.Join(' ', words.Select(Quoted));
}
