namespace Espalier.Cli.Frame;

/// <summary>Lays out help: headings, and names beside their descriptions, or above them where the terminal is narrow.</summary>
internal sealed class HelpSheet(TextWriter output, int width, bool colour)
{
    private const int Indent = 2;
    private const int WidestName = 30;
    private const int NarrowestText = 30;

    public void Paragraph(string text) => Wrapped(text, 0, 0);

    public void Heading(string text)
    {
        output.WriteLine();
        output.WriteLine(colour ? $"\e[1m{text}:\e[0m" : $"{text}:");
    }

    public void Item(string text) => Wrapped(text, Indent, Indent * 3);

    public void Section(string heading, IReadOnlyList<(string Name, string Text)> rows)
    {
        if (rows.Count == 0) return;
        Heading(heading);
        int column = Indent + Math.Min(WidestName, rows.Max(row => row.Name.Length)) + Indent;
        bool beside = width - column >= NarrowestText;
        foreach ((string name, string text) in rows)
        {
            output.Write(new string(' ', Indent) + name);
            if (beside && name.Length <= WidestName)
            {
                output.Write(new string(' ', column - Indent - name.Length));
                Continue(text, column);
            }
            else
            {
                output.WriteLine();
                int left = beside ? column : Indent * 3;
                Wrapped(text, left, left);
            }
        }
    }

    private void Wrapped(string text, int first, int rest)
    {
        output.Write(new string(' ', first));
        Continue(text, first, rest);
    }

    private void Continue(string text, int column) => Continue(text, column, column);

    /// <summary>Writes words from a column on, and wraps to <paramref name="rest"/>; a word wider than the line is left whole, to be copied.</summary>
    private void Continue(string text, int column, int rest)
    {
        int at = column;
        bool lineIsEmpty = true;
        foreach (string word in text.Split(' '))
        {
            if (!lineIsEmpty && at + 1 + word.Length > width)
            {
                output.WriteLine();
                output.Write(new string(' ', rest));
                at = rest;
                lineIsEmpty = true;
            }

            if (!lineIsEmpty)
            {
                output.Write(' ');
                at++;
            }

            output.Write(word);
            at += word.Length;
            lineIsEmpty = false;
        }

        output.WriteLine();
    }
}
