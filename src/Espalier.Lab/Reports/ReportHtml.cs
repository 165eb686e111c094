using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Espalier.Lab.Figures;

namespace Espalier.Lab.Reports;

/// <summary>Writes a report as one HTML file: no script, nothing loaded from anywhere, figures and their data inside.</summary>
public sealed class ReportHtml
{
    private const int ShownOfFolded = 8;
    private const double NarrowWidth = 390;
    private readonly StringBuilder _out = new();
    private int _figures;
    private int _tables;

    private ReportHtml()
    {
    }

    /// <summary>The text of the file; the same bytes for the same report.</summary>
    public static string Write(Report report)
    {
        ReportHtml page = new();
        page.Page(report);
        return page._out.ToString();
    }

    private void Page(Report report)
    {
        Raw("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
        Raw("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; img-src data:\">\n");
        Raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"color-scheme\" content=\"light dark\">\n");
        Raw($"<title>{Text(report.Title)}</title>\n<style>\n{ReportStyle.Css}</style>\n</head>\n<body>\n<main>\n<h1>{Text(report.Title)}</h1>\n");
        Paragraphs(report.Summary, " class=\"summary\"");
        Facts("Parameters", report.Parameters);
        foreach (ReportSection section in report.Sections)
        {
            Raw($"<section>\n<h2>{Text(section.Heading)}</h2>\n");
            foreach (ReportBlock block in section.Blocks) Block(block);
            Raw("</section>\n");
        }

        if (report.Reproduction is { } again)
        {
            Raw($"<section>\n<h2>How to reproduce this</h2>\n<pre><code>{Text(again.Command)}</code></pre>\n</section>\n");
            Facts("Machine", again.Machine);
            Facts("Versions", again.Versions);
        }

        Raw("</main>\n</body>\n</html>\n");
    }

    private void Block(ReportBlock block)
    {
        switch (block)
        {
            case TextBlock text: Paragraphs(text.Text, ""); break;
            case CodeBlock code: Raw($"<pre><code>{Text(code.Text)}</code></pre>\n"); break;
            case TableBlock table: Table(table); break;
            case FigureBlock { Figure: { } figure, Style: var style }:
                Drawing(BothSizes(figure, Style(style)), figure.Description, FigureCsv.Write(figure));
                break;
            case DiagramBlock { Diagram: { } diagram, Style: var style }:
                Drawing(
                    DiagramSvg.Draw(diagram, Style(style) with { Width = style?.Width ?? Math.Clamp(diagram.Width, 200, 4000) }),
                    diagram.Description,
                    DiagramSvg.Shapes(diagram));
                break;
        }
    }

    private FigureStyle Style(FigureStyle? style)
    {
        _figures++;
        return (style ?? new() { Width = 760 }) with { Id = string.Create(CultureInfo.InvariantCulture, $"figure-{_figures}") };
    }

    /// <summary>A wide figure has a twin for narrow screens, where its text would shrink; the style sheet shows one of them.</summary>
    private static string BothSizes(Figure figure, FigureStyle style)
    {
        string wide = FigureSvg.Draw(figure, style);
        if (style.Width <= NarrowWidth * 1.25) return wide;
        string narrow = FigureSvg.Draw(figure, style with { Id = style.Id + "-narrow", Width = NarrowWidth, PanelHeight = null });
        return $"<div class=\"on-wide\">\n{wide}</div>\n<div class=\"on-narrow\">\n{narrow}</div>\n";
    }

    private void Drawing(string svg, string description, string csv)
    {
        string number = _figures.ToString(CultureInfo.InvariantCulture);
        string data = Convert.ToBase64String(Encoding.UTF8.GetBytes(csv));
        Raw($"<figure>\n{svg}<figcaption>Figure {number}. {Text(RichText.Plain(description))} ");
        Raw(
            $"<a class=\"download\" download=\"figure-{number}.csv\" href=\"data:text/csv;base64,{data}\">Data of the figure "
                + $"(CSV)</a></figcaption>\n</figure>\n");
    }

    private void Table(TableBlock table)
    {
        foreach (ImmutableArray<string> row in table.Rows)
        {
            if (row.Length == table.Columns.Length) continue;
            throw new InvalidInputException(
                "report",
                $"table \"{table.Caption}\"",
                $"a row has {row.Length} cells for {table.Columns.Length} columns",
                "give one cell for each column");
        }

        bool[] numeric = [.. table.Columns.Select((_, c) => table.Rows.Length > 0 && table.Rows.All(row => IsNumber(row[c])))];
        bool folded = table.Rows.Length > table.OpenRows;
        Rows(table.Caption, table, folded ? Math.Min(ShownOfFolded, table.Rows.Length) : table.Rows.Length, numeric);
        if (!folded) return;
        Raw($"<details>\n<summary>All {table.Rows.Length.ToString(CultureInfo.InvariantCulture)} rows</summary>\n");
        Rows("", table, table.Rows.Length, numeric);
        Raw("</details>\n");
    }

    private void Rows(string caption, TableBlock table, int count, bool[] numeric)
    {
        // Beside the box that scrolls, so that a wide table does not take its caption out of sight.
        string id = string.Create(CultureInfo.InvariantCulture, $"table-{++_tables}");
        if (caption.Length > 0) Raw($"<p class=\"caption\" id=\"{id}\">{Text(caption)}</p>\n");
        Raw(caption.Length > 0 ? $"<div class=\"wide\"><table aria-labelledby=\"{id}\">\n" : "<div class=\"wide\"><table>\n");
        Raw("<thead><tr>");
        for (int c = 0; c < table.Columns.Length; c++) Raw($"<th scope=\"col\"{Class(numeric[c])}>{Text(table.Columns[c])}</th>");
        Raw("</tr></thead>\n<tbody>\n");
        foreach (ImmutableArray<string> row in table.Rows.Take(count))
        {
            Raw("<tr>");
            for (int c = 0; c < row.Length; c++) Raw($"<td{Class(numeric[c])}>{Text(row[c])}</td>");
            Raw("</tr>\n");
        }

        Raw("</tbody>\n</table></div>\n");
    }

    private void Facts(string heading, ImmutableArray<Fact> facts)
    {
        if (facts.IsDefaultOrEmpty) return;
        Raw($"<section>\n<h2>{Text(heading)}</h2>\n<div class=\"wide\"><table class=\"facts\">\n<tbody>\n");
        foreach (Fact fact in facts) Raw($"<tr><th scope=\"row\">{Text(fact.Name)}</th><td>{Text(fact.Value)}</td></tr>\n");
        Raw("</tbody>\n</table></div>\n</section>\n");
    }

    private void Paragraphs(string text, string attributes)
    {
        string[] paragraphs = text.Replace("\r\n", "\n", StringComparison.Ordinal).Split(
            "\n\n", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        foreach (string paragraph in paragraphs) Raw($"<p{attributes}>{Text(paragraph)}</p>\n");
    }

    /// <summary>Whether a cell holds a number, perhaps with a sign, a unit of percent, an interval in brackets, or nothing (–).</summary>
    private static bool IsNumber(string cell)
    {
        if (cell.Length == 0 || cell is "–" or "-" or "∞") return true;
        bool hasDigit = false;
        foreach (char c in cell)
        {
            hasDigit |= char.IsAsciiDigit(c);
            if (!char.IsAsciiDigit(c) && !"+-−.,eE%×^[]() –…±/∞<>≤≥ ".Contains(c, StringComparison.Ordinal)) return false;
        }

        return hasDigit;
    }

    private static string Class(bool number) => number ? " class=\"number\"" : "";

    /// <summary>Text for an element; line feeds stay, since commands have them.</summary>
    private static string Text(string text) => string.Join('\n', text.Split('\n').Select(SvgWriter.Escape));

    private void Raw(string text) => _out.Append(text);
}
