using Espalier.Graphs;
using Espalier.Lab.Data;
using Espalier.Lab.Experiments.Pruning;
using Espalier.Lab.Figures;
using Espalier.Lab.Reports;
using Espalier.Lab.Reproductions;
using Espalier.Lab.Statistics;
using Espalier.Lab.Tests.Storage;
using Espalier.Pruning;

namespace Espalier.Lab.Tests.Reproductions;

public sealed class StructuredTests
{
    private static readonly TrainingData Data = new("no-mnist-here", "no-lenet-here", "no-fashion-here");

    [Fact]
    [Slow]
    public void A_tiny_version_shows_the_trade_resumes_and_draws()
    {
        using var folder = new StoreFolder();
        StructuredPlan plan = StructuredPlan.ForGlyphs() with { Networks = ["dense"] };
        var points = Structured.Accuracies(plan, Data, folder.Path, threads: 2, TimeProvider.System);
        Assert.Equal(PruningWay.All.Length + 1, points.Length);
        Assert.All(points, point => Assert.Equal(2, point.Count));
        var results = new StructuredResults(plan, points, [], null);
        double Of(string way) => results.Of("dense", "glyphs", way)!.Accuracy;
        Assert.True(Of(StructuredResults.Whole) > 0.5, $"{Of(StructuredResults.Whole)}");
        Assert.True(Of("weights-90") > Of("neurons-90"), $"{Of("weights-90")} and {Of("neurons-90")}");
        Assert.True(Of("refitted-75") > Of("neurons-75"), $"{Of("refitted-75")} and {Of("neurons-75")}");

        // The second time nothing is trained, and one thread says the same.
        Assert.Equal(points, Structured.Accuracies(plan, Data, folder.Path, threads: 1, TimeProvider.System));
        Assert.Contains("<svg", FigureSvg.Draw(StructuredReport.Trade(results, "glyphs")), StringComparison.Ordinal);
        Assert.Contains("784-32-32-10", StructuredReport.Sentences(results)[0], StringComparison.Ordinal);
        Assert.Contains("refitted-50", ReportHtml.Write(StructuredReport.Page(results, "command", StoreFolder.Machine)), StringComparison.Ordinal);
    }

    [Slow]
    [Theory]
    [InlineData("dense", 784 * 500)]
    [InlineData("lenet5", 150)]
    [InlineData("residual", 32 * 25)]
    public void Every_way_leaves_what_it_says(string name, int firstWeights)
    {
        Network network = Filled(PruningTradeExperiment.Blueprint(name, 0));
        Assert.Equal(firstWeights, network.Nodes[0].Operator.Grid!.Weights.Length);
        long weights = NetworkCost.Nonzero(network), units = Units(network);
        foreach (PruningWay way in PruningWay.All.Where(way => way.Method != PruningWay.Ticket))
        {
            Network pruned = way.Prune(network, null)!;
            if (way.Method is PruningWay.Neurons or PruningWay.Refitted) Assert.Equal(Math.Round(way.Removed * units), units - Units(pruned));
            else if (way.Pattern is null) Assert.Equal(1 - way.Removed, (double)NetworkCost.Nonzero(pruned) / weights, 1e-3);
            else Assert.Equal(way.Pattern, Espalier.Pruning.Sparse.SparsePattern.Of(pruned));
        }
    }

    [Theory]
    [InlineData(0.5, 0.9, 0.6, true)]
    [InlineData(0.7, 0.65, 0.6, false)]
    [InlineData(0.7, 0.55, 0.6, null)]
    public void Verdicts_hold_claims_against_what_came_out(double relative, double lower, double refitted, bool? agrees)
    {
        var plan = StructuredPlan.ForImages(ExperimentBudget.Short) with { Networks = ["dense"], Data = ["mnist"] };
        StructuredPoint Point(string way, double accuracy) => new("dense", "mnist", way, 3, accuracy, new ConfidenceInterval(0, 1, 0.95));
        StructuredTime[] times = [new("dense", "neurons-50", "onnxruntime", 1, relative, [lower, 1], 0.5)];
        var results = new StructuredResults(
            plan,
            [
                Point("accuracy", 0.98), Point("weights-90", 0.9), Point("neurons-90", 0.7), Point("refitted-90", 0.95), Point("neurons-50", 0.5),
                Point("refitted-50", refitted),
            ],
            [.. times],
            new StructuredFeatures(0.3, 2, 0.5));
        IReadOnlyList<ReproductionRow> rows = StructuredRows.Of(results);
        Assert.Equal(true, rows.Single(row => row.Quantity.Contains("less 90 %", StringComparison.Ordinal)).Agrees);
        Assert.Equal(-0.05, rows.Single(row => row.Quantity.Contains("the neurons refitted", StringComparison.Ordinal)).Measured, 1e-12);
        Assert.Equal(true, rows.Single(row => row.Quantity.Contains("gives back", StringComparison.Ordinal)).Agrees);
        Assert.Equal(agrees, rows.Single(row => row.Quantity.Contains("neurons-50", StringComparison.Ordinal)).Agrees);
        Assert.Equal(0.25, rows[^1].Measured);
        Assert.All(
            StructuredRows.Of(results with { Plan = StructuredPlan.ForGlyphs() with { Networks = ["dense"] } }), row => Assert.Null(row.Agrees));
    }

    [Theory]
    [InlineData(ExperimentBudget.Short, 6)]
    [InlineData(ExperimentBudget.Full, 6)]
    public void Every_plan_is_a_specification_that_the_lab_takes(ExperimentBudget budget, int points) =>
        Assert.Equal(points, StructuredPlan.ForImages(budget).Trainings(new PruningTradeExperiment(Data)).Points().Count());

    [Fact]
    public void Missing_files_are_told_before_any_cell_runs()
    {
        using var folder = new StoreFolder();
        Assert.Throws<InvalidInputException>(
            () => Structured.Accuracies(StructuredPlan.ForImages(ExperimentBudget.Short), Data, folder.Path, 1, TimeProvider.System));
        Assert.False(File.Exists(folder.Path));
        string missing = Path.Combine(folder.Path, "none.onnx");
        Assert.Throws<InvalidInputException>(() => Structured.Features(missing, folder.Path, TimeProvider.System));
    }

    private static long Units(Network network) =>
        Dependencies.Of(network).Groups.Where(group => group.HeldBy is null).Sum(group => (long)group.Channels);

    private static Network Filled(Network blueprint) => blueprint.Map((made, node) => made.Grid is { } grid
        ? made.WithParameters(_ => new Tensor(
            grid.Weights.Shape, [.. Enumerable.Range(0, grid.Weights.Length).Select(i => (float)Math.Sin((1.3 * i) + node + (0.001 * i * i)))]))
        : made);
}
