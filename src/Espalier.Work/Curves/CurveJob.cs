using Espalier.Lab.Curves;
using Espalier.Lab.Data;
using Espalier.Lab.Experiments;
using Espalier.Lab.Experiments.Popup;
using Espalier.Lab.Specifications;
using Espalier.Lab.Storage;
using Espalier.Training.Searching;
using Espalier.Work.Data;
using Espalier.Work.Lab;

namespace Espalier.Work.Curves;

/// <summary>Curves of accuracy against kept share to measure.</summary>
public sealed record CurveJobRequest
{
    /// <summary>The methods.</summary>
    public string[] Methods { get; init; } = [.. SearchPresets.Standard];

    /// <summary>The networks: lenet5, dense.</summary>
    public string[] Networks { get; init; } = [.. new CurveRequest().Networks];

    /// <summary>The images: mnist, fashion-mnist, glyphs.</summary>
    public string[] Data { get; init; } = [.. new CurveRequest().Data];

    /// <summary>The kept shares.</summary>
    public double[] Kept { get; init; } = [.. new CurveRequest().Kept];

    /// <summary>Replicates of every point.</summary>
    public int Replicates { get; init; } = new CurveRequest().Replicates;

    /// <summary>Passes over the training images, the same for all methods.</summary>
    public int Epochs { get; init; } = new CurveRequest().Epochs;

    /// <summary>Training images.</summary>
    public int Training { get; init; } = new CurveRequest().Examples;

    /// <summary>Test images.</summary>
    public int Test { get; init; } = new CurveRequest().Tests;

    /// <summary>Hidden units of the dense network.</summary>
    public int Hidden { get; init; } = new CurveRequest().Hidden;

    /// <summary>Rounds of iterative magnitude pruning.</summary>
    public int Rounds { get; init; } = new CurveRequest().Rounds;

    /// <summary>The learning rate of the first epoch; each method's own if not given.</summary>
    public double? LearningRate { get; init; }

    /// <summary>The folder of the records and the report; what is there already is not run again.</summary>
    public string Out { get; init; } = "curve";

    /// <summary>Another store for the records, such as a database that several machines share; one in the folder if not given.</summary>
    public string? Store { get; init; }
}

/// <summary>The curves, what they show, and where everything was written.</summary>
public sealed record CurveAnswer(
    CurvePoint[] Points, string[] Findings, long Searches, int Diverged, string Report, string Figure, string Data, string Store);

/// <summary>Measures accuracy against kept share for several methods, networks and data sets on equal budgets; resumes from its store.</summary>
public sealed class CurveJob : IJob<CurveJobRequest, CurveAnswer>
{
    /// <inheritdoc/>
    public Outcome<CurveAnswer> Run(CurveJobRequest request, Workplace place)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(place);
        CurveRequest curves = Resolved(request);
        Sweep sweep = curves.Sweep((SubnetworkExperiment)ExperimentCatalogue.Find("subnetwork")!);
        RequireData(curves);
        Directory.CreateDirectory(request.Out);
        using IStore store = Stores.OpenOrCreate(request.Store ?? Path.Combine(request.Out, Stores.Standard));
        IStoredSweep stored = SweepWork.Complete("searching", "searches", sweep, store, place);
        place.Begin("writing the report");
        var table = CurveTable.Read(curves, sweep, stored, place.Cancel);
        var files = CurveFiles.Write(table, curves, request.Out, place.Repeat, RunEnvironment.Capture());
        return Outcome.Of(
            new CurveAnswer(
                [.. table.Points],
                [.. CurveOrders.Of(table)],
                table.Cells - table.Missing,
                table.Diverged,
                files.Report,
                files.Figure,
                files.Data,
                store.Name));
    }

    /// <summary>Missing files are said before an hour of work, not in it.</summary>
    private static void RequireData(CurveRequest curves)
    {
        var data = TrainingData.InDataFolder();
        foreach (string name in curves.Data.Where(name => name != DataSource.Glyphs)) data.Images(name, training: false, 1);
    }

    private static CurveRequest Resolved(CurveJobRequest request)
    {
        foreach (string method in request.Methods) SubnetworkMethods.Meaning(method);
        Require("networks", request.Networks, "lenet5", "dense");
        Require("data", request.Data, [.. DataSource.Names]);
        return new CurveRequest
        {
            Methods = [.. request.Methods.Distinct(StringComparer.Ordinal)],
            Networks = [.. request.Networks.Distinct(StringComparer.Ordinal)],
            Data = [.. request.Data.Distinct(StringComparer.Ordinal)],
            Kept = [.. request.Kept.Distinct()],
            Replicates = request.Replicates,
            Epochs = request.Epochs,
            Examples = request.Training,
            Tests = request.Test,
            Hidden = request.Hidden,
            Rounds = request.Rounds,
            LearningRate = request.LearningRate ?? 0,
        };
    }

    private static void Require(string field, string[] names, params string[] known)
    {
        if (names.FirstOrDefault(name => !known.Contains(name, StringComparer.Ordinal)) is { } other)
            throw new InvalidInputException(field, null, $"'{other}' is none of them", $"name some of {string.Join(", ", known)}");
    }
}
