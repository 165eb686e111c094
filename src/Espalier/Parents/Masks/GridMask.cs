using System.Security.Cryptography;

namespace Espalier.Parents.Masks;

/// <summary>Which candidates each weight of a grid keeps.</summary>
public abstract class GridMask
{
    /// <summary>The number of weights.</summary>
    public abstract long Weights { get; }

    /// <summary>An upper bound on what one weight keeps, for sizing buffers.</summary>
    public abstract int MaxKept { get; }

    /// <summary>Writes the kept candidates of a weight in ascending order and returns their number.</summary>
    public abstract int CopyKept(long weight, Span<int> kept);

    /// <summary>Adds all that is kept to a fingerprint.</summary>
    internal abstract void AppendTo(IncrementalHash hash);

    /// <summary>How much of the parent is kept, counted one by one.</summary>
    internal abstract KeptCounts Count(ParentGrid grid);

    /// <summary>The bits that say what is kept: one for each entry that may be kept, and at their entropy.</summary>
    internal abstract MaskBits Bits(ulong seed, ParentGrid grid);

    /// <summary>The counts of a mask that knows weights only: a first factor is kept if some weight uses it.</summary>
    private protected KeptCounts CountByWeight(ParentGrid grid)
    {
        var used = new bool[grid.IsPair ? checked((int)grid.Width) : 0];
        var kept = new int[MaxKept];
        long edges = 0;
        for (int row = 0; row < grid.Shape.Rows; row++)
        {
            for (int column = 0; column < grid.Shape.ColumnsOf(row); column++)
            {
                int count = CopyKept(grid.Shape.Start(row) + column, kept);
                edges += count;
                if (used.Length == 0) continue;
                foreach (int k in kept.AsSpan(0, count)) used[(column * grid.Candidates) + k] = true;
            }
        }

        return new KeptCounts(edges, used.LongCount(unit => unit));
    }
}

/// <summary>How much of the parent a mask keeps.</summary>
/// <param name="Edges">Kept entries of the last tensor: second factors, or direct candidates.</param>
/// <param name="Units">Kept first factors; 0 for direct candidates.</param>
public readonly record struct KeptCounts(long Edges, long Units);

/// <summary>How many bits a mask takes.</summary>
/// <param name="Raw">One for every entry that it may keep.</param>
/// <param name="Coded">At the entropy.</param>
public readonly record struct MaskBits(double Raw, double Coded)
{
    /// <summary>Both, added.</summary>
    public static MaskBits operator +(MaskBits a, MaskBits b) => new(a.Raw + b.Raw, a.Coded + b.Coded);
}
