using System.Diagnostics;
using Espalier.Formats;
using Espalier.Lab.Data;
using Espalier.Lab.Figures;
using Espalier.Lab.Reports;
using Espalier.Lab.Reproductions;
using Espalier.Lab.Storage;
using Espalier.Work.Data;

namespace Espalier.Work.Reproductions;

/// <summary>Experiment 2 of Pensia et al. to repeat.</summary>
public sealed record PensiaExperiment2Request
{
    /// <summary>How much is run.</summary>
    public ExperimentBudget Budget { get; init; } = ExperimentBudget.Standard;

    /// <summary>The images; glyphs are a tiny version that needs no file.</summary>
    public string Data { get; init; } = DataSource.Mnist;

    /// <summary>The LeNet-5 whose convolutions are frozen; that of the user's data folder, or random ones if it is not there.</summary>
    public string? Lenet { get; init; }

    /// <summary>Where finished cells are kept, so that the same request goes on where it stopped.</summary>
    public string Store { get; init; } = $"runs/{PensiaExperiment2Job.Name}.db";

    /// <summary>The folder of the figures and the page, or null.</summary>
    public string? Out { get; init; }

    /// <summary>The seed of glyphs.</summary>
    public ulong Seed { get; init; } = 1;
}

/// <summary>Repeats Experiment 2 of Pensia et al.: edge-popup on structures and wide networks.</summary>
public sealed class PensiaExperiment2Job : IJob<PensiaExperiment2Request, ReproductionAnswer>
{
    /// <summary>What it is called.</summary>
    public const string Name = "pensia-experiment-2";

    /// <summary>What it repeats.</summary>
    public const string Summary = "Pensia et al. 2020, Experiment 2: edge-popup on structures and wide networks, accuracy against kept parameters";

    /// <inheritdoc/>
    public Outcome<ReproductionAnswer> Run(PensiaExperiment2Request request, Workplace place)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(place);
        long started = Stopwatch.GetTimestamp();
        string convolutions = request.Lenet ?? Path.Combine(DataFolder.Of("pensia"), TrainingData.LeNetFile);
        bool isTrained = request.Lenet is not null || File.Exists(convolutions);
        PensiaExperiment2Plan plan = request.Data == DataSource.Glyphs
            ? PensiaExperiment2Plan.ForGlyphs()
            : PensiaExperiment2Plan.ForMnist(request.Budget, isTrained ? "trained" : "random");

        // Images that are missing are refused before anything else is said.
        DataSource.Open(request.Data, training: false, limit: 1, request.Seed, place);
        string[] cuts = [.. plan.Cuts().Select(cut => $"cut: {cut}")];
        foreach (string cut in cuts) place.Note(cut);
        PensiaExperiment2Results results = Measure(plan, new TrainingData(DataSource.Folder(request.Data), convolutions), request, place);
        IReadOnlyList<ReproductionRow> rows = results.Rows();
        if (request.Out is { } folder) Write(folder, results, rows, place);
        return ReproductionAnswer.Of(rows, started, cuts);
    }

    private static PensiaExperiment2Results Measure(PensiaExperiment2Plan plan, TrainingData data, PensiaExperiment2Request request, Workplace place)
    {
        try
        {
            return PensiaExperiment2.Run(plan, data, request.Store, place.Threads, TimeProvider.System, place.Stage("searching"), place.Cancel);
        }
        catch (OperationCanceledException) when (place.Cancel.IsCancellationRequested)
        {
            throw new JobStoppedException($"the finished cells are kept in {request.Store}", null, place.Cancel);
        }
    }

    private static void Write(string folder, PensiaExperiment2Results results, IReadOnlyList<ReproductionRow> rows, Workplace place)
    {
        var style = new FigureStyle { Width = 1080, PanelHeight = 300 };
        FigureFiles.Write(PensiaExperiment2Report.Accuracies(results), folder, "accuracy", style);
        FigureFiles.Write(PensiaExperiment2Report.FewKept(results), folder, "few-kept", style);
        Report page = PensiaExperiment2Report.Page(results, rows, place.Repeat, RunEnvironment.Capture());
        AtomicFile.WriteText(Path.Combine(folder, "report.html"), ReportHtml.Write(page));
    }
}
