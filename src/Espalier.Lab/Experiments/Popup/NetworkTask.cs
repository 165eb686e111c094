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

    internal const int MostImages = 60_000;

    /// <summary>Random convolutions are the same for every cell, so that their features are computed once.</summary>
    private const ulong ConvolutionSeed = 1;

    /// <summary>Why the parameters do not go together, or null.</summary>
    public static string? Objection(NetworkParameters parameters)
    {
        bool isLeNet = parameters.Network == "lenet";
        if (isLeNet && parameters.Hidden != 500) return "LeNet-5 has hidden layers of its own: leave hidden at 500";
        return !isLeNet && parameters.Convolutions != "trained" ? "only LeNet-5 has convolutions: leave convolutions at trained" : null;
    }

    /// <summary>Reads the task of a cell.</summary>
    /// <exception cref="InvalidInputException">A file is missing or damaged.</exception>
    public static NetworkTask Of(NetworkParameters parameters, ulong seed, TrainingData data)
    {
        (int hidden, string name) = (parameters.Hidden, parameters.Data);
        LabelledImages images = data.Images(name, training: true, parameters.Examples);
        LabelledImages tests = data.Images(name, training: false, parameters.Tests);
        Network? front = Front(parameters, data);
        string key = $"{parameters.Network == "lenet"} {parameters.Pixels} {parameters.Convolutions}";
        ImmutableArray<int> widths = parameters.Network switch
        {
            "two-layer" => [images.Image.Length, hidden, 10],
            "four-layer" => [images.Image.Length, hidden, hidden, hidden, 10],
            _ => [front!.OutputShape.Length, 120, 84, 10],
        };
        var descent = new TrainingOptions { Epochs = parameters.Epochs, LearningRate = parameters.LearningRate, Seed = seed };
        return new NetworkTask(widths, images, tests, data.Examples(key, images, front), data.Examples(key, tests, front), descent);
    }

    /// <summary>The frozen layers, or null where pixels go in as they are.</summary>
    private static Network? Front(NetworkParameters parameters, TrainingData data)
    {
        bool isStandard = parameters.Pixels == "standard";
        var image = new Shape(1, 28, 28);
        ImmutableArray<Operator> standardised = isStandard
            ? [new ElementwiseAffine(new Tensor(new Shape(1), [1 / PixelDeviation]), new Tensor(new Shape(1), [-PixelMean / PixelDeviation]))]
            : [];
        if (parameters.Network == "lenet")
            return new Network(
                image,
                [
                    .. standardised,
                    .. (
                        parameters.Convolutions == "trained" ? data.Convolutions() : FrozenLayers.LeNet5(ConvolutionSeed)).Nodes.Select(node =>
                            node.Operator),
                ]);
        return isStandard ? new Network(image, [.. standardised, new Flatten()]) : null;
    }
}
