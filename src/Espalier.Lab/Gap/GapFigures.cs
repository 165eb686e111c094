using System.Collections.Immutable;
using Espalier.Lab.Experiments.Gap;
using Espalier.Lab.Figures;

namespace Espalier.Lab.Gap;

/// <summary>The figures of the gap.</summary>
public static class GapFigures
{
    /// <summary>The name of the bound's line.</summary>
    private const string ProvenName = "neuron pruning, proven lower bound";

    /// <summary>Hardly a neuron: no curve goes there.</summary>
    private const double Low = 2.5;

    /// <summary>For several panels side by side.</summary>
    public static FigureStyle Wide { get; } = new() { Width = 900, PanelHeight = 300 };

    /// <summary>The main figure: removing weights against removing neurons, in up to three dimensions.</summary>
    public static Figure Main(GapTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        int[] dimensions = [.. table.Dimensions];
        if (dimensions.Length > 3) dimensions = [dimensions[0], dimensions[dimensions.Length / 2], dimensions[^1]];
        GapMethod[] methods = [
            .. ((string[])[GapMethod.Weights, GapMethod.Neurons, GapMethod.WeightsAxis, GapMethod.WeightsOpen,
            GapMethod.NeuronsRelu]).Select(GapMethod.Find)];
        double top = Top(table, methods);
        ImmutableArray<Panel> panels = [.. dimensions.Select(d => Panel(table, d, top, methods, Excluded(table, d)))];
        bool isShaded = panels.Any(panel => panel.Traces.OfType<BandTrace>().Any());
        bool hasBars = panels.Any(panel => panel.Traces.OfType<ErrorBarTrace>().Any());
        return new()
        {
            Title = "Pruning a random network to one ReLU neuron: weights or whole neurons?",
            Description = "Hidden neurons that a random parent needs so that pruning succeeds with probability one half, against the "
                + "accuracy 1/ε. With a ReLU behind the output removing weights costs a logarithm of it for every target, without one only "
                + "for targets along an axis; removing whole neurons costs a power in both: measured as far as searches reach"
                + (isShaded ? ", and without that ReLU proven to fail with probability at least one half in the shaded area, which grows "
                    + "like ε to the power 1 − d and goes on above the figure. " : ". ")
                + (
                    hasBars
                        ? "Bars are 95 % intervals; where a width is an upper bound, its bar reaches down to what is excluded."
                        : "There are too few draws for intervals."),
            Panels = panels,
        };
    }

    /// <summary>Every method and every scaled bound, one panel for each dimension.</summary>
    public static Figure Everything(GapTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        ScaledBounds scaled = ScaledBounds.Of(table);
        double top = Top(table, GapMethod.All);
        return new()
        {
            Title = "All methods and bounds",
            Description = $"As in the main figure, with the references and with bounds scaled to stated constants: {scaled.Description}.",
            Panels = [.. table.Dimensions.Select(d => Panel(table, d, top, GapMethod.All, [Proven(table, d), .. scaled.Lines(table, d)]))],
        };
    }

    /// <summary>What somebody wants to see of it.</summary>
    /// <exception cref="InvalidInputException">Nothing is chosen.</exception>
    public static Figure Chosen(GapTable table, GapChoice choice)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(choice);
        GapMethod[] methods = [.. table.Methods.Where(choice.Methods.Contains)];
        int[] dimensions = [.. table.Dimensions.Where(choice.Dimensions.Contains)];
        if (methods.Length == 0 || dimensions.Length == 0)
            throw new InvalidInputException("gap", null, "nothing of it is chosen", "switch a method and a dimension on");
        double top = Top(table, methods);
        ScaledBounds? scaled = choice.HasScaled ? ScaledBounds.Of(table) : null;
        return new()
        {
            Title = "Pruning a random network to one ReLU neuron",
            Description = "Hidden neurons that a random parent needs so that pruning succeeds with probability one half, against the accuracy "
                + "1/ε. Bars are 95 % intervals; where a width is an upper bound, its bar reaches down to what is excluded."
                + (choice.HasProven ? " In the shaded areas success is proven to have a probability of at most one half." : "")
                + (scaled is null ? "" : $" Scaled bounds have no constant of their own: {scaled.Description}."),
            Panels =
            [
                .. dimensions.Select(d => Panel(
                    table,
                    d,
                    top,
                    methods,
                    [
                        .. choice.HasProven ? Excluded(table, methods, d) : [],
                        .. scaled?.Lines(table, d) ?? [],
                    ])),
            ],
        };
    }

    /// <summary>Width against dimension at fixed tolerances; null where no tolerance has a median in three dimensions.</summary>
    public static Figure? InDimension(GapTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        GapMethod[] methods = [
            .. ((string[])[GapMethod.Neurons, GapMethod.Weights]).Select(GapMethod.Find).Where(method => Levels(table, method).Any()),
        ];
        return methods.Length == 0 ? null : new()
        {
            Title = "How the width grows with the dimension",
            Description =
                "Hidden neurons at success one half against d at fixed ε. On these axes a power of d is a straight line; bars are 95 % intervals.",
            Panels = [.. methods.Select(method => DimensionPanel(table, method))],
        };
    }

    private static Panel Panel(GapTable table, int dimension, double top, IEnumerable<GapMethod> methods, IEnumerable<Trace> bounds) => new()
    {
        Title = Invariant($"d = {dimension}"),
        X = new("1/ε", AxisScale.Log10) { Low = 1, High = 1 / Smallest(table) },
        Y = new("hidden neurons at success ½", AxisScale.Log10) { Low = 1, High = top },
        Traces = [.. methods.SelectMany(method => Medians(method.Title, table.Curve(method, dimension), point => 1 / point.Epsilon)), .. bounds],
    };

    private static double Smallest(GapTable table) => table.Points.Select(point => point.Epsilon).DefaultIfEmpty(0.1).Min();

    /// <summary>
    /// One height for all panels, so that they can be compared: two decades above what was measured. What is proven of neurons goes on far
    /// above that, and would press everything else to the ground.
    /// </summary>
    private static double Top(GapTable table, IEnumerable<GapMethod> methods) => Math.Pow(10, 2 + Math.Ceiling(Math.Log10(
        table.Points.Where(point => methods.Contains(point.Method)).Select(point => point.Upper ?? point.Width ?? 1).DefaultIfEmpty(10).Max())));

    /// <summary>
    /// The medians of a series with their intervals, if there are draws enough; an upper end beyond the widest parent runs to the edge.
    /// </summary>
    private static IEnumerable<Trace> Medians(string name, IEnumerable<GapPoint> series, Func<GapPoint, double> place)
    {
        GapPoint[] known = [.. series.Where(point => point.Width is not null)];
        if (known.Length == 0) yield break;
        ErrorBarTrace bars = Intervals(name, known, place);
        yield return new LineTrace(name, [.. known.Select(place)],
            [.. known.Select(point => point.Width!.Value)])
        { Markers = bars.Count < known.Length, Notes = [.. known.Select(Note)] };
        if (bars.Count > 0) yield return bars;
    }

    /// <summary>The medians that have an interval; five draws or fewer bound no median.</summary>
    internal static ErrorBarTrace Intervals(string name, IEnumerable<GapPoint> points, Func<GapPoint, double> place)
    {
        GapPoint[] bounded = [.. points.Where(point => point.Lower is not null)];
        return new(
            name,
            [.. bounded.Select(place)],
            [.. bounded.Select(point => point.Width!.Value)],
            [.. bounded.Select(point => point.Lower!.Value)],
            [.. bounded.Select(point => point.Upper ?? double.PositiveInfinity)])
        { Notes = [.. bounded.Select(Note)] };
    }

    /// <summary>What a reader is told of a point.</summary>
    private static string Note(GapPoint point) =>
        Invariant($"{point.Method.Title}, d = {point.Dimension}, ε = {GapText.Epsilon(point.Epsilon)}: {GapText.Width(point)} neurons")
        + (point.Lower is { } lower ? $", interval {GapText.Number(lower)} to {(point.Upper is { } upper ? GapText.Number(upper) : "?")}" : "")
        + Invariant($", {point.Count} draws");

    private static IEnumerable<Trace> Excluded(GapTable table, int dimension) =>
        Excluded(table, GapMethod.Find(GapMethod.Neurons), dimension, "neurons: proven to fail");

    /// <summary>The areas of several methods; one word serves them all.</summary>
    private static IEnumerable<Trace> Excluded(GapTable table, GapMethod[] methods, int dimension)
    {
        bool isSaid = false;
        foreach (Trace trace in methods.SelectMany(method => Excluded(table, method, dimension, "proven to fail")))
        {
            if (trace is not AnnotationTrace || !isSaid) yield return trace;
            isSaid |= trace is AnnotationTrace;
        }
    }

    /// <summary>The area below the bound of a method, in its colour, with a word at its foot, below what was measured.</summary>
    private static IEnumerable<Trace> Excluded(GapTable table, GapMethod method, int dimension, string word)
    {
        LineTrace bound = Proven(table, method, dimension);
        (double X, double Y)[] line = [.. bound.X.Zip(bound.Y).Where(point => !double.IsNaN(point.Second))];
        if (line.Length < 2) yield break;
        ImmutableArray<double> inverse = [.. line.Select(point => point.X)];
        ImmutableArray<double> widths = [.. line.Select(point => point.Y)];
        yield return new BandTrace(method.Title, inverse, [.. widths.Select(_ => 1.0)], widths);
        yield return new LineTrace(method.Title, inverse, widths);
        yield return new AnnotationTrace(line[line.Length * 2 / 3].X, Low, word);
    }

    private static LineTrace Proven(GapTable table, int dimension) => Proven(table, GapMethod.Find(GapMethod.Neurons), dimension);

    private static LineTrace Proven(GapTable table, GapMethod method, int dimension)
    {
        double[] grid = Grid(table);
        return new(
            ProvenName,
            [.. grid],
            [.. grid.Select(inverse => GapBounds.Proven(method, dimension, 1 / inverse)).Select(width => width >= 1 ? width : double.NaN)]);
    }

    /// <summary>Values of 1/ε for lines that are functions.</summary>
    private static double[] Grid(GapTable table)
    {
        const int PerDecade = 8;
        int last = (int)Math.Ceiling(PerDecade * Math.Log10(1 / Smallest(table)));
        return [.. Enumerable.Range(1, Math.Max(1, last)).Select(i => Math.Pow(10, (double)i / PerDecade))];
    }

    private static IEnumerable<IGrouping<double, GapPoint>> Levels(GapTable table, GapMethod method) =>
        table.Points.Where(point => point.Method == method && point.Width is not null).GroupBy(point => point.Epsilon)
            .Where(level => level.Count() > 2);

    private static Panel DimensionPanel(GapTable table, GapMethod method) => new()
    {
        Title = method.Title,
        X = new("d", AxisScale.Log2),
        Y = new("hidden neurons at success ½", AxisScale.Log10),
        Legend = LegendPlacement.Right,
        Traces = [
            .. Levels(table, method).SelectMany(
                level => Medians($"ε = {GapText.Epsilon(level.Key)}", level.OrderBy(point => point.Dimension), point => point.Dimension)),
        ],
    };

    /// <summary>Laws without a constant, through one measured point each.</summary>
    private sealed record ScaledBounds(double? PerInverse, int Base, double? PerBit)
    {
        /// <summary>
        /// 1/ε and d/ε go through neuron pruning's median in the smallest dimension at its smallest ε, d·log₂(1/ε) through weight pruning's
        /// there.
        /// </summary>
        public static ScaledBounds Of(GapTable table)
        {
            int first = table.Dimensions.FirstOrDefault();
            GapPoint? neurons = table.Curve(GapMethod.Find(GapMethod.Neurons), first).LastOrDefault(point => point.Width is not null);
            GapPoint? weights = table.Curve(GapMethod.Find(GapMethod.Weights), first).LastOrDefault(point => point.Width is not null);
            return new(neurons?.Width * neurons?.Epsilon, first, weights?.Width / (first * -Math.Log2(weights?.Epsilon ?? 0.5)));
        }

        public string Description => GapText.List(
        [
            .. PerInverse is { } c ? (string[])[$"{GapText.Number(c)}/ε", $"{GapText.Number(c / Base)}·d/ε"] : [],
            .. PerBit is { } b ? (string[])[$"{GapText.Number(b)}·d·log₂(1/ε)"] : [],
        ]) + Invariant($", which go through the measured points at the smallest ε for d = {Base}");

        public IEnumerable<Trace> Lines(GapTable table, int dimension)
        {
            double[] grid = Grid(table);
            if (PerInverse is { } constant)
            {
                yield return new LineTrace("scaled 1/ε", [.. grid], [.. grid.Select(inverse => constant * inverse)]);
                yield return new LineTrace("scaled d/ε", [.. grid], [.. grid.Select(inverse => constant * dimension / Base * inverse)]);
            }

            if (PerBit is { } perBit)
                yield return new LineTrace("scaled d·log_{2}(1/ε)", [.. grid], [.. grid.Select(inverse => perBit * dimension * Math.Log2(inverse))]);
        }
    }
}
