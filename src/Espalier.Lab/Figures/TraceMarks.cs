using System.Globalization;

namespace Espalier.Lab.Figures;

/// <summary>Turns the traces of a panel into shapes on its plot.</summary>
internal sealed class TraceMarks(PanelData data, Box plot, SeriesSlots slots, FigureMetrics metrics)
{
    private const int Crowd = 200;
    private readonly List<Mark> _marks = [];

    public IReadOnlyList<Mark> All()
    {
        foreach (TraceData trace in data.Traces.OrderBy(trace => trace.Trace is ReferenceTrace or AnnotationTrace))
        {
            switch (trace.Trace)
            {
                case HeatMapTrace map: HeatMap(map, trace); break;
                case BandTrace band: Band(band, trace); break;
                case BarTrace bars: Bars(bars, trace); break;
                case LineTrace line: Line(line, trace); break;
                case ScatterTrace: Points(trace, Drawn(trace)); break;
                case ErrorBarTrace errors: ErrorBars(errors, trace); break;
                case ReferenceTrace reference when trace.Drawn(0): Reference(reference); break;
                case AnnotationTrace note when trace.Drawn(0): Annotation(note); break;
            }
        }

        if (data.IsEmpty) _marks.Add(new TextMark(new(plot.MiddleX, plot.MiddleY), "no data", metrics.Label, TextAnchor.Middle, "soft"));
        return _marks;
    }

    public Spot Place(double x, double y) => new(PlaceX(x), PlaceY(y));

    private double PlaceX(double x) => plot.Left + (plot.Width * data.X.Share(x));

    private double PlaceY(double y) => plot.Bottom - (plot.Height * data.Y.Share(y));

    private double InY(double y) => Math.Clamp(PlaceY(y), plot.Top, plot.Bottom);

    private IEnumerable<Spot> Drawn(TraceData trace)
    {
        for (int i = 0; i < trace.Trace.Count; i++)
        {
            if (trace.Drawn(i) && trace.Trace.Row(i) is { X: { } x, Y: { } y }) yield return Place(x, y);
        }
    }

    private void Points(TraceData trace, IEnumerable<Spot> drawn)
    {
        List<Spot> spots = Thinning.Points(drawn.Where(plot.Grow(0.01).Contains));
        bool crowded = spots.Count > Crowd;
        _marks.Add(new PointsMark(spots, slots[trace.Trace.Series], crowded ? 0.55 * metrics.Marker : metrics.Marker, crowded));
    }

    private void Line(LineTrace line, TraceData trace)
    {
        List<IReadOnlyList<Spot>> parts = [];
        List<Spot> alone = [];
        foreach (List<int> run in Runs(trace))
        {
            List<Spot> spots = [.. run.Select(i => Place(line.X[i], line.Y[i]))];
            if (spots.Count == 1) alone.Add(spots[0]);
            Visible(Thinning.Curve(spots), parts);
        }

        _marks.Add(new CurveMark(parts, slots[line.Series], metrics.Stroke));
        // A point with no neighbour makes no line, and would not be seen.
        if (line.Markers) Points(trace, Drawn(trace));
        else if (alone.Count > 0) Points(trace, alone);
    }

    /// <summary>The runs of rows that are drawn: a row that is not breaks the curve.</summary>
    private static IEnumerable<List<int>> Runs(TraceData trace)
    {
        List<int> run = [];
        for (int i = 0; i < trace.Trace.Count; i++)
        {
            if (trace.Drawn(i)) run.Add(i);
            if (trace.Drawn(i) && i + 1 < trace.Trace.Count) continue;
            if (run.Count > 0) yield return run;
            run = [];
        }
    }

    private void Visible(List<Spot> curve, List<IReadOnlyList<Spot>> parts)
    {
        List<Spot> part = [];
        for (int i = 1; i < curve.Count; i++)
        {
            if (Clipping.Segment(curve[i - 1], curve[i], plot) is not { } seen) continue;
            if (part.Count > 0 && part[^1] != seen.From)
            {
                parts.Add(part);
                part = [];
            }

            if (part.Count == 0) part.Add(seen.From);
            part.Add(seen.To);
        }

        if (part.Count > 0) parts.Add(part);
    }

    private void Band(BandTrace band, TraceData trace)
    {
        List<IReadOnlyList<Spot>> parts = [];
        foreach (List<int> run in Runs(trace))
        {
            List<Spot> upper = Thinning.Curve([.. run.Select(i => Place(band.X[i], band.Upper[i]))]);
            List<Spot> lower = Thinning.Curve([.. run.Select(i => Place(band.X[i], band.Lower[i]))]);
            lower.Reverse();
            List<Spot> seen = Clipping.Polygon([.. upper, .. lower], plot);
            if (seen.Count > 2) parts.Add(seen);
        }

        _marks.Add(new AreaMark(parts, slots[band.Series]));
    }

    private void ErrorBars(ErrorBarTrace errors, TraceData trace)
    {
        List<(Spot, Spot)> segments = [];
        for (int i = 0; i < errors.Count; i++)
        {
            if (trace.Drawn(i)) Whisker(segments, PlaceX(errors.X[i]), errors.Lower[i], errors.Upper[i]);
        }

        _marks.Add(new WhiskerMark(segments, Invariant($"line-{slots[errors.Series].Colour}"), 0.75 * metrics.Stroke));
        Points(trace, Drawn(trace));
    }

    /// <summary>An upright stroke with a cap at each end that lies inside the plot.</summary>
    private void Whisker(List<(Spot, Spot)> segments, double x, double lower, double upper)
    {
        (double bottom, double top) = (InY(lower), InY(upper));
        segments.Add((new(x, bottom), new(x, top)));
        double cap = 0.8 * metrics.Marker;
        foreach ((double end, double y) in (ReadOnlySpan<(double, double)>)[(lower, bottom), (upper, top)])
        {
            bool shown = double.IsFinite(end) && Math.Abs(PlaceY(end) - y) < 0.01 && (!data.Panel.Y.IsLogarithmic || end > 0);
            if (shown) segments.Add((new(Math.Max(plot.Left, x - cap), y), new(Math.Min(plot.Right, x + cap), y)));
        }
    }

    private void Bars(BarTrace bars, TraceData trace)
    {
        BarTrace[] group = [.. data.Panel.Traces.OfType<BarTrace>()];
        int place = Array.FindIndex(group, other => ReferenceEquals(other, bars));
        double room = plot.Width / data.Panel.X.Categories.Length;
        double width = 0.78 * room / group.Length;
        double gap = Math.Min(1.2 * metrics.Unit, 0.15 * width);
        double ground = InY(data.Panel.Y.IsLogarithmic ? double.NegativeInfinity : 0);
        List<Box> boxes = [];
        List<(Spot, Spot)> segments = [];
        for (int i = 0; i < bars.Count; i++)
        {
            if (!trace.Drawn(i)) continue;
            double left = plot.Left + (room * (i + 0.11)) + (place * width);
            double y = InY(bars.Y[i]);
            boxes.Add(new(left + (0.5 * gap), Math.Min(y, ground), left + width - (0.5 * gap), Math.Max(y, ground)));
            if (bars.HasIntervals) Whisker(segments, left + (0.5 * width), bars.Lower[i], bars.Upper[i]);
        }

        _marks.Add(new BoxesMark(boxes, slots[bars.Series]));
        if (ground < plot.Bottom - 1) _marks.Add(new WhiskerMark([(new(plot.Left, ground), new(plot.Right, ground))], "axis", metrics.Hairline));
        if (segments.Count > 0) _marks.Add(new WhiskerMark(segments, "line-ink", 0.7 * metrics.Stroke));
    }

    private void HeatMap(HeatMapTrace map, TraceData trace)
    {
        HeatScale scale = HeatScale.Of(map, trace);
        (double width, double height) = (plot.Width / map.Columns, plot.Height / (map.Count / map.Columns));
        string[] texts = [.. map.Values.Select(ValueText)];
        bool written = map.ShowValues && metrics.Tick < 0.8 * height
            && texts.Where((_, i) => trace.Drawn(i)).All(text => TextMetrics.Width(text, metrics.Tick) < 0.94 * width);
        for (int i = 0; i < map.Count; i++)
        {
            (int column, int row) = (i % map.Columns, i / map.Columns);
            Box cell = Box.At(plot.Left + (column * width), plot.Bottom - ((row + 1) * height), width, height);
            double? share = trace.Drawn(i) ? scale.Share(map.Values[i]) : null;
            _marks.Add(new CellMark(cell, share is { } s ? ColourMap.At(s) : null));
            if (written && share is { } shown)
                _marks.Add(
                    new TextMark(
                        new(cell.MiddleX, cell.MiddleY),
                        texts[i],
                        metrics.Tick,
                        TextAnchor.Middle,
                        "value",
                        $"fill=\"{(ColourMap.IsBright(shown) ? "#000" : "#fff")}\""));
        }
    }

    /// <summary>Three digits, with a power of ten where many zeros would stand.</summary>
    private static string ValueText(double value)
    {
        string text = value.ToString("G3", CultureInfo.InvariantCulture);
        int exponent = text.IndexOf('E', StringComparison.Ordinal);
        if (exponent < 0) return text.Replace('-', '−');
        int power = int.Parse(text.AsSpan(exponent + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        return $"{text[..exponent].Replace('-', '−')}×10^{{{LinearTicks.Minus(power)}}}";
    }

    private void Reference(ReferenceTrace reference)
    {
        double share = (reference.IsVertical ? data.X : data.Y).Share(reference.Value);
        if (share is < 0 or > 1) return;
        Spot foot = reference.IsVertical ? new(PlaceX(reference.Value), plot.Bottom) : new(plot.Left, PlaceY(reference.Value));
        Spot to = reference.IsVertical ? foot with { Y = plot.Top } : foot with { X = plot.Right };
        RuleMark rule = new(foot, to, metrics.Hairline);
        if (reference.Label.Length > 0) _marks.Add(FreeLabel(reference, to));
        _marks.Insert(0, rule);
    }

    /// <summary>
    /// The label at the first of the four places along its line where it stands inside the plot and on no data; where there is none, on no
    /// other text.
    /// </summary>
    private TextMark FreeLabel(ReferenceTrace reference, Spot end)
    {
        double step = 0.75 * metrics.Tick;
        double side = 0.4 * step;
        string label = RichText.Shorten(reference.Label, metrics.Tick, plot.Width - step);
        (Spot Spot, TextAnchor Anchor)[] places = reference.IsVertical
            ? [(new(end.X + side, plot.Top + step), TextAnchor.Start), (new(end.X - side, plot.Top + step), TextAnchor.End),
                (new(end.X + side, plot.Bottom - step), TextAnchor.Start), (new(end.X - side, plot.Bottom - step), TextAnchor.End)]
            : [(new(plot.Right - side, end.Y - step), TextAnchor.End), (new(plot.Right - side, end.Y + step), TextAnchor.End),
                (new(plot.Left + side, end.Y - step), TextAnchor.Start), (new(plot.Left + side, end.Y + step), TextAnchor.Start)];
        TextMark[] labels = [.. places.Select(place => Haloed(place.Spot, label, place.Anchor, "soft")).Where(mark => Within(mark.Bounds))];
        return Array.Find(labels, mark => !_marks.Any(other => other.Touches(mark.Bounds)))
            ?? Array.Find(labels, mark => !_marks.OfType<TextMark>().Any(other => other.Touches(mark.Bounds)))
            ?? labels.FirstOrDefault()
            ?? Haloed(new(plot.Left + side, Math.Clamp(end.Y + step, plot.Top + step, plot.Bottom - step)), label, TextAnchor.Start, "soft");
    }

    private bool Within(Box box) => box.Left >= plot.Left && box.Right <= plot.Right && box.Top >= plot.Top - 1 && box.Bottom <= plot.Bottom + 1;

    private void Annotation(AnnotationTrace note)
    {
        Spot spot = Place(note.X, note.Y);
        if (!plot.Grow(0.01).Contains(spot)) return;
        double away = metrics.Marker + (0.75 * metrics.Tick);
        string text = RichText.Shorten(note.Text, metrics.Tick, plot.Width);
        double half = 0.5 * TextMetrics.Width(text, metrics.Tick);

        // Written around its middle, so that it can be pushed back into the plot.
        Spot middle = note.Side switch
        {
            TextSide.Above => spot with { Y = spot.Y - away },
            TextSide.Below => spot with { Y = spot.Y + away },
            TextSide.Left => spot with { X = spot.X - half - (2 * metrics.Marker) },
            _ => spot with { X = spot.X + half + (2 * metrics.Marker) },
        };
        double edge = 0.65 * metrics.Tick;
        middle = new(Between(middle.X, plot.Left + half, plot.Right - half), Between(middle.Y, plot.Top + edge, plot.Bottom - edge));
        _marks.Add(Haloed(middle, text, TextAnchor.Middle, "ink"));
    }

    private TextMark Haloed(Spot spot, string text, TextAnchor anchor, string className) =>
        new(spot, text, metrics.Tick, anchor, className + " halo", $"stroke-width=\"{SvgWriter.Number(3 * metrics.Unit)}\"");

    private static double Between(double value, double low, double high) => low > high ? 0.5 * (low + high) : Math.Clamp(value, low, high);
}
