using Espalier.Graphs;
using Espalier.Lab.Data;
using Espalier.Pruning;
using Espalier.Training;
using Espalier.Training.DataSets;
using Espalier.Training.Searching;

namespace Espalier.Lab.Experiments.Pruning;

/// <summary>
/// One trained network, and what is left of its accuracy in every <see cref="PruningWay"/>. The cell's seed decides everything random.
/// </summary>
public sealed class PruningTradeExperiment : Experiment<PruningTradeParameters>
{
    private readonly TrainingData _data;

    /// <summary>Describes the experiment.</summary>
    /// <param name="data">Where its images come from.</param>
    public PruningTradeExperiment(TrainingData data)
        : base(
            "pruning-trade",
            revision: 1,
            "What a trained network loses by removing weights, patterns of weights, or neurons, and what a search without training reaches",
            [
                Measure.OfShare("accuracy", "share of the test images classified correctly; missing if the training diverged", isOptional: true),
                new Measure("parameters", ScalarKind.Integer, "weights of the whole network"),
                new Measure("diverged", ScalarKind.Flag, "whether the training diverged"),
                .. PruningWay.All.Select(way => Measure.OfShare(way.Name, $"accuracy {way.Meaning}", isOptional: true)),
            ]) => _data = data;

    /// <inheritdoc/>
    protected override string? Objection(PruningTradeParameters parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        return parameters.Network == "lenet5" && parameters.Width != 0 ? "LeNet-5 has widths of its own: leave width at 0" : null;
    }

    /// <summary>The network whose weights are yet to be trained.</summary>
    public static Network Blueprint(string network, int width) => network switch
    {
        "lenet5" => Blueprints.LeNet5(),
        "residual" => Blueprints.Residual(width > 0 ? width : 32),
        _ => Blueprints.OfWidths(784, width > 0 ? width : 500, width > 0 ? width : 500, 10),
    };

    /// <inheritdoc/>
    protected override CellResult Run(PruningTradeParameters parameters, Cell cell, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentNullException.ThrowIfNull(cell);
        LabelledImages images = _data.Images(parameters.Data, training: true, parameters.Examples);
        LabelledImages tests = _data.Images(parameters.Data, training: false, parameters.Tests);
        (ExampleSet training, ExampleSet test) = (ExampleSet.Of(images), ExampleSet.Of(tests));
        Network blueprint = Blueprint(parameters.Network, parameters.Width);
        var descent = new TrainingOptions { Epochs = parameters.Epochs, LearningRate = parameters.LearningRate, Seed = cell.Address.Seed };
        TrainingResult trained = BaselineTraining.Run(blueprint, training, test, descent, threads: 1, cancel: cancel);
        if (trained.Status == TrainingStatus.Cancelled) throw new OperationCanceledException(cancel);
        CellResult result = new CellResult(Schema).With("parameters", blueprint.ParameterCount).With("diverged", trained.Network is null);
        if (trained.Network is not { } network) return result;
        result.With("accuracy", Accuracy(network, tests, cancel));
        CalibrationSet calibration = Calibration(images, parameters.Calibration);
        foreach (PruningWay way in PruningWay.All)
        {
            if (way.Method == PruningWay.Ticket)
            {
                SearchOptions options = SearchPresets.Find("edge-popup").Of(1 - way.Removed);
                SubnetworkResult found = SubnetworkSearch.Run(
                    blueprint, options, training, test, descent with { LearningRate = parameters.TicketRate }, threads: 1, cancel: cancel);
                if (found.Training.Status == TrainingStatus.Cancelled) throw new OperationCanceledException(cancel);
                if (found.Training.Network is { } ticket) result.With(way.Name, Accuracy(ticket, tests, cancel));
                continue;
            }

            if (way.Prune(network, calibration, cancel) is { } pruned) result.With(way.Name, Accuracy(pruned, tests, cancel));
        }

        return result;
    }

    private static CalibrationSet Calibration(LabelledImages images, int most)
    {
        int count = Math.Min(most, images.Count);
        var pixels = new float[count * images.Image.Length];
        images.Fill(0, pixels);
        return new CalibrationSet(pixels, count);
    }

    private static double Accuracy(Network network, LabelledImages tests, CancellationToken cancel) =>
        (double)Classification.CountCorrect(network, tests, tests.Count, threads: 1, cancel: cancel) / tests.Count;
}

/// <summary>A network, its images, and how it is trained.</summary>
public sealed record PruningTradeParameters
{
    /// <summary>Which network.</summary>
    [Parameter("784-w-w-10, LeNet-5, or two residual blocks of w channels on 7 × 7", "dense", "lenet5", "residual")]
    public string Network { get; init; } = "dense";

    /// <summary>w.</summary>
    [Parameter("w, the units of a hidden layer or the channels; 0 for 500 units and 32 channels", 0, 10_000)]
    public int Width { get; init; }

    /// <summary>The images.</summary>
    [Parameter("the images; mnist and fashion-mnist are looked for in the data folder", "glyphs", "mnist", "fashion-mnist")]
    public string Data { get; init; } = "glyphs";

    /// <summary>Training images.</summary>
    [Parameter("training images, the first of the set", 1, 60_000, Suggested = "[1000, 2000, 4000]")]
    public int Examples { get; init; } = 2000;

    /// <summary>Test images.</summary>
    [Parameter("test images, the first of the set", 1, 10_000)]
    public int Tests { get; init; } = 1000;

    /// <summary>Passes over the training images.</summary>
    [Parameter("passes over the training images, of the training and of each search", 1, 10_000)]
    public int Epochs { get; init; } = 3;

    /// <summary>Of the first epoch.</summary>
    [Parameter("the learning rate of the first epoch, which falls to 0 along a cosine", 0, 100, IsMinimumExcluded = true)]
    public double LearningRate { get; init; } = 0.05;

    /// <summary>Of the first epoch of a search.</summary>
    [Parameter("the learning rate of the first epoch of a search", 0, 100, IsMinimumExcluded = true)]
    public double TicketRate { get; init; } = 0.1;

    /// <summary>Training images for the refit.</summary>
    [Parameter("training images on which layers are solved anew", 1, 60_000)]
    public int Calibration { get; init; } = 1024;
}
