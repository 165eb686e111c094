using Espalier.Graphs;
using Espalier.Graphs.Operators;
using Espalier.Parents;

namespace Espalier.Tickets.Forms;

/// <summary>A pruned node as ordinary nodes, the sums carried out.</summary>
internal static class FoldedGrid
{
    /// <summary>
    /// Adds y = W·x + b, or, where positive and negative inputs act differently, y = W⁺·σ(x) − W⁻·σ(−x) + b.
    /// </summary>
    public static int Add(GraphBuilder builder, ulong seed, PrunedNode node, int read)
    {
        int sides = node.Parent.IsTwoSided ? 2 : 1;
        if (sides == 2) read = builder.Add(new Relu(), builder.Add(new SplitSigns(), read));
        (Tensor weights, Tensor? bias) = Weights(seed, node, sides);
        return builder.Add(node.Form.WithWeights(weights, bias), read);
    }

    /// <summary>A small file may announce what no array holds.</summary>
    private static void RequireSize(long entries)
    {
        if (entries > Array.MaxLength)
            throw new InvalidInputException(
                "folded form", null, $"a map has {entries} weights, above the limit of {Array.MaxLength}", "draw or search a smaller network");
    }

    private static (Tensor Weights, Tensor? Bias) Weights(ulong seed, PrunedNode node, int sides)
    {
        GridShape shape = node.Parent.Shape;
        var realised = new RealisedGrid(seed, node.Parent, node.Mask);
        int columns = checked(shape.Inputs * sides);
        RequireSize((long)shape.Rows * columns);
        var weights = new double[checked(shape.Rows * columns)];
        double[]? bias = shape.HasBias ? new double[shape.Channels] : null;
        for (int row = 0; row < shape.Rows; row++)
        {
            realised.Realise(row);
            (int channel, int place) = Math.DivRem(row, shape.Places);
            for (int j = 0; j < shape.Inputs; j++)
            {
                int at = (((channel * columns) + j) * shape.Places) + place;
                weights[at] = (double)realised.PositiveRow[j];
                if (sides == 2) weights[at + (shape.Inputs * shape.Places)] = -(double)realised.NegativeRow[j];
            }

            if (bias is not null && place == 0) bias[channel] = (double)realised.PositiveRow[shape.Inputs];
        }

        return (Tensor.Own(node.WeightShape(columns), weights), bias is null ? null : Tensor.Own(new Shape(bias.Length), bias));
    }
}
