using System.Collections.Immutable;
using Espalier.Lab.Data;
using Espalier.Parents.Masks;
using Espalier.Tickets;
using Espalier.Tickets.Searching;
using Espalier.Training;
using Espalier.Training.Popup;

namespace Espalier.Lab.Experiments.Popup;

/// <summary>
/// One edge-popup search: a structure, a removed share, a number of epochs. The cell's seed is that of the parent and of the search.
/// </summary>
public sealed class EdgePopupExperiment : Experiment<EdgePopupParameters>
{
    private readonly TrainingData _data;

    /// <summary>Describes the experiment.</summary>
    /// <param name="data">Where its images come from.</param>
    public EdgePopupExperiment(TrainingData data)
        : base(
            "edge-popup",
            revision: 1,
            "What a subnetwork of a random network reaches that edge-popup finds, beside masks at random and other weights",
            [
                Measure.OfShare(
                    "accuracy", "share of the test images that the ticket classifies correctly; missing if the search diverged", isOptional: true),
                Measure.OfShare("best-accuracy", "the best of the accuracies after each epoch; missing if the search diverged", isOptional: true),
                Measure.OfShare(
                    "random-mask", "accuracy of a random mask of the same parent with the same kept share of every tensor", isOptional: true),
                Measure.OfShare("shuffled-mask", "accuracy of the mask shuffled within every tensor", isOptional: true),
                Measure.OfShare("redrawn-weights", "accuracy of the same mask on another parent", isOptional: true),
                new Measure("kept", ScalarKind.Integer, "kept weights of the parent"),
                new Measure("parameters", ScalarKind.Integer, "weights of the parent"),
                new Measure("diverged", ScalarKind.Flag, "whether the search diverged"),
            ]) => _data = data;

    /// <inheritdoc/>
    protected override string? Objection(EdgePopupParameters parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        bool mixesSigns = parameters is { Structure: "relu", Pixels: "standard" } && parameters.Network != "lenet";
        return mixesSigns
            ? "the ReLU structure is searched on inputs of at least 0: with dense networks take pixels: unit"
            : NetworkTask.Objection(parameters);
    }

    /// <inheritdoc/>
    protected override CellResult Run(EdgePopupParameters parameters, Cell cell, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentNullException.ThrowIfNull(cell);
        NetworkTask task = NetworkTask.Of(parameters, cell.Address.Seed, _data);
        PopupParent parent = PopupParent.For(cell.Address.Seed, Structure(parameters), parameters.Pairs, task.Widths);
        var options = new PopupOptions
        {
            Removed = parameters.Removed,
            Scope = parameters.Scope == "global" ? SelectionScope.Global : SelectionScope.Tensor,
        };
        CellResult result = new CellResult(Schema).With("parameters", parent.ParameterCount);
        (ImmutableArray<TensorMask> masks, double? best) = Search(parent, options, task, cancel);
        if (masks.IsEmpty) return result.With("kept", 0L).With("diverged", true);

        Ticket ticket = PopupTicket.Of(parent, masks, options, task.Descent, task.Training);
        AccuracyClaim reached = TicketAccuracy.Measure(ticket, task.TestImages, threads: 1, cancel);
        PopupBaselines baselines = PopupBaselines.Measure(ticket, null, task.Images, task.TestImages, threads: 1, cancel);
        return result
            .With("accuracy", reached.Accuracy)
            .With("best-accuracy", best ?? reached.Accuracy)
            .With("random-mask", baselines.RandomMask)
            .With("shuffled-mask", baselines.ShuffledMask)
            .With("redrawn-weights", baselines.RedrawnWeights)
            .With("kept", masks.Sum(mask => mask.Kept))
            .With("diverged", false);
    }

    /// <summary>The masks and the best accuracy on the way; where all is kept there is nothing to search, and no masks mean divergence.</summary>
    private static (ImmutableArray<TensorMask> Masks, double? Best) Search(
        PopupParent parent, PopupOptions options, NetworkTask task, CancellationToken cancel)
    {
        if (options.Removed == 0) return ([.. parent.Tensors.Select(tensor => TensorMask.All(tensor.Length))], null);
        PopupResult found = PopupSearch.Run(parent, options, task.Training, task.Test, task.Descent, threads: 1, cancel: cancel);
        if (found.Training.Status == TrainingStatus.Cancelled) throw new OperationCanceledException(cancel);
        return found.Training.Status == TrainingStatus.Diverged ? ([], null) : (found.Masks, found.Training.Epochs.Max(epoch => epoch.Accuracy));
    }

    private static PopupStructure Structure(EdgePopupParameters parameters) => parameters.Structure switch
    {
        "linear" => PopupStructure.Linear,
        "relu" => PopupStructure.Relu,
        _ => PopupStructure.Wide,
    };
}

/// <summary>A structure, what is removed of it, and what is searched for.</summary>
public sealed record EdgePopupParameters : NetworkParameters
{
    /// <summary>What the parent has in place of a layer.</summary>
    [Parameter("pairs of layers, the same with a ReLU between, or one wide layer", "linear", "relu", "wide")]
    public string Structure { get; init; } = "linear";

    /// <summary>Hidden units per input of a pair.</summary>
    [Parameter("hidden units per input of a pair; a wide parent has as many weights in all", 1, 100)]
    public int Pairs { get; init; } = 5;

    /// <summary>The removed share.</summary>
    [Parameter("the share of the parent's weights that is removed", 0, 1, Suggested = "{from: 0.1, to: 0.9, step: 0.2}")]
    public double Removed { get; init; } = 0.5;

    /// <summary>Among which scores the largest are kept.</summary>
    [Parameter("among which scores the largest are kept: of each tensor, or of all", "tensor", "global")]
    public string Scope { get; init; } = "tensor";
}
