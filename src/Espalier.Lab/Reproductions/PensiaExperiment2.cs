using Espalier.Lab.Data;
using Espalier.Lab.Experiments.Popup;
using Espalier.Lab.Running;
using Espalier.Lab.Specifications;
using Espalier.Lab.Storage;

namespace Espalier.Lab.Reproductions;

/// <summary>
/// Experiment 2 of Pensia et al. 2020: edge-popup on their structures and on wide networks, accuracy against kept parameters, for a
/// two-layer and a four-layer network and for LeNet-5 behind frozen convolutions. Runs as two sweeps, so that it can be resumed.
/// </summary>
public static class PensiaExperiment2
{
    /// <summary>Runs what the stores do not have yet.</summary>
    /// <param name="plan">What to run.</param>
    /// <param name="data">Where the images come from.</param>
    /// <param name="store">The store of the two sweeps.</param>
    /// <param name="threads">Cells at a time.</param>
    /// <param name="time">The clock of the run's record.</param>
    /// <param name="progress">Hears the share of the cells done.</param>
    /// <param name="cancel">Stops the work; finished cells are kept.</param>
    /// <exception cref="InvalidInputException">A data file is missing, or the stores cannot be used.</exception>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
    public static PensiaExperiment2Results Run(
        PensiaExperiment2Plan plan,
        TrainingData data,
        string store,
        int threads,
        TimeProvider time,
        IProgress<double>? progress = null,
        CancellationToken cancel = default)
    {
        RequireData(plan, data);
        Sweep searches = plan.Searches(new EdgePopupExperiment(data));
        Sweep trainings = plan.Trainings(new TrainedNetworkExperiment(data));
        var options = new RunOptions(threads, Shard.Whole, RetryFailed: true, time, RunEnvironment.Capture());
        RecordTable trained = ReproductionSweep.Run(trainings, store, options, ReproductionSweep.Part(progress, 0, 0.1), cancel);
        RecordTable searched = ReproductionSweep.Run(searches, store, options, ReproductionSweep.Part(progress, 0.1, 0.9), cancel);
        return PensiaExperiment2Results.Of(plan, searched, trained);
    }

    /// <summary>A file that is missing is told before the work, not by every cell.</summary>
    private static void RequireData(PensiaExperiment2Plan plan, TrainingData data)
    {
        data.Images(plan.Data, training: false, plan.Tests);
        data.Images(plan.Data, training: true, plan.Examples);
        if (plan.Convolutions == "trained") data.Convolutions();
    }
}
