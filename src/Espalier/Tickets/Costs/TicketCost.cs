using Espalier.Graphs;
using Espalier.Graphs.Operators;

namespace Espalier.Tickets.Costs;

/// <summary>What a ticket costs, beside what plain quantisation to the same tolerance would.</summary>
/// <param name="TargetParameters">Weights and biases held by the masks.</param>
/// <param name="ParentParameters">Entries of the random parent behind them; a list that a row shares counts once for each weight that chooses from it.</param>
/// <param name="KeptFirst">Kept entries of the first matrices, M.</param>
/// <param name="KeptLast">Kept entries of the last matrices, N, or kept direct candidates.</param>
/// <param name="WidthFactor">Hidden width over input width, h/d, of every pair (the constant input of a bias counts as one more); candidates per weight for direct ones.</param>
/// <param name="RawMaskBits">Bits per weight with one bit for every candidate that the weight may use.</param>
/// <param name="CodedMaskBits">Bits per weight at the entropy: log₂ C(n, k) for the k kept of n, and the entropy of k.</param>
/// <param name="QuantisationBits">log₂(range / 2ε) per weight: what rounding the target's weights to within ε would take.</param>
public sealed record TicketCost(
    long TargetParameters,
    long ParentParameters,
    long KeptFirst,
    long KeptLast,
    double WidthFactor,
    double RawMaskBits,
    double CodedMaskBits,
    double QuantisationBits)
{
    /// <summary>Kept entries over parent entries.</summary>
    public double KeptShare => (double)(KeptFirst + KeptLast) / ParentParameters;

    /// <summary>Accounts for a ticket and the target that it was drawn for.</summary>
    /// <exception cref="ArgumentException">The target does not have the ticket's layers.</exception>
    public static TicketCost Of(ConstructedTicket ticket, Network target)
    {
        PrunedLayer[] pruned = [.. ticket.PrunedLayers];
        Dense[] dense = [.. target.Layers.OfType<Dense>()];
        if (pruned.Length != dense.Length) throw new ArgumentException("the target's layers are not those of the ticket");
        long weights = pruned.Sum(layer => layer.Weights);
        double quantised = 0;
        foreach ((PrunedLayer layer, Dense original) in pruned.Zip(dense))
        {
            double width = WeightRange.Of(original.Parameters) is { } range ? range.Largest - range.Smallest : 0;
            quantised += layer.Weights * Math.Max(0, Math.Log2(width / (2 * ticket.Recipe.Epsilon)));
        }

        MaskCost mask = MaskCost.Of(ticket);
        return new TicketCost(
            weights,
            ticket.ParentParameters,
            pruned.Sum(layer => layer.Claims.KeptRows),
            pruned.Sum(layer => layer.Claims.KeptEdges),
            ticket.Recipe.Candidates,
            mask.RawBits / weights,
            mask.CodedBits / weights,
            quantised / weights);
    }
}
