using Espalier.Graphs;
using Espalier.Graphs.Operators;

namespace Espalier.Tickets.Forms;

/// <summary>The two networks that a constructed ticket stands for.</summary>
internal static class ConstructedForms
{
    /// <summary>
    /// The ticket as an ordinary small network, the sums carried out in double-double and rounded to float64. A layer whose two
    /// sides differ becomes y = W⁺·σ(x) − W⁻·σ(−x): a fixed splitting layer, a ReLU and a dense layer of twice the inputs.
    /// </summary>
    public static Network Folded(ConstructedTicket ticket)
    {
        var layers = new List<Operator>();
        foreach (TicketLayer layer in ticket.Layers)
        {
            if (layer is CarriedLayer carried) layers.Add(carried.Layer);
            else Fold(ticket.Recipe, (PrunedLayer)layer, layers);
        }

        return new Network(ticket.InputShape, [.. layers]);
    }

    /// <summary>The ticket in the parent's full shape, pruned entries as zeros, in the parent's own float32 numbers.</summary>
    /// <exception cref="InvalidInputException">The parent holds more than <paramref name="mostEntries"/> entries.</exception>
    public static Network Masked(ConstructedTicket ticket, long mostEntries)
    {
        RequireSize(ticket, mostEntries);
        var layers = new List<Operator>();
        foreach (TicketLayer layer in ticket.Layers)
        {
            if (layer is CarriedLayer carried) layers.Add(carried.Layer);
            else Mask(ticket.Recipe, (PrunedLayer)layer, layers);
        }

        return new Network(ticket.InputShape, [.. layers]);
    }

    private static void RequireSize(ConstructedTicket ticket, long mostEntries)
    {
        foreach (PrunedLayer layer in ticket.PrunedLayers)
        {
            Int128 width = (Int128)layer.Columns * layer.Candidates;
            Int128 entries = Int128.Max(width * layer.Inputs, width * layer.Outputs);
            FormSize.Require(entries, mostEntries, Invariant($"pruned layer {layer.Ordinal}"));
        }
    }

    private static void Fold(TicketRecipe recipe, PrunedLayer layer, List<Operator> layers)
    {
        var realised = new RealisedLayer(recipe, layer);
        int sides = realised.IsTwoSided ? 2 : 1;
        var weights = new double[checked(layer.Outputs * layer.Inputs * sides)];
        double[]? bias = layer.HasBias ? new double[layer.Outputs] : null;
        for (int i = 0; i < layer.Outputs; i++)
        {
            realised.Realise(i);
            Span<double> row = weights.AsSpan(i * layer.Inputs * sides, layer.Inputs * sides);
            for (int j = 0; j < layer.Inputs; j++)
            {
                row[j] = (double)realised.PositiveRow[j];
                if (sides == 2) row[layer.Inputs + j] = -(double)realised.NegativeRow[j];
            }

            if (bias is not null) bias[i] = (double)realised.PositiveRow[layer.Inputs];
        }

        FoldedLayer.Add(layers, layer.Inputs, sides, weights, bias);
    }

    private static void Mask(TicketRecipe recipe, PrunedLayer layer, List<Operator> layers)
    {
        var realised = new RealisedLayer(recipe, layer);
        int width = checked(layer.Columns * layer.Candidates);
        var last = new float[checked(layer.Outputs * width)];
        var used = new bool[width];
        for (int i = 0; i < layer.Outputs; i++)
        {
            realised.Realise(i);
            Span<float> row = last.AsSpan(i * width, width);
            for (int j = 0; j < layer.Columns; j++)
            {
                int count = realised.Kept(i, j);
                foreach (int k in realised.KeptIndices[..count])
                {
                    int column = (j * layer.Candidates) + k;
                    row[column] = realised.ParentRow[realised.Offset(j) + k];
                    used[column] = true;
                }
            }
        }

        layers.Add(First(layer, realised, used));
        if (realised.Blocks.Length > 0) layers.Add(new Relu());
        layers.Add(new Dense(Tensor.Own(new Shape(layer.Outputs, width), last)));
    }

    /// <summary>
    /// The pruned M: in block j only column j, of the rows that some output uses. For direct candidates, the fixed layer that
    /// repeats every input once per candidate.
    /// </summary>
    private static Dense First(PrunedLayer layer, RealisedLayer realised, bool[] used)
    {
        var weights = new float[checked(used.Length * layer.Inputs)];
        float[]? bias = layer.HasBias ? new float[used.Length] : null;
        for (int row = 0; row < used.Length; row++)
        {
            int column = row / layer.Candidates;
            float value = realised.Blocks.Length == 0 ? 1 : used[row] ? realised.Blocks[row] : 0;
            if (column < layer.Inputs) weights[(row * layer.Inputs) + column] = value;
            else bias![row] = value;
        }

        return new Dense(Tensor.Own(new Shape(used.Length, layer.Inputs), weights), bias is null ? null : Tensor.Own(new Shape(used.Length), bias));
    }
}
