using Espalier.Lab.Figures;
using Espalier.Lab.Storage;
using Espalier.Lab.Summaries;
using Espalier.Work.Inputs;

namespace Espalier.Work.Lab;

/// <summary>Sweeps of a store to compare, or one sweep by a parameter.</summary>
public sealed record CompareRequest
{
    /// <summary>The store.</summary>
    public string Store { get; init; } = Stores.Standard;

    /// <summary>The sweeps; all are compared with the first. One, or none where the store has one, is compared by a parameter.</summary>
    public string[] Sweeps { get; init; } = [];

    /// <summary>The measure.</summary>
    public required string Measure { get; init; }

    /// <summary>The parameter whose values are compared, within one sweep.</summary>
    public string? By { get; init; }

    /// <summary>The value of that parameter that the others are compared with; the first if not given.</summary>
    public string? Baseline { get; init; }

    /// <summary>Parameters to hold, each as <c>NAME=VALUE</c>.</summary>
    public string[] Where { get; init; } = [];

    /// <summary>The parameter to draw the differences against; the numeric one with the most values if not given.</summary>
    public string? X { get; init; }

    /// <summary>The confidence of the intervals.</summary>
    public double Confidence { get; init; } = 0.95;

    /// <summary>The folder for a figure (SVG) and its data (CSV); none is drawn if not given.</summary>
    public string? Out { get; init; }
}

/// <summary>What differs, and by how much.</summary>
/// <param name="Measure">The measure.</param>
/// <param name="Baseline">What the others are compared with.</param>
/// <param name="Overall">The mean difference over all points.</param>
/// <param name="Points">The mean difference at each point.</param>
/// <param name="Unpaired">Cells without a partner, which count nowhere.</param>
/// <param name="Svg">The figure, or null.</param>
/// <param name="Csv">Its data, or null.</param>
public sealed record CompareAnswer(
    string Measure,
    string Baseline,
    IReadOnlyList<ComparedOverall> Overall,
    IReadOnlyList<ComparedPoint> Points,
    int Unpaired,
    string? Svg,
    string? Csv);

/// <summary>A mean difference over all points.</summary>
/// <param name="Other">What is compared.</param>
/// <param name="Points">Points with pairs.</param>
/// <param name="Pairs">Pairs.</param>
/// <param name="Mean">The mean difference.</param>
/// <param name="Lower">The lower end of its interval, or null.</param>
/// <param name="Upper">The upper end of its interval, or null.</param>
/// <param name="Interval">What the interval is for, these points or points of which these are a sample, and whose it is.</param>
public sealed record ComparedOverall(string Other, int Points, int Pairs, double Mean, double? Lower, double? Upper, string Interval);

/// <summary>A mean difference at one point.</summary>
/// <param name="Other">What is compared.</param>
/// <param name="Parameters">The point.</param>
/// <param name="Pairs">Pairs.</param>
/// <param name="Mean">The mean difference.</param>
/// <param name="Lower">The lower end of its interval, or null.</param>
/// <param name="Upper">The upper end of its interval, or null.</param>
public sealed record ComparedPoint(
    string Other, IReadOnlyDictionary<string, string> Parameters, int Pairs, double Mean, double? Lower, double? Upper);

/// <summary>Compares sweeps, or the values of a parameter, by paired differences on the same cells.</summary>
public sealed class CompareJob : IJob<CompareRequest, CompareAnswer>
{
    /// <inheritdoc/>
    public Outcome<CompareAnswer> Run(CompareRequest request, Workplace place)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(place);
        Require.Probability("confidence", request.Confidence);
        using IStore store = Stores.Open(request.Store);
        SweepComparison found = Find(request, name => SweepWork.Load(store.Open(name), place));
        (string? svg, string? csv) = request.Out is { } folder
            ? FigureFiles.Write(found.Draw(request.X, request.Confidence), folder, $"compare-{found.Measure}")
            : default((string?, string?));
        return Outcome.Of(Told(found, request.Confidence) with { Svg = svg, Csv = csv });
    }

    /// <summary>What differs, as it is told.</summary>
    internal static CompareAnswer Told(SweepComparison found, double confidence) => new(
        found.Measure,
        found.Baseline,
        [.. found.Overall.Select(Overall)],
        [.. PointSummary.Of(found.Differences, SweepComparison.Difference, confidence).Select(point => Point(found, point))],
        found.Unpaired,
        null,
        null);

    /// <summary>Compares what a request names.</summary>
    /// <param name="request">The request.</param>
    /// <param name="load">The records of a sweep by its name; of the only one where there is none.</param>
    internal static SweepComparison Find(CompareRequest request, Func<string?, RecordTable> load)
    {
        KeyValuePair<string, string>[] held = Held(request);
        if (request.By is { } by)
        {
            if (request.Sweeps.Length > 1)
                throw new InvalidInputException("by", null, "a parameter is compared within one sweep", "name one sweep, or leave `by` out");
            return SweepComparison.Of(load(request.Sweeps.FirstOrDefault()), by, request.Baseline, request.Measure, held, request.Confidence);
        }

        if (request.Sweeps.Length < 2)
            throw new InvalidInputException("sweeps", null, "there is nothing to compare with", "name two sweeps, or a parameter with `by`");
        return SweepComparison.Of([.. request.Sweeps.Select(name => (name, load(name)))], request.Measure, held, request.Confidence);
    }

    /// <summary>What is held.</summary>
    internal static KeyValuePair<string, string>[] Held(CompareRequest request) => [.. request.Where.Select(FigureJob.Pair)];

    private static ComparedOverall Overall(OverallDifference found) => new(
        found.Other,
        found.Points,
        found.Pairs,
        found.Mean,
        found.Interval?.Lower,
        found.Interval?.Upper,
        (found.IsOverSample ? "points of which these are a sample" : "these points") + (found.Statistic.Length > 0 ? $" ({found.Statistic})" : ""));

    private static ComparedPoint Point(SweepComparison found, PointSummary point)
    {
        string[] names = [.. found.Differences.Parameters.Select(parameter => parameter.Name)];
        Dictionary<string, string> values = names.Zip(point.Parameters).ToDictionary(
            pair => pair.First, pair => pair.Second.ToString(), StringComparer.Ordinal);
        values.Remove(SweepComparison.Versus, out string? other);
        return new(other!, values, point.Count, point.Mean, point.Interval?.Lower, point.Interval?.Upper);
    }
}
