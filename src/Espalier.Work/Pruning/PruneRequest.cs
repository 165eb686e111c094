using Espalier.Pruning;
using Espalier.Work.Data;

namespace Espalier.Work.Pruning;

/// <summary>What is removed.</summary>
public enum PruneKind
{
    /// <summary>Hidden neurons and channels, with everything that is coupled to them: the network becomes smaller.</summary>
    Neurons,

    /// <summary>Weights anywhere: they become 0, and the network keeps its shape.</summary>
    Weights,
}

/// <summary>Where what is removed is looked for.</summary>
public enum PruneScope
{
    /// <summary>Every layer loses the same share.</summary>
    Layer,

    /// <summary>All compete.</summary>
    Global,

    /// <summary>Every output loses the same share of its weights.</summary>
    Row,
}

/// <summary>A trained network to prune.</summary>
public sealed record PruneRequest : IExampleRequest
{
    /// <summary>The network.</summary>
    public required string Model { get; init; }

    /// <summary>The file to write: .onnx, .safetensors or .npz; null where the groups are only listed.</summary>
    public string? Out { get; init; }

    /// <summary>Whether to tell the groups of coupled channels alone.</summary>
    public bool List { get; init; }

    /// <summary>What is removed.</summary>
    public PruneKind By { get; init; } = PruneKind.Neurons;

    /// <summary>The share to remove, above 0 and below 1.</summary>
    public double? Remove { get; init; }

    /// <summary>In what the share of neurons is counted.</summary>
    public RemovalMeasure Of { get; init; } = RemovalMeasure.Neurons;

    /// <summary>What is left of every layer's neurons is a multiple of it.</summary>
    public int Multiple { get; init; } = 1;

    /// <summary>Where what is removed is looked for; null for layer by layer.</summary>
    public PruneScope? Scope { get; init; }

    /// <summary>What goes first; null for l2. Of weights, l1 and l2 are the magnitude.</summary>
    public UnitCriterion? Criterion { get; init; }

    /// <summary>N:M: at most N weights are kept of M inputs in a row; null for none.</summary>
    public string? Pattern { get; init; }

    /// <summary>Calibration inputs: a data set whose training images are taken, or a .npy or .json file of inputs.</summary>
    public string? Calibration { get; init; }

    /// <summary>The most calibration inputs that are read.</summary>
    public int Inputs { get; init; } = 1024;

    /// <summary>Whether the layers behind removed neurons are solved anew, without training.</summary>
    public bool Refit { get; init; }

    /// <summary>What is added to the diagonal of the normal equations, relative to its mean.</summary>
    public double Ridge { get; init; } = 1e-3;

    /// <summary>Labelled examples: for the accuracy before and after, for the criterion taylor, and for fine-tuning.</summary>
    public string? Data { get; init; }

    /// <inheritdoc/>
    public string? Label { get; init; }

    /// <inheritdoc/>
    public double? Scale { get; init; }

    /// <inheritdoc/>
    public double[]? Normalise { get; init; }

    /// <summary>So many epochs of training of what is left; 0 for none. Removed weights stay removed.</summary>
    public int Finetune { get; init; }

    /// <summary>The learning rate of the first epoch of fine-tuning.</summary>
    public double LearningRate { get; init; } = 0.01;

    /// <summary>The layers, for files that hold weights only.</summary>
    public string? Architecture { get; init; }

    /// <summary>The seed of random orders, and of glyphs that are drawn.</summary>
    public ulong Seed { get; init; } = 1;
}
