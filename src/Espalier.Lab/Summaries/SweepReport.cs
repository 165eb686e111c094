using System.Collections.Immutable;
using Espalier.Lab.Experiments;
using Espalier.Lab.Reports;
using Espalier.Lab.Storage;

namespace Espalier.Lab.Summaries;

/// <summary>A store as a report: every numeric measure drawn and tabled, how the cells came about, and what it takes to get them again.</summary>
public static class SweepReport
{
    /// <summary>Makes the report.</summary>
    /// <param name="store">The records.</param>
    /// <param name="table">The same, loaded.</param>
    /// <param name="confidence">The confidence of the intervals.</param>
    public static Report Of(IStoredSweep store, RecordTable table, double confidence = 0.95)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(table);
        IReadOnlyList<RunRecord> runs = store.ReadRuns();
        return new()
        {
            Title = Invariant($"{store.Name}: {table.Rows} cells of {table.Schema.Experiment}"),
            Summary = Summary(table, runs),
            Parameters = [.. table.Parameters.Select(column => new Fact(column.Name, Values(column)))],
            Sections = [
                .. PointSummary.NumericMeasures(table).Select(measure => Section(table, measure, confidence)).OfType<ReportSection>(),
                Provenance(store, runs),
            ],
            Reproduction = runs.Count == 0 ? null : Reproduction.Of($"espalier lab run {runs[^1].SpecificationSource}", runs[^1].Environment),
        };
    }

    private static string Summary(RecordTable table, IReadOnlyList<RunRecord> runs)
    {
        string failed = table.Failures.Count == 0 ? "No cell failed." : $"{table.Failures.Count} cells failed and are not in any number below.";
        string left = table.Reading.Damaged.Count == 0 ? "" : $" {table.Reading.Damaged.Count} damaged records were left out.";
        string[] rules = [.. runs.DistinctBy(run => run.SpecificationDigest).Select(run => run.StoppingRule)];
        string stopping = rules.Length switch
        {
            0 => "",
            1 => $"\n\nStopping rule, fixed before the first cell: {rules[0]}.",
            _ => $"\n\nThe specification was changed after the sweep began. Its stopping rules, oldest first: {string.Join("; then ", rules)}.",
        };
        return $"{failed}{left}{stopping}";
    }

    private static string Values(Column column)
    {
        const int Most = 12;
        Scalar[] values = [.. column.Values()];
        return values.Length <= Most ? string.Join(", ", values) : $"{values.Length} values from {values[0]} to {values[^1]}";
    }

    private static ReportSection? Section(RecordTable table, Column measure, double confidence)
    {
        IReadOnlyList<PointSummary> points = PointSummary.Of(table, measure.Name, confidence);
        if (points.Count == 0) return null;
        var blocks = ImmutableArray.CreateBuilder<ReportBlock>();
        blocks.Add(new TextBlock($"{SweepFigure.Sentence(measure.Description)}{(measure.Unit is null ? "" : $", in {measure.Unit}")}."));
        blocks.Add(Drawing(table, measure, points, confidence));
        blocks.Add(Table(table, measure, points, confidence));
        return new(measure.Name, blocks.ToImmutable());
    }

    private static ReportBlock Drawing(RecordTable table, Column measure, IReadOnlyList<PointSummary> points, double confidence)
    {
        try
        {
            return new FigureBlock(SweepFigure.Of(table, new(measure.Name, null, [], IsLogX: false, IsLogY: false, confidence), points));
        }
        catch (InvalidInputException exception)
        {
            return new TextBlock($"Not drawn: {exception.Problem}.");
        }
    }

    /// <summary>What varies stands first; what does not stands among the parameters of the page, and not here.</summary>
    private static TableBlock Table(RecordTable table, Column measure, IReadOnlyList<PointSummary> points, double confidence)
    {
        int[] varying = [
            .. Enumerable.Range(0, table.Parameters.Length).Where(i => points.Any(point => point.Parameters[i] != points[0].Parameters[i])),
        ];
        string percent = Invariant($"{100 * (decimal)confidence:0.##########} %");
        return new(
            "Over the replicates of each point. "
                + $"{SweepFigure.Sentence(PointSummary.IntervalName(table, measure))}, at {percent}; none where nothing is known of the spread",
            [.. varying.Select(i => table.Parameters[i].Name), "replicates", "mean", $"{percent} interval", "least", "median", "greatest"],
            [.. points.Select(point => (ImmutableArray<string>)[
                .. varying.Select(i => point.Parameters[i].ToString()),
                $"{point.Count}",
                Text(point.Mean),
                point.Interval is { } interval ? $"{Text(interval.Lower)} – {Text(interval.Upper)}" : "",
                Text(point.Least),
                Text(point.Median),
                Text(point.Greatest),
            ])]);
    }

    private static ReportSection Provenance(IStoredSweep store, IReadOnlyList<RunRecord> runs) => new(
        "How the records came about",
        [
            new TableBlock(
                "Runs",
                ["run", "shard", "threads", "done", "failed", "ended", "machine", "code", "runtime"],
                [
                    .. runs.Select(
                        run =>
                            (ImmutableArray<string>)[run.Run, run.Shard, Invariant($"{run.Threads}"), Invariant($"{run.End?.Done}"),
                                Invariant($"{run.End?.Failed}"), run.End?.Outcome ?? (run.IsLive ? "running" : "broken off"), run.Environment.Machine,
                                run.Environment.CodeVersion, run.Environment.Runtime]),
                ]),
            .. runs.DistinctBy(run => run.SpecificationDigest).Select(run => new CodeBlock(store.ReadSpecification(run.SpecificationDigest))),
        ]);

    /// <summary>For reading; all digits are in the figure's data and in the export.</summary>
    private static string Text(double? value) => value?.ToString("G6", System.Globalization.CultureInfo.InvariantCulture) ?? "";
}
