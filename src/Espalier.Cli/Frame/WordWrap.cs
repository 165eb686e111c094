using System.Text;

namespace Espalier.Cli.Frame;

/// <summary>Breaks text at spaces.</summary>
internal static class WordWrap
{
    /// <summary>
    /// Lines of at most a width, where the first has only <paramref name="first"/> columns;
    /// a word wider than a line is left whole, to be copied.
    /// </summary>
    public static IEnumerable<string> Lines(string text, int first, int width)
    {
        var line = new StringBuilder();
        int room = first;
        foreach (string word in text.Split(' '))
        {
            if (line.Length > 0 && line.Length + 1 + word.Length > room)
            {
                yield return line.ToString();
                line.Clear();
                room = width;
            }

            if (line.Length > 0) line.Append(' ');
            line.Append(word);
        }

        yield return line.ToString();
    }

    /// <summary>The same, joined, with every line but the first indented.</summary>
    public static string Hanging(string text, int first, int width, int indent) =>
        string.Join(Environment.NewLine + new string(' ', indent), Lines(text, first, width));
}
