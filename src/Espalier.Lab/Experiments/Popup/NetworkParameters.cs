namespace Espalier.Lab.Experiments.Popup;

/// <summary>A network, its images and a descent: what searching and training have in common.</summary>
public record NetworkParameters
{
    /// <summary>Which network.</summary>
    [Parameter("784-h-10, 784-h-h-h-10, or the dense layers 400-120-84-10 of LeNet-5 behind frozen convolutions", "two-layer", "four-layer", "lenet")]
    public string Network { get; init; } = "two-layer";

    /// <summary>h.</summary>
    [Parameter("h, the units of each hidden layer; LeNet-5 has its own", 1, 10_000, Suggested = "[20, 50, 100]")]
    public int Hidden { get; init; } = 500;

    /// <summary>How pixels go in.</summary>
    [Parameter("pixel / 255, or that less 0.1307 over 0.3081 as the published code has it", "unit", "standard")]
    public string Pixels { get; init; } = "unit";

    /// <summary>LeNet-5's convolutions.</summary>
    [Parameter("those of the published LeNet-5, as the published code loads them, or random ones, as the paper says", "trained", "random")]
    public string Convolutions { get; init; } = "trained";

    /// <summary>The images.</summary>
    [Parameter("the images; mnist is looked for in the data folder", "glyphs", "mnist")]
    public string Data { get; init; } = "glyphs";

    /// <summary>Training images.</summary>
    [Parameter("training images, the first of the set", 1, NetworkTask.MostImages)]
    public int Examples { get; init; } = 2000;

    /// <summary>Test images.</summary>
    [Parameter("test images, the first of the set", 1, 10_000)]
    public int Tests { get; init; } = 1000;

    /// <summary>Passes over the training images.</summary>
    [Parameter("passes over the training images", 1, 10_000)]
    public int Epochs { get; init; } = 3;

    /// <summary>Of the first epoch.</summary>
    [Parameter("the learning rate of the first epoch, which falls to 0 along a cosine", 0, 100, IsMinimumExcluded = true)]
    public double LearningRate { get; init; } = 0.1;
}
