using Espalier.Graphs;
using Espalier.Lab.Data;
using Espalier.Training;
using Espalier.Training.DataSets;
using Espalier.Training.Searching;

namespace Espalier.Lab.Experiments.Popup;

/// <summary>One search of a subnetwork by any method, within a budget of weights and epochs. The cell's seed decides everything random.</summary>
public sealed class SubnetworkExperiment : Experiment<SubnetworkParameters>
{
    private readonly TrainingData _data;

    /// <summary>Describes the experiment.</summary>
    /// <param name="data">Where its images come from.</param>
    public SubnetworkExperiment(TrainingData data)
        : base(
            "subnetwork",
            revision: 1,
            "What a subnetwork reaches that a method finds within a budget of weights and epochs",
            [
                Measure.OfShare("accuracy", "share of the test images classified correctly; missing if it diverged", isOptional: true),
                new Measure("acting", ScalarKind.Integer, "weights that are not 0 and lie on a way from an input to an output"),
                new Measure("kept-weights", ScalarKind.Integer, "kept weights"),
                new Measure("parameters", ScalarKind.Integer, "weights of the whole network"),
                new Measure("diverged", ScalarKind.Flag, "whether the search diverged, or could not keep so few"),
            ]) => _data = data;

    /// <inheritdoc/>
    protected override string? Objection(SubnetworkParameters parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        if (parameters.Network == "lenet5" && parameters.Hidden != 500) return "LeNet-5 has hidden layers of its own: leave hidden at 500";
        return Options(parameters).Objection(parameters.Epochs) is { } objection ? $"{objection.Field}: {objection.Problem}" : null;
    }

    /// <inheritdoc/>
    protected override CellResult Run(SubnetworkParameters parameters, Cell cell, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentNullException.ThrowIfNull(cell);
        ExampleSet training = ExampleSet.Of(_data.Images(parameters.Data, training: true, parameters.Examples));
        ExampleSet test = ExampleSet.Of(_data.Images(parameters.Data, training: false, parameters.Tests));
        double rate = parameters.LearningRate > 0 ? parameters.LearningRate : Preset(parameters).LearningRate;
        var descent = new TrainingOptions { Epochs = parameters.Epochs, LearningRate = rate, Seed = cell.Address.Seed };
        Network blueprint = parameters.Network == "lenet5" ? Blueprints.LeNet5() : Blueprints.OfWidths(training.Length, parameters.Hidden, 10);
        if (DerivedMethod.Find(parameters.Method) is { } derived)
        {
            var task = new DerivedTask(blueprint, parameters.Kept, parameters.Rounds, training, test, descent, cancel);
            return Result(derived.Make(task), task);
        }

        SubnetworkResult found = SubnetworkSearch.Run(blueprint, Options(parameters), training, test, descent, threads: 1, cancel: cancel);
        if (found.Training.Status == TrainingStatus.Cancelled) throw new OperationCanceledException(cancel);
        bool isFound = found.Training.Status == TrainingStatus.Finished;
        CellResult result = new CellResult(Schema)
            .With("acting", found.Acting).With("kept-weights", found.Kept).With("parameters", found.Parameters).With("diverged", !isFound);
        return isFound ? result.With("accuracy", found.Training.Epochs[^1].Accuracy) : result;
    }

    private CellResult Result(DerivedNetwork? made, DerivedTask task)
    {
        CellResult result = new CellResult(Schema)
            .With("acting", made?.Acting ?? 0).With("kept-weights", made?.Kept ?? 0).With("parameters", task.Parameters)
            .With("diverged", made is null);
        if (made is null) return result;
        int correct = Classification.CountCorrect(made.Network, task.Test.Source, task.Test.Count, threads: 1, cancel: task.Cancel);
        return result.With("accuracy", (double)correct / task.Test.Count);
    }

    /// <summary>What is made of a trained network has the rules and the learning rate of the search that it begins with.</summary>
    private static SearchPreset Preset(SubnetworkParameters parameters) =>
        SearchPresets.Find(DerivedMethod.Find(parameters.Method)?.Begins ?? parameters.Method);

    private static SearchOptions Options(SubnetworkParameters parameters) =>
        Preset(parameters).Of(parameters.Kept) with { Rounds = parameters.Rounds };
}

/// <summary>A method, a network, images and a budget.</summary>
public sealed record SubnetworkParameters
{
    /// <summary>Which search.</summary>
    [Parameter(
        "how the subnetwork is found",
        "edge-popup",
        "iterative-magnitude",
        "magnitude",
        "snip",
        "synflow",
        "random",
        "erdos-renyi",
        "edge-popup-uniform",
        "edge-popup-signed",
        "gates",
        "random-source",
        "partly-frozen",
        "dense",
        "grasp",
        "pruned-neurons",
        "pruned-activation",
        "ticket-free",
        "ticket-coded")]
    public string Method { get; init; } = "edge-popup";

    /// <summary>The share of all weights that is kept.</summary>
    [Parameter("the share of all weights that is kept", 0, 1, IsMinimumExcluded = true, Suggested = "[0.5, 0.2, 0.1, 0.05, 0.02]")]
    public double Kept { get; init; } = 0.05;

    /// <summary>Which network.</summary>
    [Parameter("pixels-h-10, or LeNet-5 with trainable convolutions", "dense", "lenet5")]
    public string Network { get; init; } = "dense";

    /// <summary>h.</summary>
    [Parameter("h, the units of the hidden layer; LeNet-5 has its own", 1, 10_000)]
    public int Hidden { get; init; } = 500;

    /// <summary>The images.</summary>
    [Parameter("the images; mnist and fashion-mnist are looked for in the data folder", "glyphs", "mnist", "fashion-mnist")]
    public string Data { get; init; } = "glyphs";

    /// <summary>Training images.</summary>
    [Parameter("training images, the first of the set", 1, NetworkTask.MostImages)]
    public int Examples { get; init; } = 2000;

    /// <summary>Test images.</summary>
    [Parameter("test images, the first of the set", 1, 10_000)]
    public int Tests { get; init; } = 1000;

    /// <summary>Passes over the training images.</summary>
    [Parameter("passes over the training images, all legs together", 1, 10_000)]
    public int Epochs { get; init; } = 5;

    /// <summary>Rounds of iterative pruning.</summary>
    [Parameter("rounds of iterative magnitude pruning", 1, 100)]
    public int Rounds { get; init; } = 4;

    /// <summary>Of the first epoch.</summary>
    [Parameter("the learning rate of the first epoch; 0 is 0.1 for scores and 0.05 for weights", 0, 100)]
    public double LearningRate { get; init; }
}
