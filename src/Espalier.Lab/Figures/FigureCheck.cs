namespace Espalier.Lab.Figures;

/// <summary>Refuses figures that have no one meaning.</summary>
internal static class FigureCheck
{
    public static void Require(Figure figure)
    {
        if (figure.Panels.IsDefaultOrEmpty) throw Bad(figure, null, "it has no panel", "give at least one");
        if (string.IsNullOrWhiteSpace(figure.Title)) throw Bad(figure, null, "it has no title", "say what it shows");
        long points = 0;
        for (int i = 0; i < figure.Panels.Length; i++)
        {
            string place = Invariant($"panel {i + 1}");
            Axes(figure, figure.Panels[i], place);
            foreach (Trace trace in figure.Panels[i].Traces)
            {
                Lengths(figure, trace, place);
                Fits(figure, figure.Panels[i], trace, place);
                points += trace.Count;
            }
        }

        if (points > Figure.MaxPoints)
            throw Bad(figure, null, $"{points} points are more than {Figure.MaxPoints}", "draw a summary, such as quantiles or a thinned sample");
        if (SeriesSlots.Names(figure).Count > SeriesSlots.Most)
            throw Bad(figure, null, $"more than {SeriesSlots.Most} series cannot be told apart", "split the figure into panels of fewer series");
    }

    /// <summary>Refuses a value that is out of range.</summary>
    public static void Demand(string source, bool met, string place, string remedy)
    {
        if (!met) throw new InvalidInputException(source, place, "the value is out of range", remedy);
    }

    private static void Axes(Figure figure, Panel panel, string place)
    {
        foreach (Axis axis in (Axis[])[panel.X, panel.Y])
        {
            string where = $"{place}, axis \"{axis.Label}\"";
            foreach (double end in ((double?[])[axis.Low, axis.High]).OfType<double>())
            {
                if (!(Math.Abs(end) <= AxisFrame.Largest) || (axis.IsLogarithmic && end < 1 / AxisFrame.Largest))
                    throw Bad(
                        figure, where, $"the end {end} cannot be shown", axis.IsLogarithmic ? "give a positive number" : "give a finite number");
            }

            if (axis is { Low: { } low, High: { } high }
                && !(high - low > Math.Max(AxisFrame.Resolution * Math.Max(Math.Abs(low), Math.Abs(high)), 1 / AxisFrame.Largest)))
                throw Bad(figure, where, $"the range {low} … {high} has no width", "make the upper end larger than the lower");
            if (axis.Scale == AxisScale.Categories && axis.Categories.IsDefaultOrEmpty)
                throw Bad(figure, where, "it has no categories", "name at least one");
        }
    }

    private static void Lengths(Figure figure, Trace trace, string place)
    {
        ReadOnlySpan<int> lengths = trace.Lengths();
        if (lengths.Length > 0 && lengths.ContainsAnyExcept(lengths[0]))
            throw Bad(
                figure,
                $"{place}, {trace.Kind} \"{trace.Series}\"",
                $"its columns have {string.Join(", ", lengths.ToArray())} values",
                "give as many of each");
    }

    private static void Fits(Figure figure, Panel panel, Trace trace, string place)
    {
        string where = $"{place}, {trace.Kind} \"{trace.Series}\"";
        if (trace is BarTrace && panel.X.Scale != AxisScale.Categories)
            throw Bad(figure, where, "bars need categories on the horizontal axis", "use Axis.Of(label, names)");
        if (trace is BarTrace bars && bars.Count != panel.X.Categories.Length)
            throw Bad(figure, where, $"{bars.Count} bars for {panel.X.Categories.Length} categories", "give one value for each category");
        if (trace is HeatMapTrace map)
        {
            if (panel.X.Scale != AxisScale.Categories || panel.Y.Scale != AxisScale.Categories)
                throw Bad(figure, where, "a heat map needs categories on both axes", "use Axis.Of(label, names)");
            bool shaped = panel.X.Categories.Length == map.Columns
                && (long)panel.X.Categories.Length * panel.Y.Categories.Length == map.Values.Length;
            if (!shaped || map.Columns < 1)
                throw Bad(figure, where, $"{map.Values.Length} values do not fill the categories of both axes", "give one value for each pair");
            if (panel.Traces.OfType<HeatMapTrace>().Count() > 1)
                throw Bad(figure, where, "a panel holds one heat map", "use a panel for each");
        }
    }

    private static InvalidInputException Bad(Figure figure, string? place, InvariantText problem, InvariantText remedy) =>
        new($"figure \"{figure.Title}\"", place, problem, remedy);
}
