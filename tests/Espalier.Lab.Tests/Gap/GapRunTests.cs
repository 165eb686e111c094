using Espalier.Lab.Experiments.Gap;
using Espalier.Lab.Figures;
using Espalier.Lab.Gap;
using Espalier.Lab.Reports;
using Espalier.Lab.Reproductions;
using Espalier.Lab.Running;
using Espalier.Lab.Specifications;
using Espalier.Lab.Tests.Storage;

namespace Espalier.Lab.Tests.Gap;

public sealed class GapRunTests
{
    private static readonly WidthNeededExperiment Experiment = new();

    private static readonly GapMethod Relu = GapMethod.Find(GapMethod.NeuronsRelu);

    /// <summary>With a ReLU behind the output searches for neurons take long from four dimensions on.</summary>
    private static readonly GapRequest Small = new()
    {
        Dimensions = [2, 3, 4],
        Epsilons = [0.97, 0.95, 0.9],
        Trials = 7,
        Methods = GapMethod.All.Remove(Relu),
    };

    [Fact]
    [Slow]
    public void Draws_do_not_depend_on_threads_and_a_stopped_run_goes_on_to_the_same_records()
    {
        foreach (GapRequest request in (GapRequest[])[Small with { Methods = [Relu], Dimensions = [2, 3] }, Small])
        {
            using var one = new StoreFolder();
            using var stopped = new StoreFolder();
            Sweep sweep = GapPlan.Sweep(request);
            one.Run(sweep, StoreFolder.Options(1));
            using (var source = new CancellationTokenSource())
            {
                var progress = new Stopper(source);
                Assert.Equal(SweepEnding.Cancelled, stopped.Run(sweep, StoreFolder.Options(2), progress, source.Token).Ending);
            }

            int before = stopped.SortedLines().Length;
            stopped.Run(sweep, StoreFolder.Options(3));
            int points = request.Methods.Length * request.Dimensions.Length * 3;
            Assert.Equal(points * 7, one.SortedLines().Length);
            Assert.True(before < one.SortedLines().Length);
            Assert.Equal(one.SortedLines(), stopped.SortedLines());

            GapTable table = Table(one, sweep);
            Assert.Equal((points, points * 7L, 0L), (table.Points.Length, table.Cells, table.Missing));
            if (request == Small) ShowsTheStore(table);
        }
    }

    [Fact]
    public void Other_records_in_the_store_change_nothing()
    {
        using var folder = new StoreFolder();
        GapRequest request = new()
        {
            Dimensions = [2],
            Epsilons = [0.8],
            Trials = 7,
            Methods = [GapMethod.Find(GapMethod.Weights), GapMethod.Find(GapMethod.SingleNeuron)],
        };
        folder.Run(GapPlan.Sweep(request), StoreFolder.Options(1));
        GapTable alone = Table(folder, GapPlan.Sweep(request));
        foreach (GapRequest other in (GapRequest[])[request with { Seed = 2 }, request with { Trials = 9 }, request with { Epsilons = [0.7] }])
            folder.Run(GapPlan.Sweep(other), StoreFolder.Options(1));
        GapTable among = Table(folder, GapPlan.Sweep(request));
        Assert.Equal(alone.Points.SelectMany(point => point.Draws), among.Points.SelectMany(point => point.Draws));
        GapTable seeded = Table(folder, GapPlan.Sweep(request with { Seed = 2 }));
        Assert.NotEqual(alone.Points.SelectMany(point => point.Draws), seeded.Points.SelectMany(point => point.Draws));

        // A sweep sees the draws of others among its own cells once these are listed.
        Sweep longer = GapPlan.Sweep(request with { Trials = 10 });
        folder.Run(longer, StoreFolder.Options(1) with { Drain = new CancellationToken(canceled: true) });
        GapTable shared = Table(folder, longer);
        Assert.Equal((18, 20L, 2L), (shared.Points.Sum(point => point.Draws.Length), shared.Cells, shared.Missing));
    }

    [Fact]
    public void The_long_run_goes_beyond_the_standard_one_everywhere()
    {
        Sweep standard = GapPlan.Sweep(new());
        Sweep full = GapPlan.Sweep(new() { IsFull = true, Trials = GapRequest.FullTrials });
        Assert.True(full.Points().Count() > standard.Points().Count());
        foreach (GapMethod method in GapMethod.All)
        {
            foreach (int dimension in GapRequest.StandardDimensions)
            {
                GapReach near = GapReach.Of(method, dimension, new());
                GapReach far = GapReach.Of(method, dimension, new() { IsFull = true });
                Assert.True(far.Epsilons[^1] <= near.Epsilons[^1] && far.MostWidth >= near.MostWidth && far.Effort >= near.Effort);
                Assert.True(near.Epsilons.SequenceEqual(near.Epsilons.OrderDescending()));
            }
        }
    }

    [Theory]
    [InlineData("dimensions")]
    [InlineData("epsilons")]
    [InlineData("trials")]
    [InlineData("seed")]
    [InlineData("methods")]
    public void Requests_that_cannot_be_measured_are_refused(string what)
    {
        GapRequest wrong = what switch
        {
            "dimensions" => new() { Dimensions = [2, 65] },
            "epsilons" => new() { Epsilons = [0.1, 1] },
            "trials" => new() { Trials = 0 },
            "seed" => new() { Seed = ulong.MaxValue },
            _ => new() { Methods = [] },
        };
        Assert.Contains(what, Assert.Throws<InvalidInputException>(() => GapPlan.Sweep(wrong)).Message);
    }

    [Fact]
    public void As_many_draws_as_may_be_asked_for_can_be_planned() =>
        Assert.Equal(1_000_000, GapPlan.Sweep(new() { Trials = 1_000_000 }).Stopping.MostReplicates);

    [Fact]
    public void Too_wide_a_parent_is_refused_before_anything_runs() =>
        Assert.Throws<InvalidInputException>(() => StoreFolder.Sweep(Experiment, "grid: {method: neurons, most-width: 1000000}"));

    private static GapTable Table(StoreFolder folder, Sweep sweep) => GapTable.Read(sweep, folder.Store().Add(sweep));

    /// <summary>Every median of the store stands in the page and in the figures' data.</summary>
    private static void ShowsTheStore(GapTable table)
    {
        GapFits fits = GapFits.Of(table, 2);
        string page = ReportHtml.Write(GapReport.Of(table, fits, "espalier gap", StoreFolder.Machine));
        string data = FigureCsv.Write(GapFigures.Everything(table));
        foreach (GapPoint point in table.Points)
        {
            Assert.Contains(SvgWriter.Escape(GapText.Width(point)), page);
            Assert.Contains($",{point.Width!.Value:R},", data);
        }

        Assert.Contains("success reaches one half", page);
        Assert.All(GapFindings.Of(table, fits), finding => Assert.Contains(SvgWriter.Escape(finding.Text), page));
        Assert.NotEmpty(GapReproduction.Rows(table, fits));
        Assert.NotEmpty(FigureSvg.Draw(GapFigures.InDimension(table)!));
        Assert.Contains(
            "proven", FigureSvg.Draw(FerreFigures.Thresholds(table with { Points = [.. table.Points.Where(point => point.Dimension == 2)] })));
    }

    /// <summary>Cancels as soon as something is done.</summary>
    private sealed class Stopper(CancellationTokenSource source) : IProgress<SweepProgress>
    {
        public void Report(SweepProgress value)
        {
            if (value.Done > 0) source.Cancel();
        }
    }
}
