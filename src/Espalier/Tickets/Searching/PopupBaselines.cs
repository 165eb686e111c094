using Espalier.Graphs;
using Espalier.Tickets.Costs;
using Espalier.Training.DataSets;
using Espalier.Training.Pruning;

namespace Espalier.Tickets.Searching;

/// <summary>What reviewers ask a search to be compared with, measured on one test set.</summary>
/// <param name="RandomMask">The accuracy of <see cref="MaskBaselines.RandomMask"/>.</param>
/// <param name="ShuffledMask">The accuracy of <see cref="MaskBaselines.ShuffledMask"/>.</param>
/// <param name="RedrawnWeights">The accuracy of <see cref="MaskBaselines.RedrawnWeights"/>.</param>
/// <param name="Trained">The trained network as it is; null without one.</param>
/// <param name="Magnitude">The trained network's weights of largest magnitude, as many as the ticket keeps; null without a trained network.</param>
/// <param name="Neurons">The trained network's most active hidden units, with no more weights than the ticket keeps; null without a trained
/// network, or where one unit in each layer is too many.</param>
public sealed record PopupBaselines(
    double RandomMask, double ShuffledMask, double RedrawnWeights, PrunedBaseline? Trained, PrunedBaseline? Magnitude, PrunedBaseline? Neurons)
{
    /// <summary>Images by which neuron pruning judges the activity of hidden units.</summary>
    public const int ActivityImages = 2000;

    /// <summary>Measures the baselines of a ticket.</summary>
    /// <param name="ticket">The ticket that was found.</param>
    /// <param name="trained">A network trained for the same task, or null.</param>
    /// <param name="training">The images on which it was trained; the first of them show which hidden units are active.</param>
    /// <param name="test">The test set.</param>
    /// <param name="threads">Cores to use; never changes the result.</param>
    /// <param name="cancel">Stops the work.</param>
    public static PopupBaselines Measure(
        Ticket ticket, Network? trained, ILabelledSet training, ILabelledSet test, int threads, CancellationToken cancel = default)
    {
        ulong other = ~ticket.Seed;
        TicketCost cost = TicketCost.Of(ticket);
        long kept = cost.KeptEdges + cost.KeptUnits;
        return new PopupBaselines(
            TicketAccuracy.Measure(MaskBaselines.RandomMask(ticket, other), test, threads, cancel).Accuracy,
            TicketAccuracy.Measure(MaskBaselines.ShuffledMask(ticket, other), test, threads, cancel).Accuracy,
            TicketAccuracy.Measure(MaskBaselines.RedrawnWeights(ticket, other), test, threads, cancel).Accuracy,
            PrunedBaseline.Measure(trained, test, threads, cancel),
            PrunedBaseline.Measure(trained is null ? null : MagnitudePruning.Prune(trained, kept), test, threads, cancel),
            PrunedBaseline.Measure(
                trained is null ? null : NeuronPruning.Prune(trained, kept, Activity(training), threads, cancel), test, threads, cancel));
    }

    private static ILabelledSet Activity(ILabelledSet training) => training.Slice(0, Math.Min(ActivityImages, training.Count));
}

/// <summary>A trained network, pruned.</summary>
/// <param name="Kept">Weights of its dense maps that are not zero.</param>
/// <param name="Accuracy">What it reaches on the test set.</param>
public sealed record PrunedBaseline(long Kept, double Accuracy)
{
    /// <summary>Measures a network; null for none.</summary>
    public static PrunedBaseline? Measure(Network? network, ILabelledSet test, int threads, CancellationToken cancel = default) =>
        network is null
            ? null
            : new PrunedBaseline(
                network.Nodes.Sum(node => node.Operator.Grid is { Places: 1 } grid ? Nonzero(grid.Weights) : 0),
                (double)Classification.CountCorrect(network, test, test.Count, threads, Precision.Single, cancel: cancel) / test.Count);

    private static long Nonzero(Tensor weights)
    {
        long count = 0;
        for (int i = 0; i < weights.Length; i++) count += weights[i] != 0 ? 1 : 0;
        return count;
    }
}
