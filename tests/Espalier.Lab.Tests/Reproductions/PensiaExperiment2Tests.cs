using Espalier.Lab.Data;
using Espalier.Lab.Experiments.Popup;
using Espalier.Lab.Figures;
using Espalier.Lab.Reports;
using Espalier.Lab.Reproductions;
using Espalier.Lab.Specifications;
using Espalier.Lab.Storage;
using Espalier.Lab.Tests.Storage;

namespace Espalier.Lab.Tests.Reproductions;

public sealed class PensiaExperiment2Tests
{
    private static readonly TrainingData Data = new("no-mnist-here", "no-lenet-here");

    [Fact]
    [Slow]
    public void A_tiny_version_shows_the_inverted_u_resumes_and_draws()
    {
        using var folder = new StoreFolder();
        PensiaExperiment2Plan whole = PensiaExperiment2Plan.ForGlyphs();
        PensiaExperiment2Plan plan = whole with { Panels = [.. whole.Panels.Where(panel => panel.Network == "two-layer")] };
        PensiaExperiment2Results results = PensiaExperiment2.Run(plan, Data, folder.Path, threads: 2, TimeProvider.System);
        foreach (string structure in PensiaExperiment2Plan.Structures)
        {
            double[] curve = [.. results.Curve("two-layer", structure).Select(point => point.Accuracy)];
            Assert.Equal(3, curve.Length);
            Assert.True(curve[1] > Math.Max(curve[0], curve[2]) + 0.15, $"{structure}: {string.Join(", ", curve)}");
        }

        // More panels only run what is missing, and what was there stays as it was.
        PensiaExperiment2Results again = PensiaExperiment2.Run(plan, Data, folder.Path, threads: 1, TimeProvider.System);
        Assert.Equal(results.Searches, again.Searches);
        Assert.Equal(2, folder.Store().Sweeps().Count);

        // A cell that another plan left failed in the same store is none of this plan's business.
        Sweep other = SweepPlan.Of(new EdgePopupExperiment(Data), [new GridOf<EdgePopupParameters>(new())], 1, "other");
        folder.Store().Add(other).Import(
            [CellRecord.Failed(new EdgePopupExperiment(Data).CellOf(new()), new("System.IO.IOException", "gone"))], "elsewhere");
        Assert.Equal(results.Searches, PensiaExperiment2.Run(plan, Data, folder.Path, threads: 1, TimeProvider.System).Searches);

        IReadOnlyList<ReproductionRow> rows = results.Rows();
        Assert.Equal(10, rows.Count);
        Assert.All(rows, row => Assert.NotEqual(false, row.Agrees));
        Assert.Contains("<svg", FigureSvg.Draw(PensiaExperiment2Report.Accuracies(results)), StringComparison.Ordinal);
        Assert.Contains("hidden units", FigureSvg.Draw(PensiaExperiment2Report.FewKept(results)), StringComparison.Ordinal);
        string page = ReportHtml.Write(PensiaExperiment2Report.Page(results, rows, "espalier reproduce pensia-experiment-2", StoreFolder.Machine));
        Assert.Contains("not MNIST", page, StringComparison.Ordinal);
        Assert.Contains("shuffled mask", page, StringComparison.Ordinal);
    }

    [Fact]
    public void A_cancelled_run_says_so()
    {
        using var folder = new StoreFolder();
        using var source = new CancellationTokenSource();
        source.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(
            () => PensiaExperiment2.Run(PensiaExperiment2Plan.ForGlyphs(), Data, folder.Path, threads: 1, TimeProvider.System, null, source.Token));
    }

    [Theory]
    [InlineData(ExperimentBudget.Short, 27)]
    [InlineData(ExperimentBudget.Standard, 54)]
    [InlineData(ExperimentBudget.Full, 630)]
    public void Every_plan_is_a_specification_that_the_lab_takes(ExperimentBudget budget, int cells)
    {
        var plan = PensiaExperiment2Plan.ForMnist(budget, "trained");
        Assert.Equal(cells, plan.Searches(new EdgePopupExperiment(Data)).Points().Count());
        Assert.Equal(plan.Panels.Sum(panel => panel.Epochs.Length), plan.Trainings(new TrainedNetworkExperiment(Data)).Points().Count());
        Assert.Equal(budget == ExperimentBudget.Full, plan.Cuts().IsEmpty);
        Assert.NotEmpty(PensiaExperiment2Plan.ForMnist(budget, "random").Cuts());
    }

    [Fact]
    public void Every_published_reading_has_its_cell_in_the_standard_plan()
    {
        var plan = PensiaExperiment2Plan.ForMnist(ExperimentBudget.Standard, "trained");
        foreach (PublishedSearch reading in PensiaExperiment2Published.Searches)
        {
            Assert.Contains(reading.Removed, plan.Panels.Single(panel => panel.Network == reading.Network).Removed);
            Assert.Contains(reading.Structure, PensiaExperiment2Plan.Structures);
            Assert.InRange(reading.Accuracy, 0.09, 1);
        }

        Assert.Equal(
            32, PensiaExperiment2Published.Searches.Select(reading => (reading.Network, reading.Structure, reading.Removed)).Distinct().Count());
    }

    [Theory]
    [InlineData(60_000, "trained", 10, 0.9700, true)]
    [InlineData(60_000, "trained", 10, 0.9600, false)]
    [InlineData(60_000, "trained", 50, 0.9999, true)]
    [InlineData(60_000, "trained", 50, 0.9600, false)]
    [InlineData(10_000, "trained", 10, 0.9600, null)]
    public void Verdicts_are_given_where_the_runs_are_alike(int examples, string convolutions, int epochs, double accuracy, bool? agrees)
    {
        PensiaExperiment2Plan plan = PensiaExperiment2Plan.ForMnist(ExperimentBudget.Standard, convolutions) with { Examples = examples };
        plan = plan with { Panels = [.. plan.Panels.Where(panel => panel.Network == "two-layer")] };
        var results = new PensiaExperiment2Results(
            plan,
            [
                new SearchPoint("two-layer", "linear", 0.5, epochs, 1, accuracy, null, null, null),
                new SearchPoint("two-layer", "relu", 0.5, epochs, 1, accuracy, null, null, null),
            ],
            [new TrainedPoint("two-layer", epochs, 1, 0.98, [], [])]);
        IReadOnlyList<ReproductionRow> rows = results.Rows();
        Assert.Equal(agrees, rows[1].Agrees);
        Assert.Equal((0.9655, null), (rows[2].Published, rows[2].Agrees));
        Assert.StartsWith("no verdict", rows[2].Criterion, StringComparison.Ordinal);
    }

    [Fact]
    public void Missing_files_are_told_before_any_cell_runs()
    {
        using var folder = new StoreFolder();
        var plan = PensiaExperiment2Plan.ForMnist(ExperimentBudget.Short, "random");
        Assert.Throws<InvalidInputException>(() => PensiaExperiment2.Run(plan, Data, folder.Path, threads: 1, TimeProvider.System));
        Assert.False(File.Exists(folder.Path));
    }
}
