using Spectre.Console;

namespace Espalier.Cli.Frame;

/// <summary>What people read on stdout: lines, fields and tables that fit the terminal.</summary>
internal sealed class Page(TextWriter output, int width, bool colour)
{
    private const int Gap = 2;

    /// <summary>One line of text.</summary>
    public void Line(string text = "") => output.WriteLine(Terminal.OneLine(text));

    /// <summary>Our own text, as it is.</summary>
    public void Verbatim(string text) => output.Write(text);

    /// <summary>Names and values, aligned.</summary>
    public void Fields(params ReadOnlySpan<(string Name, string Value)> fields)
    {
        int column = 0;
        foreach ((string name, _) in fields) column = Math.Max(column, name.Length);
        foreach ((string name, string value) in fields)
        {
            output.Write(Emphasis(name));
            output.Write(new string(' ', column + Gap - name.Length));
            output.WriteLine(Terminal.OneLine(value));
        }
    }

    /// <summary>A table; columns of numbers stand to the right. On a terminal too narrow for it, every row becomes fields.</summary>
    public void Table(IReadOnlyList<string> headers, IReadOnlyList<IReadOnlyList<string>> rows)
    {
        if (NaturalWidth(headers, rows) > width)
        {
            Stack(headers, rows);
            return;
        }

        var table = new Table { Border = TableBorder.Simple, UseSafeBorder = false };
        for (int c = 0; c < headers.Count; c++)
        {
            int column = c;
            bool numeric = rows.All(row => row[column].Length == 0 || row[column] == "-" || Numerals.TryParse(row[column], out _));
            table.AddColumn(new TableColumn(new Text(headers[c], colour ? new Style(decoration: Decoration.Bold) : Style.Plain))
            {
                NoWrap = true,
                Alignment = numeric ? Justify.Right : Justify.Left,
            });
        }

        foreach (IReadOnlyList<string> row in rows) table.AddRow(row.Select(cell => new Text(Terminal.OneLine(cell))));
        IAnsiConsole console = Terminal.Rich(output, colour);
        console.Profile.Width = Math.Min(width, 10_000);
        console.Write(table);
    }

    private static int NaturalWidth(IReadOnlyList<string> headers, IReadOnlyList<IReadOnlyList<string>> rows)
    {
        int total = 4;
        for (int c = 0; c < headers.Count; c++)
        {
            int column = c;
            total += Math.Max(headers[c].Length, rows.Count == 0 ? 0 : rows.Max(row => row[column].Length)) + 3;
        }

        return total;
    }

    private void Stack(IReadOnlyList<string> headers, IReadOnlyList<IReadOnlyList<string>> rows)
    {
        foreach (IReadOnlyList<string> row in rows)
        {
            output.WriteLine();
            Fields([.. headers.Zip(row)]);
        }
    }

    private string Emphasis(string text) => colour ? $"\e[1m{text}\e[0m" : text;
}
