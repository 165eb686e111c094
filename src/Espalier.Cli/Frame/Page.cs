using System.Text;
using Espalier.Work.Inputs;

namespace Espalier.Cli.Frame;

/// <summary>What people read on stdout: lines, fields and tables that fit the terminal.</summary>
internal sealed class Page(TextWriter output, int width, bool colour)
{
    private const int Gap = 2;

    private bool _hasText;

    /// <summary>One line of text.</summary>
    public void Line(string text) => Write(Terminal.OneLine(text));

    /// <summary>Our own text, as it is.</summary>
    public void Verbatim(string text)
    {
        output.Write(text);
        _hasText = true;
    }

    /// <summary>Names and values, aligned and wrapped; a name without a value is left out.</summary>
    public void Fields(params ReadOnlySpan<(string Name, string Value)> fields)
    {
        int column = 0;
        foreach ((string name, _) in fields) column = Math.Max(column, name.Length);
        foreach ((string name, string value) in fields)
        {
            if (value.Length == 0) continue;
            string text = WordWrap.Hanging(Terminal.OneLine(value), width - column - Gap, width - column - Gap, column + Gap);
            Write($"{Strong(name)}{new string(' ', column + Gap - name.Length)}{text}");
        }
    }

    /// <summary>A table; columns of numbers stand to the right. On a terminal too narrow for it, every row becomes fields.</summary>
    public void Table(IReadOnlyList<string> headers, IReadOnlyList<IReadOnlyList<string>> rows)
    {
        IReadOnlyList<string>[] clean = [.. rows.Select(row => row.Select(Terminal.OneLine).ToArray())];
        int[] widths = [.. headers.Select((header, c) => clean.Select(row => row[c].Length).Append(header.Length).Max())];
        int total = widths.Sum() + (Gap * (widths.Length - 1));
        if (total > width)
        {
            Stack(headers, clean);
            return;
        }

        bool[] right = [.. headers.Select((_, c) => clean.All(row => IsNumber(row[c])))];
        Separate();
        Write(Strong(Aligned(headers, widths, right)));
        Write(new string('─', total));
        foreach (IReadOnlyList<string> row in clean) Write(Aligned(row, widths, right));
    }

    /// <summary>An empty cell or a dash stands for a number that is not there.</summary>
    private static bool IsNumber(string cell) => cell is "" or "-" || Numerals.TryParse(cell, out _);

    private static string Aligned(IReadOnlyList<string> cells, int[] widths, bool[] right)
    {
        var line = new StringBuilder();
        for (int c = 0; c < cells.Count; c++)
        {
            if (c > 0) line.Append(' ', Gap);
            line.Append(right[c] ? cells[c].PadLeft(widths[c]) : cells[c].PadRight(widths[c]));
        }

        return line.ToString().TrimEnd();
    }

    private void Stack(IReadOnlyList<string> headers, IReadOnlyList<IReadOnlyList<string>> rows)
    {
        foreach (IReadOnlyList<string> row in rows)
        {
            Separate();
            Fields([.. headers.Zip(row)]);
        }
    }

    private void Separate()
    {
        if (_hasText) output.WriteLine();
    }

    private void Write(string line)
    {
        output.WriteLine(line);
        _hasText = true;
    }

    private string Strong(string text) => colour ? $"\e[1m{text}\e[0m" : text;
}
