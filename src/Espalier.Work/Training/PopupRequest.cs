using Espalier.Tickets.Searching;
using Espalier.Training;
using Espalier.Training.Popup;

namespace Espalier.Work.Training;

/// <summary>A mask over a random network to search by edge-popup.</summary>
public sealed record PopupRequest : DescentRequest
{
    /// <summary>How the parent holds a layer.</summary>
    public PopupStructure Structure { get; init; } = PopupStructure.Linear;

    /// <summary>Hidden units per input; for a wide parent, those whose number of weights it has.</summary>
    public int Pairs { get; init; } = 5;

    /// <summary>The share of the parent's weights that is removed.</summary>
    public double Removed { get; init; } = 0.5;

    /// <summary>Remove this share of every tensor, or of the whole network.</summary>
    public SelectionScope Scope { get; init; } = SelectionScope.Tensor;

    /// <summary>The ticket to write, or null.</summary>
    public string? Out { get; init; }

    /// <summary>A network trained for these images, to prune down to as many weights for comparison.</summary>
    public string? Trained { get; init; }
}

/// <summary>How a search went, and what it found beside its baselines; a value is null where there is none.</summary>
public sealed record PopupAnswer(
    TrainingStatus Status,
    double? Accuracy,
    TimedEpoch[] Epochs,
    double? SecondsPerEpoch,
    long? KeptEdges,
    long ParentParameters,
    double? KeptShare,
    KeptTensor[] Tensors,
    PopupStructure Structure,
    int Pairs,
    int[] Layers,
    string Data,
    long Steps,
    PopupBaselines? Baselines,
    string? Path,
    long? FileBytes,
    string? Remedy);

/// <summary>What is kept of one tensor of the parent.</summary>
public sealed record KeptTensor(int Layer, int[] Shape, long Kept);
