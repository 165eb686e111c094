using System.Collections.Immutable;
using Espalier.Lab.Data;
using Espalier.Lab.Experiments.Pruning;
using Espalier.Lab.Running;
using Espalier.Lab.Specifications;
using Espalier.Lab.Storage;

namespace Espalier.Lab.Reproductions;

/// <summary>The trade between removing weights and removing neurons of trained networks. Runs as sweeps, so that it can be resumed.</summary>
public static class Structured
{
    /// <summary>Trains and prunes what the store does not have yet.</summary>
    /// <param name="plan">What to run.</param>
    /// <param name="data">Where the images come from.</param>
    /// <param name="store">The store.</param>
    /// <param name="threads">Cells at a time.</param>
    /// <param name="time">The clock of the run's record.</param>
    /// <param name="progress">Hears the share of the cells done.</param>
    /// <param name="cancel">Stops the work; finished cells are kept.</param>
    /// <exception cref="InvalidInputException">A data file is missing, or the store cannot be used.</exception>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
    public static ImmutableArray<StructuredPoint> Accuracies(
        StructuredPlan plan,
        TrainingData data,
        string store,
        int threads,
        TimeProvider time,
        IProgress<double>? progress = null,
        CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(data);
        foreach (string images in plan.Data) data.Images(images, training: true, plan.Examples);
        Sweep sweep = plan.Trainings(new PruningTradeExperiment(data));
        IProgress<SweepProgress>? part = ReproductionSweep.Part(progress, 0, 1);
        return StructuredResults.PointsOf(ReproductionSweep.Run(sweep, store, Options(threads, time), part, cancel));
    }

    /// <summary>The errors of a network's outputs without 30 % of its multiply-adds.</summary>
    /// <param name="path">The network.</param>
    /// <param name="store">The store.</param>
    /// <param name="time">The clock of the run's record.</param>
    /// <param name="cancel">Stops the work.</param>
    /// <exception cref="InvalidInputException">The file cannot be used, or it is another than that of the records.</exception>
    public static StructuredFeatures Features(string path, string store, TimeProvider time, CancellationToken cancel = default)
    {
        Sweep sweep = SweepPlan.Of(
            new PrunedFeaturesExperiment(path), [new GridOf<PrunedFeaturesParameters>(new())], 1, "reproduce structured");
        RecordTable table = ReproductionSweep.Run(sweep, store, Options(1, time), null, cancel);
        int row = table.SortedRows()[0];
        return new StructuredFeatures(
            table["removed-share"].Number(row), table["plain-error"].Number(row), table["refitted-error"].Number(row));
    }

    private static RunOptions Options(int threads, TimeProvider time) =>
        new(threads, Shard.Whole, RetryFailed: true, time, RunEnvironment.Capture());
}
