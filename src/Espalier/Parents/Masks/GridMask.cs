using System.Security.Cryptography;

namespace Espalier.Parents.Masks;

/// <summary>
/// What pruning leaves of the parent behind one grid. A kind of mask is a class: what it keeps, what that costs, and the weights that it makes.
/// How its bytes look is told in one place, <c>MaskSections</c>; which of them the masked form can show, in <c>MaskedGrid</c>.
/// </summary>
public abstract class GridMask
{
    /// <summary>The number of weights.</summary>
    public abstract long Weights { get; }

    /// <summary>Adds all that is kept to a fingerprint.</summary>
    internal abstract void AppendTo(IncrementalHash hash);

    /// <summary>How much of the parent is kept, counted one by one.</summary>
    internal abstract KeptCounts Count(ParentGrid grid);

    /// <summary>The bits that say what is kept: one for each entry that may be kept, and at their entropy.</summary>
    internal abstract MaskBits Bits(ulong seed, ParentGrid grid);

    /// <summary>How many entries each weight keeps, row by row, biases left out.</summary>
    internal abstract float[] KeptOfWeights(ParentGrid grid);

    /// <summary>The weights that it makes of the parent.</summary>
    internal abstract RealisedRows Realise(ulong seed, ParentGrid grid);
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
