namespace Espalier.Parents.Masks;

/// <summary>A mask that says of every single candidate of every weight whether it is kept.</summary>
public abstract class CandidateMask : GridMask
{
    /// <summary>An upper bound on what one weight keeps, for sizing buffers.</summary>
    public abstract int MaxKept { get; }

    /// <summary>Writes the kept candidates of a weight, on both sides, and returns their number.</summary>
    /// <param name="weight">The number of the weight in its grid: <see cref="ParentGrid.Number"/>.</param>
    /// <param name="column">The column that serves it: <see cref="GridShape.Column"/>.</param>
    /// <param name="kept">Room for <see cref="MaxKept"/> candidates.</param>
    public abstract int CopyKept(long weight, int column, Span<int> kept);

    internal override RealisedRows Realise(ulong seed, ParentGrid grid) => new CandidateRows(seed, grid, this);

    internal override float[] KeptOfWeights(ParentGrid grid)
    {
        GridShape shape = grid.Shape;
        var counts = new float[checked(shape.Channels * shape.Kernel)];
        var kept = new int[MaxKept];
        for (int i = 0; i < counts.Length; i++)
        {
            (int channel, int position) = Math.DivRem(i, shape.Kernel);
            counts[i] = CopyKept(grid.Number(channel, position), shape.Column(channel, position), kept);
        }

        return counts;
    }

    /// <summary>A first factor is kept if some weight uses it.</summary>
    internal override KeptCounts Count(ParentGrid grid)
    {
        var used = new bool[grid.IsPair ? checked((int)grid.Width) : 0];
        var kept = new int[MaxKept];
        long edges = 0;
        for (int channel = 0; channel < grid.Shape.Channels; channel++)
        {
            for (int position = 0; position < grid.Shape.RowLength; position++)
            {
                int column = grid.Shape.Column(channel, position);
                int count = CopyKept(grid.Number(channel, position), column, kept);
                edges += count;
                if (used.Length == 0) continue;
                foreach (int k in kept.AsSpan(0, count)) used[(column * grid.Candidates) + k] = true;
            }
        }

        return new KeptCounts(edges, used.LongCount(unit => unit));
    }
}
