using System.Collections.Immutable;
using Espalier.Graphs;
using Espalier.Graphs.Calibration;
using Espalier.Parents;
using Espalier.SubsetSums;
using Espalier.Tickets.Forms;
using Espalier.Tickets.Verification;
using Espalier.Training.Searching;

namespace Espalier.Tickets.Drawing;

/// <summary>A constructed ticket set beside subnetworks that are searched: what it computes, and what it keeps of its random parent.</summary>
/// <param name="Network">The folded form.</param>
/// <param name="Kept">The weights of the parent that are kept.</param>
/// <param name="Acting">Those of them that make weights on a way from an input to an output.</param>
public sealed record BudgetedTicket(Network Network, long Kept, long Acting)
{
    /// <summary>Candidates for each weight: few are needed where one or two of them do.</summary>
    private const int Candidates = 16;

    /// <summary>The tolerance is settled to 2⁻⁷ of the three decades in which it is looked for.</summary>
    private const int Halvings = 7;

    /// <summary>
    /// Free masks over direct candidates, for each weight the fewest within a tolerance; the tolerance is the smallest at which all of them
    /// together are no more than a number.
    /// </summary>
    /// <param name="target">The network to imitate, weights that are 0 costing nothing.</param>
    /// <param name="budget">The most weights of the parent that may be kept.</param>
    /// <param name="seed">The seed of the parent.</param>
    /// <param name="cancel">Stops the work.</param>
    /// <exception cref="InvalidInputException">The target has no weights or one that is not finite.</exception>
    public static BudgetedTicket Free(Network target, long budget, ulong seed, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(target);
        TicketDrawing.RequireUsable(target, "target");
        double[] weights = [.. target.Nodes.Select(node => node.Operator.Grid).OfType<WeightGrid>().SelectMany(grid => grid.Weights.ToDoubles())];
        double largest = weights.Max(weight => Math.Abs(weight));
        if (largest == 0) return new BudgetedTicket(target, 0, 0);
        (double low, double high) = (Math.Log(largest / 1000), Math.Log(largest));
        BudgetedTicket found = Draw(target, largest, largest, seed, cancel);
        for (int halving = 0; halving < Halvings; halving++)
        {
            double middle = (low + high) / 2;
            BudgetedTicket drawn = Draw(target, largest, Math.Exp(middle), seed, cancel);
            if (drawn.Kept > budget) low = middle;
            else (high, found) = (middle, drawn);
        }

        return found;
    }

    /// <summary>Coded masks of so many bits per weight, errors fed back along what the inputs of the layers are.</summary>
    /// <param name="target">The network to imitate; every weight costs as much.</param>
    /// <param name="bits">Bits per weight, 1 to 5.</param>
    /// <param name="calibration">Inputs one after the other.</param>
    /// <param name="count">How many.</param>
    /// <param name="seed">The seed of the parent.</param>
    /// <param name="cancel">Stops the work.</param>
    /// <exception cref="InvalidInputException">The target has no weights or one that is not finite, or there are no such bits.</exception>
    public static BudgetedTicket Coded(
        Network target, double bits, ReadOnlySpan<float> calibration, int count, ulong seed, CancellationToken cancel = default)
    {
        ImmutableArray<InputMoments?> moments = InputCalibration.Of(target, calibration, count, products: true, threads: 1, cancel: cancel);
        return Of(CodedTicketDrawing.Draw(target, new CodedOptions(seed, bits, moments), threads: 1, cancel: cancel).Ticket);
    }

    private static BudgetedTicket Draw(Network target, double largest, double epsilon, ulong seed, CancellationToken cancel)
    {
        float reach = (float)largest;
        if (reach < largest) reach = MathF.BitIncrement(reach);
        var recipe = new TicketRecipe(
            seed,
            Construction.Linear,
            CandidateShare.Weight,
            SubsetSumObjective.Edges,
            new Numerics.Random.UniformDistribution(-reach, reach),
            epsilon,
            Candidates,
            NonNegativeInputs: false);
        Dictionary<int, PrunableGrid> grids = PrunableGrids.Of(target).ToDictionary(each => each.Node);
        int ordinal = 0;
        ImmutableArray<TicketNode> nodes =
        [
            .. target.Nodes.Select((node, i) => grids.TryGetValue(i, out PrunableGrid? each)
                ? TicketDrawing.Draw(recipe, each, ordinal++, threads: 1, static _ => { }, cancel) with { Reads = node.Reads }
                : (TicketNode)new CarriedNode(node.Operator, node.Reads)),
        ];
        var origin = new DrawnOrigin(TargetDigest.Of(target), recipe.Construction, recipe.Objective, recipe.Tolerance);
        return Of(new Ticket(seed, target.InputShape, nonNegativeInputs: false, nodes, origin));
    }

    private static BudgetedTicket Of(Ticket ticket)
    {
        Network folded = TicketForms.Folded(ticket);
        ImmutableArray<ImmutableArray<bool>> acting = ActingWeights.Of(folded);
        (double kept, double acts) = (0, 0);
        for (int grid = 0; grid < acting.Length; grid++)
        {
            float[] counts = ticket.Pruned[grid].Mask.KeptOfWeights(ticket.Pruned[grid].Parent);
            kept += counts.Sum(count => (double)count);
            acts += counts.Where((_, i) => acting[grid][i]).Sum(count => (double)count);
        }

        return new BudgetedTicket(folded, (long)kept, (long)acts);
    }
}
