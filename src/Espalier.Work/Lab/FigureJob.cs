using Espalier.Lab.Figures;
using Espalier.Lab.Storage;
using Espalier.Lab.Summaries;
using Espalier.Work.Inputs;

namespace Espalier.Work.Lab;

/// <summary>A measure of a sweep to draw.</summary>
public sealed record FigureRequest
{
    /// <summary>The store.</summary>
    public required string Store { get; init; }

    /// <summary>The sweep; the only one if not given.</summary>
    public string? Sweep { get; init; }

    /// <summary>The measure.</summary>
    public required string Measure { get; init; }

    /// <summary>The parameter or measure to draw it against; the numeric parameter with the most values if not given.</summary>
    public string? X { get; init; }

    /// <summary>Parameters to hold, each as <c>NAME=VALUE</c>; what else varies becomes lines.</summary>
    public string[] Where { get; init; } = [];

    /// <summary>The one parameter whose values get a colour each, while the rest is pooled; null for all that vary, together.</summary>
    public string? Colour { get; init; }

    /// <summary>The parameter whose values get a panel each; null for one panel.</summary>
    public string? Panel { get; init; }

    /// <summary>What stands for the replicates of a point.</summary>
    public PoolKind Pool { get; init; }

    /// <summary>What the bars show.</summary>
    public BarKind Bars { get; init; }

    /// <summary>A logarithmic horizontal axis.</summary>
    public bool LogX { get; init; }

    /// <summary>A logarithmic vertical axis.</summary>
    public bool LogY { get; init; }

    /// <summary>A least-squares line through each series, with its slope.</summary>
    public bool Fit { get; init; }

    /// <summary>The confidence of the intervals.</summary>
    public double Confidence { get; init; } = 0.95;

    /// <summary>The title of the figure; made from the other fields if not given.</summary>
    public string? Title { get; init; }

    /// <summary>The folder for the figure (SVG) and its data (CSV).</summary>
    public string Out { get; init; } = ".";
}

/// <summary>What was drawn, and where.</summary>
public sealed record FigureAnswer(string Svg, string Csv, string Title, IReadOnlyList<string> Series);

/// <summary>Draws a measure of a sweep against a parameter.</summary>
public sealed class FigureJob : IJob<FigureRequest, FigureAnswer>
{
    /// <inheritdoc/>
    public Outcome<FigureAnswer> Run(FigureRequest request, Workplace place)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(place);
        Require.Probability("confidence", request.Confidence);
        using IStore store = Stores.Open(request.Store);
        IStoredSweep sweep = store.Open(request.Sweep);
        RecordTable table = SweepWork.Load(sweep, place);
        Figure figure = SweepFigure.Of(
            table,
            new(request.Measure, request.X, [.. request.Where.Select(Pair)], request.LogX, request.LogY, request.Confidence)
            {
                IsFitted = request.Fit,
                Title = request.Title,
                Colour = request.Colour,
                Panel = request.Panel,
                Pool = request.Pool,
                Bars = request.Bars,
            });
        (string svg, string csv) = FigureFiles.Write(figure, request.Out, $"{sweep.Schema.Experiment}-{request.Measure}");
        string[] series = [.. figure.Panels.SelectMany(panel => panel.Traces).Select(layer => layer.Series).Distinct()];
        return Outcome.Of(new FigureAnswer(svg, csv, figure.Title, series));
    }

    internal static KeyValuePair<string, string> Pair(string text) => text.Split('=', 2) is [var name, var value]
        ? KeyValuePair.Create(name.Trim(), value.Trim())
        : throw new InvalidInputException("where", null, $"'{text}' is not NAME=VALUE", "give for example epsilon=0.01,distribution=uniform");
}
