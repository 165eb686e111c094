using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Espalier.Lab.Figures;

/// <summary>Where a text stands relative to its point.</summary>
internal enum TextAnchor
{
    Start,
    Middle,
    End,
}

/// <summary>Writes the elements of a drawing. Coordinates have two decimals; every text is escaped.</summary>
internal sealed class SvgWriter
{
    private readonly StringBuilder _out = new();

    public override string ToString() => _out.ToString();

    public static string Number(double value)
    {
        string text = value.ToString("0.##", CultureInfo.InvariantCulture);
        return text == "-0" ? "0" : text;
    }

    /// <summary>Text as it may stand in an element or an attribute; what XML 1.0 forbids becomes U+FFFD.</summary>
    public static string Escape(string text)
    {
        StringBuilder escaped = new(text.Length + 8);
        foreach (Rune rune in text.EnumerateRunes())
        {
            escaped.Append(rune.Value switch
            {
                '<' => "&lt;",
                '>' => "&gt;",
                '&' => "&amp;",
                '"' => "&quot;",
                '\'' => "&#39;",
                '\t' or '\n' or '\r' => " ",
                < 32 or 0xfffe or 0xffff => "\ufffd",
                _ => rune.ToString(),
            });
        }

        return escaped.ToString();
    }

    /// <summary>The root with title, description and style sheet.</summary>
    public void Begin(string id, double width, double height, double shownWidth, string title, string description, FigureTheme theme)
    {
        double shownHeight = height * shownWidth / width;
        Raw($"<svg xmlns=\"http://www.w3.org/2000/svg\" id=\"{id}\" role=\"img\" aria-labelledby=\"{id}-title {id}-desc\"");
        Raw(
            $" width=\"{Number(shownWidth)}\" height=\"{Number(shownHeight)}\" viewBox=\"0 0 {Number(width)} {Number(height)}\"");
        Raw(theme == FigureTheme.Page ? " class=\"drawn\">\n" : " style=\"max-width:100%;height:auto\">\n");
        Raw(
            $"<title id=\"{id}-title\">{Escape(RichText.Plain(title))}</title>\n"
                + $"<desc id=\"{id}-desc\">{Escape(RichText.Plain(description))}</desc>\n");
        if (theme != FigureTheme.Page) Raw($"<style>{Palette.StyleSheet(id, theme)}</style>\n");
        Raw($"<rect class=\"ground\" width=\"{Number(width)}\" height=\"{Number(height)}\"/>\n");
    }

    public void End() => Raw("</svg>\n");

    public void Open(string className) => Raw($"<g class=\"{className}\">\n");

    public void Close() => Raw("</g>\n");

    public void Line(Spot from, Spot to, string className, double width, string? dashes = null) =>
        Raw($"<path class=\"{className}\" stroke-width=\"{Number(width)}\"{Dashes(dashes)} d=\"M{Pair(from)}L{Pair(to)}\"/>\n");

    /// <summary>Joined points; several parts make one path.</summary>
    public void Path(IEnumerable<IReadOnlyList<Spot>> parts, bool closed, string className, string attributes)
    {
        StringBuilder data = new();
        foreach (IReadOnlyList<Spot> part in parts)
        {
            for (int i = 0; i < part.Count; i++) data.Append(i == 0 ? 'M' : 'L').Append(Pair(part[i]));
            if (closed && part.Count > 0) data.Append('Z');
        }

        if (data.Length > 0) Raw($"<path class=\"{className}\"{(attributes.Length > 0 ? " " + attributes : "")} d=\"{data}\"/>\n");
    }

    public void Circle(Spot centre, double radius, string className, string attributes = "") =>
        Raw(
            $"<circle class=\"{className}\" cx=\"{Number(centre.X)}\" cy=\"{Number(centre.Y)}\" "
                + $"r=\"{Number(radius)}\"{(attributes.Length > 0 ? " " + attributes : "")}/>\n");

    public void Rectangle(Box box, string className, string attributes = "") =>
        Raw(
            $"<rect{(className.Length > 0 ? $" class=\"{className}\"" : "")} x=\"{Number(box.Left)}\" y=\"{Number(box.Top)}\" "
                + $"width=\"{Number(Math.Max(0, box.Width))}\" "
                + $"height=\"{Number(Math.Max(0, box.Height))}\"{(attributes.Length > 0 ? " " + attributes : "")}/>\n");

    /// <summary>A line of text whose middle is at the height of the spot.</summary>
    public void Text(
        Spot spot,
        string text,
        double size,
        string className,
        TextAnchor anchor = TextAnchor.Start,
        bool bold = false,
        double turn = 0,
        string attributes = "")
    {
        double baseline = turn == 0 ? spot.Y + (0.35 * size) : spot.Y;
        Raw($"<text class=\"{className}\" x=\"{Number(spot.X)}\" y=\"{Number(baseline)}\" font-size=\"{Number(size)}\"");
        if (anchor != TextAnchor.Start) Raw(anchor == TextAnchor.Middle ? " text-anchor=\"middle\"" : " text-anchor=\"end\"");
        if (bold) Raw(" font-weight=\"600\"");
        if (turn != 0) Raw($" dy=\"{Number(0.35 * size)}\" transform=\"rotate({Number(turn)} {Number(spot.X)} {Number(spot.Y)})\"");
        Raw($"{(attributes.Length > 0 ? " " + attributes : "")}>");
        Runs(RichText.Parse(text), size);
        Raw("</text>\n");
    }

    public void Raw(string text) => _out.Append(text);

    private static string Pair(Spot spot) => Number(spot.X) + " " + Number(spot.Y);

    private static string Dashes(string? dashes) => dashes is null ? "" : $" stroke-dasharray=\"{dashes}\"";

    private void Runs(ImmutableArray<TextRun> runs, double size)
    {
        double raised = 0;
        foreach (TextRun run in runs)
        {
            double wanted = run.Level switch { > 0 => -0.36 * size, < 0 => 0.2 * size, _ => 0 };
            bool plain = run.Level == 0 && raised == 0;
            string text = Escape(run.Text);
            string script = run.Level == 0 ? "" : $" font-size=\"{Number(size * RichText.ScriptScale)}\"";
            Raw(plain ? text : $"<tspan dy=\"{Number(wanted - raised)}\"{script}>{text}</tspan>");
            raised = wanted;
        }
    }
}
