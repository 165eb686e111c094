namespace Espalier.Lab.Figures;

/// <summary>A shape in its final place. It knows what it covers, so that legends keep clear, and how it is written.</summary>
internal abstract record Mark
{
    public abstract bool Touches(Box box);

    public abstract void Write(SvgWriter svg);
}

internal sealed record CurveMark(IReadOnlyList<IReadOnlyList<Spot>> Parts, SeriesLook Look, double Stroke) : Mark
{
    public override bool Touches(Box box)
    {
        foreach (IReadOnlyList<Spot> part in Parts)
        {
            for (int i = 1; i < part.Count; i++)
            {
                if (Clipping.Segment(part[i - 1], part[i], box) is not null) return true;
            }
        }

        return false;
    }

    public override void Write(SvgWriter svg)
    {
        string dashes = Look.DashArray(Stroke / 1.6) is { } array ? $" stroke-dasharray=\"{array}\"" : "";
        svg.Path(Parts, false, Invariant($"line-{Look.Colour}"), $"stroke-width=\"{SvgWriter.Number(Stroke)}\" stroke-linejoin=\"round\"{dashes}");
    }
}

internal sealed record AreaMark(IReadOnlyList<IReadOnlyList<Spot>> Parts, SeriesLook Look) : Mark
{
    public override bool Touches(Box box) => Parts.Any(part => Clipping.Polygon([.. part], box).Count > 0);

    public override void Write(SvgWriter svg) => svg.Path(Parts, true, Invariant($"fill-{Look.Colour}"), "fill-opacity=\"0.2\"");
}

internal sealed record PointsMark(IReadOnlyList<Spot> Spots, SeriesLook Look, double Radius, bool Crowded) : Mark
{
    public override bool Touches(Box box) => Spots.Any(box.Grow(MarkerShape.Reach * Radius).Contains);

    public override void Write(SvgWriter svg) => MarkerShape.Write(svg, Spots, Look, Radius, Crowded);
}

internal sealed record WhiskerMark(IReadOnlyList<(Spot From, Spot To)> Segments, string ClassName, double Stroke) : Mark
{
    public override bool Touches(Box box) => Segments.Any(s => Clipping.Segment(s.From, s.To, box) is not null);

    public override void Write(SvgWriter svg) =>
        svg.Path(Segments.Select(s => (Spot[])[s.From, s.To]), false, ClassName, $"stroke-width=\"{SvgWriter.Number(Stroke)}\"");
}

internal sealed record BoxesMark(IReadOnlyList<Box> Boxes, SeriesLook Look) : Mark
{
    public override bool Touches(Box box) => Boxes.Any(box.Overlaps);

    public override void Write(SvgWriter svg)
    {
        foreach (Box box in Boxes) svg.Rectangle(box, Invariant($"fill-{Look.Colour}"));
    }
}

/// <summary>A cell of a heat map; a colour of null stands for a value that cannot be shown.</summary>
internal sealed record CellMark(Box Cell, string? Colour) : Mark
{
    public override bool Touches(Box box) => Cell.Overlaps(box);

    public override void Write(SvgWriter svg) =>
        svg.Rectangle(Cell, Colour is null ? "void" : "", Colour is null ? "" : $"fill=\"{Colour}\" shape-rendering=\"crispEdges\"");
}

internal sealed record RuleMark(Spot From, Spot To, double Stroke) : Mark
{
    public override bool Touches(Box box) => Clipping.Segment(From, To, box) is not null;

    public override void Write(SvgWriter svg) =>
        svg.Line(From, To, "line-soft", Stroke, $"{SvgWriter.Number(4 * Stroke)} {SvgWriter.Number(3 * Stroke)}");
}

internal sealed record TextMark(Spot Spot, string Text, double Size, TextAnchor Anchor, string ClassName, string Attributes = "") : Mark
{
    public Box Bounds
    {
        get
        {
            double width = TextMetrics.Width(Text, Size);
            double left = Anchor switch { TextAnchor.Start => Spot.X, TextAnchor.Middle => Spot.X - (0.5 * width), _ => Spot.X - width };
            return Box.At(left, Spot.Y - (0.65 * Size), width, 1.3 * Size);
        }
    }

    public override bool Touches(Box box) => Bounds.Overlaps(box);

    public override void Write(SvgWriter svg) => svg.Text(Spot, Text, Size, ClassName, Anchor, attributes: Attributes);
}
