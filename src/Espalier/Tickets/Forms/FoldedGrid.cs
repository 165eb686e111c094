using Espalier.Graphs;
using Espalier.Graphs.Operators;
using Espalier.Numerics;
using Espalier.Parents;

namespace Espalier.Tickets.Forms;

/// <summary>A pruned node as ordinary nodes, the sums carried out.</summary>
internal static class FoldedGrid
{
    /// <summary>
    /// Adds y = W·x + b, or, where positive and negative inputs act differently, y = W⁺·σ(x) − W⁻·σ(−x) + b: a vector or the channels of an
    /// image are split and go through one map of twice the inputs, all else goes through two maps that are added.
    /// </summary>
    public static int Add(GraphBuilder builder, ulong seed, PrunedNode node, int read)
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
            Sides sides = Realise(seed, node, columns: shape.Inputs);
            return builder.Add(node.Form.WithWeights(sides.Positive, sides.Bias), read);
        }

        bool splits = shape.Groups == 1 && (builder.ShapeOf(read).Rank == 1 || !node.Kernel.IsEmpty);
        if (splits)
        {
            Sides together = Realise(seed, node, columns: 2 * shape.Inputs);
            return builder.Add(node.Form.WithWeights(together.Positive, together.Bias), builder.Add(new Relu(), builder.Add(new SplitSigns(), read)));
        }

        Sides apart = Realise(seed, node, columns: shape.Inputs);
        var opposite = new ElementwiseAffine(new Tensor(new Shape(1), [-1f]), null);
        int positive = builder.Add(node.Form.WithWeights(apart.Positive, apart.Bias), builder.Add(new Relu(), read));
        int negative = builder.Add(node.Form.WithWeights(apart.Negative!, null), builder.Add(new Relu(), builder.Add(opposite, read)));
        return builder.Add(new Add(), positive, negative);
    }

    /// <summary>A small file may announce what no array holds.</summary>
    private static void RequireSize(long entries)
    {
        if (entries > Array.MaxLength)
            throw new InvalidInputException(
                "folded form", null, $"a map has {entries} weights, above the limit of {Array.MaxLength}", "draw or search a smaller network");
    }

    /// <summary>The weights of a node; of twice as many columns, those for negative inputs stand behind the others of each output.</summary>
    private static Sides Realise(ulong seed, PrunedNode node, int columns)
    {
        GridShape shape = node.Parent.Shape;
        RealisedRows rows = node.Mask.Realise(seed, node.Parent);
        bool isJoined = columns != shape.Inputs;
        int length = checked(columns * shape.Places);
        RequireSize((long)shape.Channels * length);
        var positive = new double[shape.Channels * length];
        double[]? negative = node.Parent.IsTwoSided && !isJoined ? new double[positive.Length] : null;
        double[]? bias = shape.HasBias ? new double[shape.Channels] : null;
        for (int channel = 0; channel < shape.Channels; channel++)
        {
            rows.Realise(channel);
            Span<double> row = positive.AsSpan(channel * length, length);
            Round(rows.Positive, row[..shape.Kernel], 1);
            if (isJoined) Round(rows.Negative, row[shape.Kernel..], -1);
            if (negative is not null) Round(rows.Negative, negative.AsSpan(channel * length, length), -1);
            if (bias is not null) bias[channel] = (double)rows.Positive[shape.Kernel];
        }

        Shape extents = node.WeightShape(columns);
        return new Sides(
            Tensor.Own(extents, positive),
            negative is null ? null : Tensor.Own(extents, negative),
            bias is null ? null : Tensor.Own(new Shape(bias.Length), bias));
    }

    private static void Round(DoubleDouble[] from, Span<double> to, int sign)
    {
        for (int i = 0; i < to.Length; i++) to[i] = sign * (double)from[i];
    }

    private sealed record Sides(Tensor Positive, Tensor? Negative, Tensor? Bias);
}
