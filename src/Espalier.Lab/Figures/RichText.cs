using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Espalier.Lab.Figures;

/// <summary>A piece of text on the line (0), above it (1) or below it (−1).</summary>
internal readonly record struct TextRun(string Text, int Level);

/// <summary>Text with <c>^{…}</c> and <c>_{…}</c>. Braces do not nest; an opening without an end is plain text.</summary>
internal static class RichText
{
    public const double ScriptScale = 0.72;

    public static ImmutableArray<TextRun> Parse(string text)
    {
        ImmutableArray<TextRun>.Builder runs = ImmutableArray.CreateBuilder<TextRun>();
        StringBuilder plain = new();
        for (int i = 0; i < text.Length; i++)
        {
            int end = text[i] is '^' or '_' && i + 1 < text.Length && text[i + 1] == '{' ? text.IndexOf('}', i) : -1;
            if (end < 0)
            {
                plain.Append(text[i]);
                continue;
            }

            Flush();
            runs.Add(new(text[(i + 2)..end], text[i] == '^' ? 1 : -1));
            i = end;
        }

        Flush();
        return runs.ToImmutable();

        void Flush()
        {
            if (plain.Length > 0) runs.Add(new(plain.ToString(), 0));
            plain.Clear();
        }
    }

    /// <summary>The text without its marks, for titles that cannot hold any.</summary>
    public static string Plain(string text) =>
        text.Contains('{', StringComparison.Ordinal)
            ? string.Concat(Parse(text).Select(run => run.Level switch { > 0 => "^" + run.Text, < 0 => "_" + run.Text, _ => run.Text }))
            : text;

    /// <summary>Lines that fit a width, broken at spaces; a word that is too long stands alone, shortened.</summary>
    public static ImmutableArray<string> Wrap(string text, double size, double width, bool bold = false)
    {
        if (text.Length == 0) return [];
        List<string> lines = [];
        string line = "";
        foreach (string word in Words(text))
        {
            string longer = line.Length == 0 ? word : line + " " + word;
            if (line.Length > 0 && TextMetrics.Width(longer, size, bold) > width)
            {
                lines.Add(line);
                longer = word;
            }

            line = longer;
        }

        lines.Add(line);
        return [.. lines.Select(l => Shorten(l, size, width, bold))];
    }

    /// <summary>The text, or its beginning and an ellipsis, so that it fits.</summary>
    public static string Shorten(string text, double size, double width, bool bold = false)
    {
        if (TextMetrics.Width(text, size, bold) <= width) return text;
        int[] starts = StringInfo.ParseCombiningCharacters(text);
        for (int keep = starts.Length - 1; keep > 0; keep--)
        {
            string shorter = text[..starts[keep]] + "…";
            if (TextMetrics.Width(shorter, size, bold) <= width) return shorter;
        }

        return "…";
    }

    /// <summary>Words, with no break inside braces.</summary>
    private static IEnumerable<string> Words(string text)
    {
        int start = 0;
        int depth = 0;
        for (int i = 0; i < text.Length; i++)
        {
            depth = Math.Max(0, depth + text[i] switch { '{' => 1, '}' => -1, _ => 0 });
            if (text[i] is not (' ' or '\n' or '\t') || depth > 0) continue;
            if (i > start) yield return text[start..i];
            start = i + 1;
        }

        if (start < text.Length) yield return text[start..];
    }
}
