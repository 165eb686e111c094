using Espalier.Lab.Experiments;
using Espalier.Lab.Figures;
using Espalier.Lab.Statistics;
using Espalier.Lab.Storage;
using Espalier.Lab.Summaries;
using Espalier.Lab.Tests.Experiments;
using Espalier.Lab.Tests.Storage;

namespace Espalier.Lab.Tests.Summaries;

public sealed class ComparisonTests : IDisposable
{
    private readonly StoreFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>Sums are whole + real + noise: between wholes 1 and 3 they differ by 2 and the difference of two noises in (−1, 1).</summary>
    [Fact]
    public void Values_of_a_parameter_are_compared_pair_by_pair()
    {
        _folder.Run(new TrivialExperiment(), "replicates: 50\ngrid: {whole: [1, 3, 10], real: [0.5, 1, 2]}");
        RecordTable table = RecordTable.Load(_folder.Open());
        SweepComparison found = SweepComparison.Of(table, "whole", null, "sum", [], 0.999);
        Assert.Equal(("whole 1", 300, 0), (found.Baseline, found.Differences.Rows, found.Unpaired));
        OverallDifference three = found.Overall[0];
        Assert.Equal(("whole 3", 3, 150, false), (three.Other, three.Points, three.Pairs, three.IsOverSample));
        Assert.True(three.Interval!.Value.Contains(2), $"{three.Interval}");

        double byHand = Pairs(table, 1, 3).Average();
        Assert.Equal(byHand, three.Mean, 1e-12);
        Assert.Equal(Pairs(table, 1, 10).Average(), found.Overall[1].Mean, 1e-12);
        SweepComparison turned = SweepComparison.Of(table, "whole", "10", "sum", [], 0.999);
        Assert.Equal(-found.Overall[1].Mean, turned.Overall[0].Mean, 1e-12);
        Assert.Equal(2, found.Draw(null, 0.95).Panels[0].Traces.Select(trace => trace.Series).Distinct().Count(name => name.Length > 0));
    }

    [Fact]
    public void Sweeps_are_paired_by_what_they_share()
    {
        _folder.Run(StoreFolder.Sweep(new TrivialExperiment(), "name: a\nreplicates: 2\ngrid: {whole: [1, 2]}"));
        _folder.Run(StoreFolder.Sweep(new TrivialExperiment(), "name: b\nreplicates: 3\ngrid: {whole: [2, 3]}"));
        using IStore store = Stores.Open(_folder.Path);
        SweepComparison found = SweepComparison.Of(
            [("a", RecordTable.Load(store.Open("a"))), ("b", RecordTable.Load(store.Open("b")))], "sum", [], 0.95);
        // The same cells in both: no difference, and no spread to make an interval of.
        Assert.Equal((2, 4), (found.Differences.Rows, found.Unpaired));
        Assert.Equal((0.0, (ConfidenceInterval?)null), (found.Overall[0].Mean, found.Overall[0].Interval));
    }

    /// <summary>A share takes the numbers that it is a share of along, so that its intervals stay exact.</summary>
    [Fact]
    public void Shares_of_several_sweeps_stand_in_one_figure_with_exact_intervals()
    {
        _folder.Run(StoreFolder.Sweep(new ShareExperiment(), "name: a\nreplicates: 2\ngrid: {trials: [20, 40]}"));
        _folder.Run(StoreFolder.Sweep(new ShareExperiment(), "name: b\nreplicates: 2\ngrid: {trials: [20]}"));
        using IStore store = Stores.Open(_folder.Path);
        (string, RecordTable)[] sweeps = [("a", RecordTable.Load(store.Open("a"))), ("b", RecordTable.Load(store.Open("b")))];
        Figure figure = SweepOverlay.Of(sweeps, [], new("share", "trials", [], false, false));
        Assert.Contains("exact binomial", figure.Description);
        ErrorBarTrace bars = figure.Panels[0].Traces.OfType<ErrorBarTrace>().First();
        ConfidenceInterval exact = Proportion.ClopperPearson(6, 40);
        Assert.Equal((exact.Lower, exact.Upper), (bars.Lower[0], bars.Upper[0]));
    }

    /// <summary>A whole number here and a number there is drawn as a number.</summary>
    [Fact]
    public void A_measure_of_another_kind_in_another_sweep_is_drawn_as_it_is()
    {
        static RecordTable Table(Scalar value) => RecordTable.Of(
            new ExperimentSchema(
                "one", 1, [Parameter.WholeNumber("n", "a point", 0, 0, 9)], [new Measure("loss", value.Kind, "a loss") { Bounds = new(0, 4) }]),
            [new CellRecord(default, 0, [Scalar.Of(1)], [value], null)]);
        Figure figure = SweepOverlay.Of([("a", Table(Scalar.Of(3L))), ("b", Table(Scalar.Of(0.5)))], [], new("loss", "n", [], false, false));
        Assert.Equal([3, 0.5], figure.Panels[0].Traces.OfType<LineTrace>().Select(line => line.Y[0]));
    }

    [Fact]
    public void What_cannot_be_paired_is_said()
    {
        _folder.Run(StoreFolder.Sweep(new TrivialExperiment(), "name: a\ngrid: {whole: [1, 2]}"));
        _folder.Run(StoreFolder.Sweep(new TrivialExperiment(), "name: b\ngrid: {whole: [7]}"));
        using IStore store = Stores.Open(_folder.Path);
        (string, RecordTable)[] sweeps = [.. ((string[])["a", "b"]).Select(name => (name, RecordTable.Load(store.Open(name))))];
        Assert.Contains("no two cells", Assert.Throws<InvalidInputException>(() => SweepComparison.Of(sweeps, "sum", [], 0.95)).Problem);
        Assert.Contains("no measured number", Assert.Throws<InvalidInputException>(() => SweepComparison.Of(sweeps, "word", [], 0.95)).Problem);
        Assert.Contains(
            "two are needed", Assert.Throws<InvalidInputException>(() => SweepComparison.Of(sweeps[0].Item2, "flag", null, "sum", [], 0.95)).Problem);
    }

    /// <summary>Coverage of the interval over all points at 90 %, among 2 000 comparisons of nothing; the twin claims more than it holds.</summary>
    [Fact]
    public void The_interval_over_all_points_holds_as_often_as_it_says()
    {
        const int Rounds = 2000;
        var schema = new ExperimentSchema(
            "comparison",
            1,
            [Parameter.WholeNumber("n", "a point", 0, 0, 10), Parameter.OneOf(SweepComparison.Versus, "the other", "b")],
            [new Measure(SweepComparison.Difference, ScalarKind.Number, "a difference")]);
        var random = new System.Random(20261126);
        int held = 0;
        for (int round = 0; round < Rounds; round++)
        {
            IEnumerable<CellRecord> records =
                from point in Enumerable.Range(0, 4)
                from replicate in Enumerable.Range(0, 5)
                select new CellRecord(default, replicate, [Scalar.Of(point), Scalar.Of("b")], [Scalar.Of((1 + point) * Normal())], null);
            if (OverallDifference.Of(RecordTable.Of(schema, records), "b", 0.9)!.Interval!.Value.Contains(0)) held++;
        }

        // Five standard errors of the binomial.
        Assert.InRange(held / (double)Rounds, 0.9 - 0.034, 0.9 + 0.034);

        double Normal() => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
    }

    /// <summary>
    /// Differences of accuracies that now and then collapse: where nothing collapsed, Student's interval cut at the bounds would be none. What is
    /// shown stays within the bounds by itself, and holds the mean.
    /// </summary>
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void The_interval_of_a_bounded_difference_stays_within_its_bounds_and_holds(int replicates)
    {
        const int Rounds = 1000, Points = 4;
        const double Share = 0.05, Mean = Share * -0.9;
        var schema = new ExperimentSchema(
            "comparison",
            1,
            [Parameter.WholeNumber("n", "a point", 0, 0, 10), Parameter.OneOf(SweepComparison.Versus, "the other", "b")],
            [new Measure(SweepComparison.Difference, ScalarKind.Number, "a difference") { Bounds = new(-1, 1) }]);
        var random = new System.Random(20261127);
        int held = 0, free = 0;
        for (int round = 0; round < Rounds; round++)
        {
            IEnumerable<CellRecord> records =
                from point in Enumerable.Range(0, Points)
                from replicate in Enumerable.Range(0, replicates + (replicates > 1 ? point : 0))
                select new CellRecord(
                    default, replicate, [Scalar.Of(point), Scalar.Of("b")], [Scalar.Of(random.NextDouble() < Share ? -0.9 : 0.0)], null);
            OverallDifference found = OverallDifference.Of(RecordTable.Of(schema, records), "b", 0.9)!;
            ConfidenceInterval interval = Assert.NotNull(found.Interval);
            Assert.True(interval.Lower >= -1 && interval.Upper <= 1 && interval.Contains(found.Mean));
            if (found.Statistic.Contains("Hoeffding", StringComparison.Ordinal)) free++;
            if (interval.Contains(Mean)) held++;
        }

        Assert.True(free > Rounds / 4, $"{free} intervals for any law");
        Assert.True(Proportion.UpperLimit(held, Rounds, 1 - 1e-6) >= 0.9, $"{held} of {Rounds} hold the mean");
    }

    private static List<double> Pairs(RecordTable table, int one, int other)
    {
        var sums = new Dictionary<(double, double, long), double>();
        for (int row = 0; row < table.Rows; row++)
            sums[(table["whole"].Number(row), table["real"].Number(row), table.Replicate(row))] = table["sum"].Number(row);
        return [.. sums.Where(pair => pair.Key.Item1 == one).Select(pair => sums[(other, pair.Key.Item2, pair.Key.Item3)] - pair.Value)];
    }
}
