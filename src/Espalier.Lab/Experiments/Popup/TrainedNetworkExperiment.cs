using System.Collections.Immutable;
using Espalier.Graphs;
using Espalier.Lab.Data;
using Espalier.Tickets.Searching;
using Espalier.Training;
using Espalier.Training.DataSets;
using Espalier.Training.Pruning;

namespace Espalier.Lab.Experiments.Popup;

/// <summary>One trained network, and what is left of it when weights of small magnitude or hidden units that contribute little are removed.</summary>
public sealed class TrainedNetworkExperiment : Experiment<NetworkParameters>
{
    private readonly TrainingData _data;

    /// <summary>Describes the experiment.</summary>
    /// <param name="data">Where its images come from.</param>
    public TrainedNetworkExperiment(TrainingData data)
        : base(
            "trained-network",
            revision: 1,
            "What a network reaches that is trained by gradient descent, whole and pruned by magnitude or by hidden units",
            [
                Measure.OfShare(
                    "accuracy", "share of the test images that are classified correctly; missing if the training diverged", isOptional: true),
                Measure.OfShare("best-accuracy", "the best of the accuracies after each epoch; missing if the training diverged", isOptional: true),
                new Measure("parameters", ScalarKind.Integer, "weights of the trained layers"),
                new Measure("diverged", ScalarKind.Flag, "whether the training diverged"),
                .. KeptPercents.SelectMany(percent => (Measure[])
                [
                    Measure.OfShare(
                        Magnitude(percent), Invariant(
                            $"accuracy of the {percent} % of the weights that have the largest magnitudes"), isOptional: true),
                    Measure.OfShare(
                        Neurons(percent),
                        Invariant($"accuracy of the hidden units that contribute most, with at most {percent} % of the weights"),
                        isOptional: true),
                ]),
            ]) => _data = data;

    /// <summary>The kept percentages of the trained weights that are measured.</summary>
    public static ImmutableArray<int> KeptPercents { get; } = [50, 20, 10, 5, 2, 1];

    /// <summary>The measure for magnitude pruning.</summary>
    public static string Magnitude(int percent) => Invariant($"magnitude-{percent}");

    /// <summary>The measure for neuron pruning.</summary>
    public static string Neurons(int percent) => Invariant($"neurons-{percent}");

    /// <inheritdoc/>
    protected override string? Objection(NetworkParameters parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        return NetworkTask.Objection(parameters);
    }

    /// <inheritdoc/>
    protected override CellResult Run(NetworkParameters parameters, Cell cell, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentNullException.ThrowIfNull(cell);
        NetworkTask task = NetworkTask.Of(parameters, cell.Address.Seed, _data);
        long weights = task.Widths.Zip(task.Widths.Skip(1), (inputs, outputs) => (long)inputs * outputs).Sum();
        TrainingResult trained = BaselineTraining.Run(
            Blueprints.OfWidths(task.Widths.AsSpan()), task.Training, task.Test, task.Descent, threads: 1, cancel: cancel);
        if (trained.Status == TrainingStatus.Cancelled) throw new OperationCanceledException(cancel);
        CellResult result = new CellResult(Schema).With("parameters", weights).With("diverged", trained.Status == TrainingStatus.Diverged);
        if (trained.Network is not { } network) return result;
        result.With("accuracy", Accuracy(network, task, cancel)!.Value).With("best-accuracy", trained.Epochs.Max(epoch => epoch.Accuracy));
        LabelledImages activity = task.Images.Slice(0, Math.Min(PopupBaselines.ActivityImages, task.Images.Count));
        foreach (int percent in KeptPercents)
        {
            long kept = weights * percent / 100;
            result.With(Magnitude(percent), Accuracy(MagnitudePruning.Prune(network, kept), task, cancel)!.Value);
            if (Accuracy(NeuronPruning.Prune(network, kept, activity, threads: 1, cancel), task, cancel) is { } neurons)
                result.With(Neurons(percent), neurons);
        }

        return result;
    }

    private static double? Accuracy(Network? network, NetworkTask task, CancellationToken cancel) =>
        PrunedBaseline.Measure(network, task.TestImages, threads: 1, cancel)?.Accuracy;
}
