using Espalier.Lab.Storage;

namespace Espalier.Lab.Figures;

/// <summary>Draws diagrams as SVG, in the manner of figures.</summary>
public static class DiagramSvg
{
    private const double Slack = 1e-9;

    /// <summary>The drawing as the text of an SVG file; of the style, width (null style: the diagram's own), theme and identifier count.</summary>
    public static string Draw(Diagram diagram, FigureStyle? style = null)
    {
        style?.Require();
        Require(diagram);
        string id = style?.Id ?? FigureSvg.Identifier(diagram.Title + Shapes(diagram) + style);
        SvgWriter svg = new();
        svg.Begin(
            id, diagram.Width, diagram.Height, style?.Width ?? diagram.Width, diagram.Title, diagram.Description, style?.Theme ?? FigureTheme.Auto);
        bool isPart = style?.Theme == FigureTheme.Page;
        foreach (DiagramShape shape in diagram.Shapes) Write(svg, shape, isPart);
        svg.End();
        return svg.ToString();
    }

    /// <summary>The shapes as comma-separated values: kind, tone, left, top, right, bottom, text.</summary>
    public static string Shapes(Diagram diagram)
    {
        CsvText csv = new();
        csv.Row("kind", "tone", "left", "top", "right", "bottom", "text");
        foreach (DiagramShape shape in diagram.Shapes)
        {
            (double left, double top, double right, double bottom) = shape.Extent;
            string text = shape switch { NodeShape node => node.Text, TextShape note => note.Text, _ => "" };
            csv.Row(shape.Kind, $"{shape.Tone}", CsvText.Number(left), CsvText.Number(top), CsvText.Number(right), CsvText.Number(bottom), text);
        }

        return csv.ToString();
    }

    private static void Require(Diagram diagram)
    {
        if (!(diagram.Width is >= 10 and <= 10_000) || !(diagram.Height is >= 10 and <= 10_000))
            throw Bad(diagram, null, $"{diagram.Width} × {diagram.Height} is no size for a drawing", "use 10 to 10000");
        for (int i = 0; i < diagram.Shapes.Length; i++)
        {
            if (diagram.Shapes[i] is OutlineShape outline && (outline.X.Length != outline.Y.Length || outline.X.Length < 2))
                throw Bad(
                    diagram,
                    Invariant($"shape {i + 1}"),
                    $"{outline.X.Length} x and {outline.Y.Length} y are no outline",
                    "give at least two points");
            (double left, double top, double right, double bottom) = diagram.Shapes[i].Extent;
            bool inside = left >= -Slack && top >= -Slack && right <= diagram.Width + Slack && bottom <= diagram.Height + Slack;
            if (!inside)
                throw Bad(
                    diagram,
                    Invariant($"shape {i + 1}, {diagram.Shapes[i].Kind}"),
                    "it reaches beyond the drawing",
                    "move it or enlarge the drawing");
        }
    }

    private static InvalidInputException Bad(Diagram diagram, string? place, InvariantText problem, InvariantText remedy) =>
        new($"diagram \"{diagram.Title}\"", place, problem, remedy);

    /// <summary>A page forbids styles inside its text: what is a part of one has classes instead.</summary>
    private static void Write(SvgWriter svg, DiagramShape shape, bool isPart)
    {
        switch (shape)
        {
            case EdgeShape edge: Edge(svg, edge); break;
            case NodeShape node: Node(svg, node, isPart); break;
            case OutlineShape outline: Outline(svg, outline); break;
            case TextShape text: Text(svg, text, isPart); break;
        }
    }

    private static void Node(SvgWriter svg, NodeShape node, bool isPart)
    {
        Spot centre = new(node.X, node.Y);
        svg.Circle(centre, node.Radius, node.Filled ? Fill(node.Tone) : "ground");
        svg.Circle(centre, node.Radius, Line(node.Tone), $"stroke-width=\"1.3\"{Dash(node.Dashed)}");
        if (node.Text.Length == 0) return;
        double size = Math.Min(13, 1.7 * node.Radius * 13 / Math.Max(13, TextMetrics.Width(node.Text, 13)));
        string ink = node.Filled ? "ground" : node.Tone == Tone.Faint ? "soft" : "ink";
        svg.Text(centre, node.Text, size, Class(ink, true, isPart), TextAnchor.Middle, attributes: Formula(!isPart));
    }

    private static void Edge(SvgWriter svg, EdgeShape edge)
    {
        (Spot from, Spot to) = (new(edge.FromX, edge.FromY), new(edge.ToX, edge.ToY));
        double length = Math.Max(1e-6, Math.Sqrt(((to.X - from.X) * (to.X - from.X)) + ((to.Y - from.Y) * (to.Y - from.Y))));
        (double dx, double dy) = ((to.X - from.X) / length, (to.Y - from.Y) / length);
        double head = 4 + (1.8 * edge.Stroke);
        Spot neck = edge.Arrow ? new(to.X - (0.8 * head * dx), to.Y - (0.8 * head * dy)) : to;
        svg.Line(from, neck, Line(edge.Tone), edge.Stroke, edge.Dashed ? "4 3" : null);
        if (!edge.Arrow) return;
        Spot foot = new(to.X - (head * dx), to.Y - (head * dy));
        double half = 0.42 * head;
        svg.Path(
            [(Spot[])[to, new(foot.X - (half * dy), foot.Y + (half * dx)), new(foot.X + (half * dy), foot.Y - (half * dx))]],
            true,
            Fill(edge.Tone),
            "");
    }

    private static void Outline(SvgWriter svg, OutlineShape outline)
    {
        Spot[] spots = [.. outline.X.Zip(outline.Y, (x, y) => new Spot(x, y))];
        if (outline.Closed) svg.Path([spots], true, Fill(outline.Tone), "fill-opacity=\"0.12\"");
        svg.Path(
            [spots],
            outline.Closed,
            Line(outline.Tone),
            $"stroke-width=\"{SvgWriter.Number(outline.Stroke)}\" stroke-linejoin=\"round\"{Dash(outline.Dashed)}");
    }

    private static void Text(SvgWriter svg, TextShape text, bool isPart) =>
        svg.Text(
            new(text.X, text.Y),
            text.Text,
            text.Size,
            Class(text.Halo ? Fill(text.Tone) + " halo" : Fill(text.Tone), text.Formula, isPart),
            text.Anchor,
            text.Bold,
            attributes: (text.Halo ? "stroke-width=\"5\" " : "") + Formula(text.Formula && !isPart));

    private static string Class(string name, bool isFormula, bool isPart) => isFormula && isPart ? $"{name} formula" : name;

    private static string Formula(bool set) =>
        set ? "style=\"font-family:'STIX Two Text','Times New Roman','Liberation Serif',serif;font-style:italic\"" : "";

    private static string Dash(bool dashed) => dashed ? " stroke-dasharray=\"4 3\"" : "";

    private static string Fill(Tone tone) => tone switch
    {
        Tone.Ink => "ink",
        Tone.Soft => "soft",
        Tone.Faint => "void",
        Tone.Ground => "ground",
        _ => Invariant($"fill-{(int)tone - (int)Tone.First}"),
    };

    private static string Line(Tone tone) => tone switch
    {
        Tone.Ink => "line-ink",
        Tone.Soft => "line-soft",
        Tone.Faint or Tone.Ground => "line-void",
        _ => Invariant($"line-{(int)tone - (int)Tone.First}"),
    };
}
