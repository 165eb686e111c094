using Espalier.Graphs;
using Espalier.Graphs.Operators;
using Espalier.Parents;

namespace Espalier.Tickets.Forms;

/// <summary>A pruned node as ordinary nodes, the sums carried out.</summary>
internal static class FoldedGrid
{
    /// <summary>
    /// Adds y = W·x + b, or, where positive and negative inputs act differently, y = W⁺·σ(x) − W⁻·σ(−x) + b: a vector or the channels of an
    /// image are split and go through one map of twice the inputs, all else goes through two maps that are added.
    /// </summary>
    public static int Add(GraphBuilder builder, ulong seed, PrunedNode node, int read, RoundedSums? known = null)
    {
        GridShape shape = node.Parent.Shape;
        if (node.Parent.Structure == ParentStructure.Copies)
        {
            // Copies of a neuron differ within the tolerance, so that their weights cannot be added up.
            RequireSize(shape.Weights * node.Parent.Candidates);
            return MaskedGrid.Add(builder, seed, node, read);
        }

        if (!node.Parent.IsTwoSided)
        {
            RoundedSums sides = Sums(isJoined: false);
            return builder.Add(node.Form.WithWeights(sides.PositiveTensor, sides.BiasTensor), read);
        }

        bool splits = shape.Groups == 1 && (builder.ShapeOf(read).Rank == 1 || !node.Kernel.IsEmpty);
        if (splits)
        {
            RoundedSums together = Sums(isJoined: true);
            int split = builder.Add(new Relu(), builder.Add(new SplitSigns(), read));
            return builder.Add(node.Form.WithWeights(together.PositiveTensor, together.BiasTensor), split);
        }

        RoundedSums apart = Sums(isJoined: false);
        var opposite = new ElementwiseAffine(new Tensor(new Shape(1), [-1f]), null);
        int positive = builder.Add(node.Form.WithWeights(apart.PositiveTensor, apart.BiasTensor), builder.Add(new Relu(), read));
        int negative = builder.Add(node.Form.WithWeights(apart.NegativeTensor!, null), builder.Add(new Relu(), builder.Add(opposite, read)));
        return builder.Add(new Add(), positive, negative);

        RoundedSums Sums(bool isJoined)
        {
            if (known is not null && known.IsJoined == isJoined) return known;
            RequireSize((long)shape.Channels * shape.Kernel * (isJoined ? 2 : 1));
            return RoundedSums.Of(seed, node, isJoined);
        }
    }

    /// <summary>A small file may announce what no array holds.</summary>
    private static void RequireSize(long entries)
    {
        if (entries > Array.MaxLength)
            throw new InvalidInputException(
                "folded form", null, $"a map has {entries} weights, above the limit of {Array.MaxLength}", "draw or search a smaller network");
    }
}
