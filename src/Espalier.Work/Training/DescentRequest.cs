using Espalier.Work.Data;

namespace Espalier.Work.Training;

/// <summary>What all trainings share: data, widths, and how the descent runs.</summary>
public abstract record DescentRequest : IExampleRequest
{
    /// <inheritdoc/>
    public required string Data { get; init; }

    /// <summary>Where the test examples are, if not with the others.</summary>
    public string? TestData { get; init; }

    /// <inheritdoc/>
    public string? Label { get; init; }

    /// <inheritdoc/>
    public double? Scale { get; init; }

    /// <inheritdoc/>
    public double[]? Normalise { get; init; }

    /// <summary>Training images, from the first on; all of a folder, or 60 000 glyphs, if not given.</summary>
    public int? Training { get; init; }

    /// <summary>Test images, from the first on; all of a folder, or 10 000 glyphs, if not given.</summary>
    public int? Test { get; init; }

    /// <summary>The widths of the network, from inputs to classes.</summary>
    public int[] Layers { get; init; } = [784, 500, 10];

    /// <summary>Another network in their place: lenet5, or a file whose operators and shapes count and whose weights do not.</summary>
    public string? Network { get; init; }

    /// <summary>Training images, the last ones, that are tested in the place of the test images, so that choices are not made on these.</summary>
    public int HeldOut { get; init; }

    /// <summary>Training images are moved by up to so many pixels each way.</summary>
    public int Shift { get; init; }

    /// <summary>Whether every other training image is mirrored.</summary>
    public bool Flip { get; init; }

    /// <summary>A table of the epochs to write as they end: .csv.</summary>
    public string? Csv { get; init; }

    /// <summary>A folder for an event file of the epochs that TensorBoard shows.</summary>
    public string? Events { get; init; }

    /// <summary>Frozen layers before them: a file, or lenet5 for random convolutions.</summary>
    public string? Front { get; init; }

    /// <summary>How often every image is seen.</summary>
    public int Epochs { get; init; } = 10;

    /// <summary>Images per step.</summary>
    public int Batch { get; init; } = 64;

    /// <summary>The learning rate of the first epoch; it falls to 0 along a cosine.</summary>
    public double LearningRate { get; init; } = 0.1;

    /// <summary>The part of its velocity that a parameter keeps.</summary>
    public double Momentum { get; init; } = 0.9;

    /// <summary>The part of a parameter that is added to its gradient.</summary>
    public double WeightDecay { get; init; } = 5e-4;

    /// <summary>A file for the state after every epoch and when cancelled; the same request continues from it.</summary>
    public string? Checkpoint { get; init; }

    /// <summary>The seed of everything random.</summary>
    public ulong Seed { get; init; } = 1;
}
