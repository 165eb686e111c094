using Espalier.Lab.Experiments;
using Espalier.Lab.Figures;
using Espalier.Lab.Reports;
using Espalier.Lab.Statistics;
using Espalier.Lab.Storage;
using Espalier.Lab.Summaries;
using Espalier.Lab.Tests.Experiments;
using Espalier.Lab.Tests.Storage;

namespace Espalier.Lab.Tests.Summaries;

public sealed class SummaryTests
{
    private static readonly TrivialExperiment Trivial = new();

    /// <summary>Values 1 … 4 at n = 1: mean 2.5, standard deviation √(5/3), t(0.975, 3) = 3.182446305284263.</summary>
    [Fact]
    public void Replicates_are_summarised_at_each_point()
    {
        using var folder = new StoreFolder();
        var experiment = new ScriptedExperiment((cell, _) => cell.Integer("n") == 1 ? cell.Replicate + 1 : 7);
        folder.Run(experiment, "replicates: 4\ngrid: {n: [2, 1]}");
        IReadOnlyList<PointSummary> points = PointSummary.Of(RecordTable.Load(folder.Open()), "value");
        Assert.Equal([1L, 2L], points.Select(point => point.Parameters[0].Integer));
        Assert.Equal((4, 2.5, 1, 2.5, 4), (points[0].Count, points[0].Mean, points[0].Least, points[0].Median, points[0].Greatest));
        double half = 3.182446305284263 * Math.Sqrt(5.0 / 3 / 4);
        Assert.Equal(2.5 - half, points[0].Interval!.Value.Lower, 1e-9);
        Assert.Equal(2.5 + half, points[0].Interval!.Value.Upper, 1e-9);
        Assert.Equal(7, points[1].Mean);
        Assert.Null(points[1].Interval);
    }

    /// <summary>Counts of 6 of 40 trials in all, and of 1 flag of 2, by Clopper and Pearson; the manifest keeps what is a share of what.</summary>
    [Fact]
    public void Shares_and_flags_have_exact_intervals()
    {
        using var folder = new StoreFolder();
        var experiment = new ShareExperiment();
        folder.Run(experiment, "replicates: 2\ngrid: {trials: 20}");
        var table = RecordTable.Load(folder.Open());
        PointSummary share = Assert.Single(PointSummary.Of(table, "share"));
        Assert.Equal(6 / 40.0, share.Mean, 1e-12);
        Assert.Equal(Proportion.ClopperPearson(6, 40), share.Interval);
        Assert.Equal(Proportion.ClopperPearson(1, 2), Assert.Single(PointSummary.Of(table, "first")).Interval);
        Assert.Contains("exact binomial", Drawn(table, "share").Description);
        Assert.Contains("Student", Drawn(table, "count").Description);
    }

    /// <summary>2 of 20 trials and 2 of 200: the mean of the shares, 0.055, lies outside the interval for 4 of 220.</summary>
    [Fact]
    public void Shares_of_more_and_fewer_trials_are_the_share_of_all_of_them()
    {
        using var folder = new StoreFolder();
        folder.Run(new ShareExperiment(), "grid: {trials: [20, 200]}");
        PointSummary pooled = Assert.Single(PointSummary.Of(RecordTable.Load(folder.Open()), "share", 0.95, ["trials"]));
        Assert.Equal(4 / 220.0, pooled.Mean);
        Assert.Equal(Proportion.ClopperPearson(4, 220), pooled.Interval);
    }

    /// <summary>
    /// Three accuracies far apart: Student's interval alone would reach from −0.49 to 1.49. Hoeffding's ends are the μ with
    /// KL(½‖μ) = ln(40)/3: 4μ(1 − μ) = 40^(−2/3).
    /// </summary>
    [Fact]
    public void Intervals_of_bounded_measures_stay_within_their_bounds()
    {
        var schema = new ExperimentSchema("bounded", 1, [Parameter.WholeNumber("n", "a point", 0, 0, 10)], [
            Measure.OfShare("accuracy", "a share"),
            new Measure("loss", ScalarKind.Number, "a number"),
            new Measure("score", ScalarKind.Number, "a score") { Bounds = new(-2, 2) },
        ]);
        RecordTable table = RecordTable.Of(schema, ((double[])[0.1, 0.5, 0.9]).Select((value, replicate) =>
            new CellRecord(default, replicate, [Scalar.Of(1)], [Scalar.Of(value), Scalar.Of(value), Scalar.Of(value)], null)));
        ConfidenceInterval bounded = PointSummary.Of(table, "accuracy")[0].Interval!.Value;
        double end = 0.5 * (1 + Math.Sqrt(1 - Math.Pow(40, -2.0 / 3)));
        Assert.Equal(1 - end, bounded.Lower, 1e-9);
        Assert.Equal(end, bounded.Upper, 1e-9);
        ConfidenceInterval free = PointSummary.Of(table, "loss")[0].Interval!.Value;
        Assert.Equal((-0.4937, 1.4937), (Math.Round(free.Lower, 4), Math.Round(free.Upper, 4)));
        Assert.Equal(free, PointSummary.Of(table, "score")[0].Interval);
        Assert.Contains("leave [0, 1]", PointSummary.IntervalName(table, table["accuracy"]));
        Assert.DoesNotContain("leave", PointSummary.IntervalName(table, table["loss"]));
        Assert.Contains("leave [0, 1]", SweepFigure.Of(table, new("accuracy", "n", [], false, false)).Description);
    }

    [Fact]
    public void A_measure_can_be_the_horizontal_axis_and_a_line_be_fitted()
    {
        using var folder = new StoreFolder();
        folder.Run(Trivial, "grid: {whole: [1, 2, 3, 4], flag: [true, false]}");
        var table = RecordTable.Load(folder.Open());
        Panel panel = SweepFigure.Of(table, new("doubled", "doubled", [], false, false) { IsFitted = true }).Panels[0];
        Assert.Equal(2, panel.Traces.OfType<ScatterTrace>().Count());
        Assert.Equal([2.0, 4, 6, 8], panel.Traces.OfType<ScatterTrace>().First().X);
        Assert.All(panel.Traces.OfType<LineTrace>(), line => Assert.Contains("slope 1.00 (1.00 to 1.00)", line.Series));
        Assert.Throws<InvalidInputException>(() => SweepFigure.Of(table, new("doubled", "whole", [], true, false) { IsFitted = true }));
        Assert.Throws<InvalidInputException>(() => Drawn(table, "doubled", "word"));
        Assert.Contains("no record has sometimes", Assert.Throws<InvalidInputException>(() => Drawn(table, "doubled", "sometimes")).Message);
    }

    [Fact]
    public void Missing_values_are_left_out_and_words_cannot_be_summarised()
    {
        using var folder = new StoreFolder();
        folder.Run(Trivial, "replicates: 5\ngrid: {whole: [1, 2], flag: [true, false]}");
        var table = RecordTable.Load(folder.Open());
        IReadOnlyList<PointSummary> points = PointSummary.Of(table, "sometimes");
        Assert.Equal(2, points.Count);
        Assert.All(points, point => Assert.True(point.Count == 5 && point.Parameters[3].Flag));
        Assert.Throws<InvalidInputException>(() => PointSummary.Of(table, "word"));
        Assert.Throws<InvalidInputException>(() => PointSummary.Of(table, "whole"));
        Assert.Throws<InvalidInputException>(() => PointSummary.Of(table, "sum", 1.5));
    }

    [Fact]
    public void A_figure_has_a_line_for_each_combination_of_what_is_not_held()
    {
        using var folder = new StoreFolder();
        folder.Run(Trivial, "replicates: 3\ngrid: {whole: [1, 2, 3], real: [0.5, 1], flag: [true, false]}");
        var table = RecordTable.Load(folder.Open());
        Panel all = Drawn(table, "sum").Panels[0];
        Assert.Equal(
            ["real 0.5, flag false", "real 0.5, flag true", "real 1, flag false", "real 1, flag true"],
            all.Traces.OfType<LineTrace>().Select(line => line.Series).Order(StringComparer.Ordinal));
        Assert.Equal([1.0, 2, 3], all.Traces.OfType<LineTrace>().First().X);
        Panel held = Drawn(table, "sum", "whole", ("real", "0.5"), ("flag", "true")).Panels[0];
        Assert.Equal("sum", Assert.Single(held.Traces.OfType<LineTrace>()).Series);
        Panel words = Drawn(table, "sum", "flag", ("real", "0.5")).Panels[0];
        Assert.Equal(AxisScale.Categories, words.X.Scale);
        Assert.Contains("<svg", FigureSvg.Draw(Drawn(table, "sum", "flag")));
        foreach (string wrong in (string[])["nope", "word"]) Assert.Throws<InvalidInputException>(() => Drawn(table, wrong));
        Assert.Throws<InvalidInputException>(() => Drawn(table, "sum", "nope"));
        Assert.Throws<InvalidInputException>(() => Drawn(table, "sum", null, ("nope", "1")));
        Assert.Throws<InvalidInputException>(() => Drawn(table, "sum", null, ("real", "-1")));
        Assert.Contains("no record", Assert.Throws<InvalidInputException>(() => Drawn(table, "sum", null, ("real", "0.7"))).Message);
    }

    [Fact]
    public void Too_many_lines_are_refused_with_the_remedy()
    {
        using var folder = new StoreFolder();
        folder.Run(Trivial, "grid: {whole: {from: 1, to: 20, step: 1}, real: {from: 1, to: 10, step: 0.5}}");
        Assert.Contains("`where`", Assert.Throws<InvalidInputException>(() => Drawn(RecordTable.Load(folder.Open()), "sum")).Message);
    }

    [Fact]
    public void A_report_says_how_the_records_came_about()
    {
        using var folder = new StoreFolder();
        folder.Run(Trivial, "replicates: 2\ngrid: {whole: [1, 2, 3]}");
        folder.Run(Trivial, "replicates: 4\ngrid: {whole: [1, 2, 3]}");
        IStoredSweep store = folder.Open();
        Report report = SweepReport.Of(store, RecordTable.Load(store));
        Assert.Contains("changed after the sweep began", report.Summary);
        Assert.Equal(["sum", "doubled", "How the records came about"], report.Sections.Select(section => section.Heading));
        string page = ReportHtml.Write(report);
        Assert.Contains("4 replicates at every point", page);
        Assert.Contains("replicates: 2", page);
        Assert.DoesNotContain("<script", page);
    }

    private static Figure Drawn(RecordTable table, string measure, string? across = null, params (string Name, string Value)[] where) =>
        SweepFigure.Of(table, new(measure, across, [.. where.Select(pair => KeyValuePair.Create(pair.Name, pair.Value))], false, false));
}
