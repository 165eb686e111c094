using System.Collections.Immutable;
using System.Diagnostics;
using Espalier.Formats;
using Espalier.Lab.Data;
using Espalier.Lab.Experiments.Pruning;
using Espalier.Lab.Figures;
using Espalier.Lab.Reports;
using Espalier.Lab.Reproductions;
using Espalier.Lab.Storage;
using Espalier.Work.Data;
using Espalier.Work.Inputs;

namespace Espalier.Work.Reproductions;

/// <summary>The trade between removing weights and removing neurons, to measure.</summary>
public sealed record StructuredRequest
{
    /// <summary>How much is run.</summary>
    public ExperimentBudget Budget { get; init; } = ExperimentBudget.Short;

    /// <summary>The images; glyphs alone are a tiny version that needs no file.</summary>
    public string[] Data { get; init; } = [DataSource.Mnist, DataSource.FashionMnist];

    /// <summary>ResNet-18 as an ONNX file; that of the user's data folder, or none if it is not there.</summary>
    public string? Resnet { get; init; }

    /// <summary>Rounds of timing, in each of which everything is timed once; 0 for no times.</summary>
    public int Rounds { get; init; } = 21;

    /// <summary>Where finished cells are kept, so that the same request goes on where it stopped.</summary>
    public string Store { get; init; } = $"runs/{StructuredJob.Name}.db";

    /// <summary>The folder of the figures, the page and the times, or null.</summary>
    public string? Out { get; init; }

    /// <summary>The seed of the inputs and weights of timed networks.</summary>
    public ulong Seed { get; init; } = 1;
}

/// <summary>Trains networks, prunes them in every way, and times what is left.</summary>
public sealed class StructuredJob : IJob<StructuredRequest, ReproductionAnswer>
{
    /// <summary>What it is called.</summary>
    public const string Name = "structured";

    /// <summary>What it repeats.</summary>
    public const string Summary = "removing weights saves no time, removing neurons does and costs accuracy: the trade of trained networks, measured";

    /// <inheritdoc/>
    public Outcome<ReproductionAnswer> Run(StructuredRequest request, Workplace place)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(place);
        long started = Stopwatch.GetTimestamp();
        Require.Whole("rounds", request.Rounds, 0, 100_000);
        if (request.Resnet is { } named && !File.Exists(named))
            throw new InvalidInputException("resnet", null, $"there is no file {named}", "name an ONNX file");
        StructuredPlan plan = Plan(request);
        List<string> notes = [];
        StructuredResults results;
        try
        {
            ImmutableArray<StructuredPoint> points = Structured.Accuracies(
                plan,
                TrainingData.InDataFolder(),
                request.Store,
                place.Threads,
                TimeProvider.System,
                place.Stage("training and pruning"),
                place.Cancel);
            StructuredFeatures? features = Features(request, plan, notes, place);
            results = new(plan, points, StructuredTimes.Measure(plan, request.Rounds, request.Seed, place), features);
        }
        catch (OperationCanceledException) when (place.Cancel.IsCancellationRequested)
        {
            throw new JobStoppedException($"the finished cells are kept in {request.Store}", null, place.Cancel);
        }

        if (request.Out is { } folder) Write(folder, results, place);
        return ReproductionAnswer.Of(StructuredRows.Of(results), started, [.. StructuredReport.Sentences(results), .. notes]);
    }

    private static StructuredPlan Plan(StructuredRequest request)
    {
        string[] data = [.. request.Data.Distinct(StringComparer.Ordinal)];
        if (data.FirstOrDefault(name => !DataSource.Names.Contains(name)) is { } other)
            throw new InvalidInputException("data", null, $"'{other}' is none of the sets", $"name some of {string.Join(", ", DataSource.Names)}");
        if (data.Contains(DataSource.Glyphs) && data.Length > 1)
            throw new InvalidInputException("data", null, "glyphs are a tiny version of their own", "name them alone");
        if (data.Length == 0) throw new InvalidInputException("data", null, "there is none", $"name some of {string.Join(", ", DataSource.Names)}");
        return data.Contains(DataSource.Glyphs)
            ? StructuredPlan.ForGlyphs()
            : StructuredPlan.ForImages(request.Budget) with { Data = [.. data] };
    }

    private static StructuredFeatures? Features(StructuredRequest request, StructuredPlan plan, List<string> notes, Workplace place)
    {
        string path = request.Resnet ?? PrunedFeaturesExperiment.InDataFolder();
        if (request.Resnet is null && !plan.HasVerdicts) return null;
        if (!File.Exists(path))
        {
            notes.Add($"skipped: ResNet-18, as there is no file {path}; `resnet` names another");
            return null;
        }

        place.Begin("pruning ResNet-18");
        return Structured.Features(path, request.Store, TimeProvider.System, place.Cancel);
    }

    private static void Write(string folder, StructuredResults results, Workplace place)
    {
        var style = new FigureStyle { Width = 1080, PanelHeight = 300 };
        foreach (string data in results.Plan.Data) FigureFiles.Write(StructuredReport.Trade(results, data), folder, data, style);
        AtomicFile.WriteText(
            Path.Combine(folder, "report.html"), ReportHtml.Write(StructuredReport.Page(results, place.Repeat, RunEnvironment.Capture())));
    }
}
