using System.Collections.Immutable;
using Espalier.Graphs;
using Espalier.Graphs.Operators;
using Espalier.Lab.Data;
using Espalier.Training;
using Espalier.Training.DataSets;

namespace Espalier.Lab.Experiments.Popup;

/// <summary>What the experiments of Pensia et al. 2020, Experiment 2, train or search for: a network, images, and a descent.</summary>
/// <param name="Widths">The widths of the dense layers.</param>
/// <param name="Images">The training images.</param>
/// <param name="TestImages">The test images.</param>
/// <param name="Training">The training images behind the frozen layers.</param>
/// <param name="Test">The test images behind them.</param>
/// <param name="Descent">How the descent runs.</param>
internal sealed record NetworkTask(
    ImmutableArray<int> Widths, LabelledImages Images, LabelledImages TestImages, ExampleSet Training, ExampleSet Test, TrainingOptions Descent)
{
    /// <summary>The mean and the deviation of MNIST's pixels with which the published code standardises them.</summary>
    private const float PixelMean = 0.1307f;
    private const float PixelDeviation = 0.3081f;

    private const int MostImages = 60_000;

    /// <summary>Random convolutions are the same for every cell, so that their features are computed once.</summary>
    private const ulong ConvolutionSeed = 1;

    /// <summary>The parameters that name a task.</summary>
    public static ImmutableArray<Parameter> Parameters { get; } =
    [
        Parameter.OneOf("network", "784-h-10, 784-h-h-h-10, or the dense layers 400-120-84-10 of LeNet-5 behind frozen convolutions", "two-layer", "four-layer", "lenet"),
        Parameter.WholeNumber("hidden", "h, the units of each hidden layer; LeNet-5 has its own", 500, 1, 10_000),
        Parameter.OneOf("pixels", "pixel / 255, or that less 0.1307 over 0.3081 as the published code has it", "unit", "standard"),
        Parameter.OneOf("convolutions", "those of the published LeNet-5, as the published code loads them, or random ones, as the paper says", "trained", "random"),
        Parameter.OneOf("data", "the images; mnist is looked for in the data folder", "glyphs", "mnist"),
        Parameter.WholeNumber("examples", "training images, the first of the set", 2000, 1, MostImages),
        Parameter.WholeNumber("tests", "test images, the first of the set", 1000, 1, 10_000),
        Parameter.WholeNumber("epochs", "passes over the training images", 3, 1, 10_000),
        Parameter.Real("learning-rate", "the learning rate of the first epoch, which falls to 0 along a cosine", 0.1, 0, 100, excludeMinimum: true),
    ];

    /// <summary>Why the parameters do not go together, or null.</summary>
    public static string? Objection(Cell cell)
    {
        bool isLeNet = cell.Text("network") == "lenet";
        if (isLeNet && cell.Integer("hidden") != 500) return "LeNet-5 has hidden layers of its own: leave hidden at 500";
        return !isLeNet && cell.Text("convolutions") != "trained" ? "only LeNet-5 has convolutions: leave convolutions at trained" : null;
    }

    /// <summary>Reads the task of a cell.</summary>
    /// <exception cref="InvalidInputException">A file is missing or damaged.</exception>
    public static NetworkTask Of(Cell cell, TrainingData data)
    {
        int hidden = (int)cell.Integer("hidden");
        string name = cell.Text("data");
        LabelledImages images = data.Images(name, training: true, (int)cell.Integer("examples"));
        LabelledImages tests = data.Images(name, training: false, (int)cell.Integer("tests"));
        Network? front = Front(cell, data);
        string key = $"{cell.Text("network") == "lenet"} {cell.Text("pixels")} {cell.Text("convolutions")}";
        ImmutableArray<int> widths = cell.Text("network") switch
        {
            "two-layer" => [images.Image.Length, hidden, 10],
            "four-layer" => [images.Image.Length, hidden, hidden, hidden, 10],
            _ => [front!.OutputShape.Length, 120, 84, 10],
        };
        var descent = new TrainingOptions { Epochs = (int)cell.Integer("epochs"), LearningRate = cell.Number("learning-rate"), Seed = cell.Address.Seed };
        return new NetworkTask(widths, images, tests, data.Examples(key, images, front), data.Examples(key, tests, front), descent);
    }

    /// <summary>The frozen layers, or null where pixels go in as they are.</summary>
    private static Network? Front(Cell cell, TrainingData data)
    {
        bool isStandard = cell.Text("pixels") == "standard";
        var image = new Shape(1, 28, 28);
        ImmutableArray<Operator> standardised = isStandard
            ? [new ElementwiseAffine(new Tensor(new Shape(1), [1 / PixelDeviation]), new Tensor(new Shape(1), [-PixelMean / PixelDeviation]))]
            : [];
        if (cell.Text("network") == "lenet") return new Network(image, [.. standardised, .. (cell.Text("convolutions") == "trained" ? data.Convolutions() : FrozenLayers.LeNet5(ConvolutionSeed)).Layers]);
        return isStandard ? new Network(image, [.. standardised, new Flatten()]) : null;
    }
}
