namespace Espalier.Cli.Frame;

/// <summary>Lays out help: headings, and names beside their descriptions, or above them where the terminal is narrow.</summary>
internal sealed class HelpSheet(TextWriter output, int width, bool colour)
{
    private const int Indent = 2;
    private const int WidestName = 30;
    private const int NarrowestText = 30;

    public void Paragraph(string text) => Write(text, 0, 0);

    public void Closing(string text)
    {
        output.WriteLine();
        Paragraph(text);
    }

    public void Heading(string text)
    {
        output.WriteLine();
        output.WriteLine(colour ? $"\e[1m{text}:\e[0m" : $"{text}:");
    }

    public void Item(string text) => Write(text, Indent, Indent * 3);

    public void Section(string heading, IReadOnlyList<(string Name, string Text)> rows)
    {
        if (rows.Count == 0) return;
        Heading(heading);
        int column = Indent + Math.Min(WidestName, rows.Max(row => row.Name.Length)) + Indent;
        bool beside = width - column >= NarrowestText;
        int left = beside ? column : Indent * 3;
        foreach ((string name, string text) in rows)
        {
            string indented = new string(' ', Indent) + name;
            if (beside && name.Length <= WidestName)
            {
                output.Write(indented.PadRight(column));
                Continue(text, column, column);
            }
            else
            {
                Name(indented);
                Write(text, left, left);
            }
        }
    }

    /// <summary>A list of choices that is wider than the page goes on below.</summary>
    private void Name(string name)
    {
        int end = name.Length <= width ? -1 : name.LastIndexOf('|', width - 1);
        output.WriteLine(name[..(end < 0 ? name.Length : end + 1)]);
        if (end >= 0) Name(new string(' ', Indent * 2) + name[(end + 1)..]);
    }

    private void Write(string text, int first, int rest)
    {
        output.Write(new string(' ', first));
        Continue(text, first, rest);
    }

    private void Continue(string text, int column, int rest) =>
        output.WriteLine(WordWrap.Hanging(text, width - column, width - rest, rest));
}
