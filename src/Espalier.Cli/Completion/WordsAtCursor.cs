using System.CommandLine;
using System.Globalization;

namespace Espalier.Cli.Completion;

/// <summary>What the shells' completion scripts ask: <c>espalier "[suggest:POSITION]" "COMMAND LINE"</c>.</summary>
internal static class WordsAtCursor
{
    private const string Opening = "[suggest:";

    /// <summary>The part of the line before the cursor, or null when the arguments are an ordinary command.</summary>
    public static string? Request(string[] arguments)
    {
        if (arguments is not [var directive, var line] || !directive.StartsWith(Opening, StringComparison.Ordinal) || !directive.EndsWith(']'))
            return null;
        return int.TryParse(directive.AsSpan(Opening.Length..^1), NumberStyles.None, CultureInfo.InvariantCulture, out int position)
            ? line[..Math.Min(position, line.Length)]
            : null;
    }

    /// <summary>Options are offered only to a word that begins like one, so that the shell can complete file names elsewhere.</summary>
    public static void Write(TextWriter output, RootCommand root, string line)
    {
        int space = line.IndexOf(' ');
        string rest = space < 0 ? string.Empty : line[space..];
        bool atOption = line[(line.LastIndexOf(' ') + 1)..].StartsWith('-');
        string known = $"{RootCommand.ExecutableName}{rest}";
        foreach (string word in root.Parse(known).GetCompletions(known.Length).Select(item => item.InsertText ?? item.Label).Distinct())
        {
            if (word.StartsWith('-') == atOption) output.WriteLine(word);
        }
    }
}
