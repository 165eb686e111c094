namespace Espalier.Tickets.Verification;

/// <summary>How much of the parent a mask keeps.</summary>
/// <param name="Edges">Kept entries of N, or direct candidates.</param>
/// <param name="Rows">Rows of M that some output uses; 0 for direct candidates.</param>
internal readonly record struct MaskCounts(long Edges, long Rows)
{
    public static MaskCounts Of(TicketRecipe recipe, PrunedLayer layer)
    {
        bool isPair = recipe.IsPair;
        var used = new bool[isPair ? checked(layer.Columns * layer.Candidates) : 0];
        var kept = new int[layer.Mask.MostKept];
        long edges = 0;
        int column = 0;
        for (long weight = 0; weight < layer.Weights; weight++)
        {
            int count = layer.Mask.CopyKept(weight, kept);
            edges += count;
            if (isPair)
                foreach (int k in kept.AsSpan(0, count)) used[(column * layer.Candidates) + k] = true;
            if (++column == layer.Columns) column = 0;
        }

        return new MaskCounts(edges, used.LongCount(row => row));
    }
}
