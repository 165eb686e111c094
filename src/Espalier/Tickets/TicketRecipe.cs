using Espalier.Numerics.Random;
using Espalier.SubsetSums;

namespace Espalier.Tickets;

/// <summary>How a parent is made and how its mask is chosen: everything but the target.</summary>
/// <param name="Seed">The seed of which every parent weight is a function.</param>
/// <param name="Construction">How the parent holds a weight.</param>
/// <param name="Share">Which weights see the same candidates.</param>
/// <param name="Objective">What the subset sums minimise.</param>
/// <param name="Distribution">The distribution of every parent weight.</param>
/// <param name="Epsilon">The tolerance for each weight.</param>
/// <param name="Candidates">Candidates per weight (rows of a block, for pairs).</param>
/// <param name="NonNegativeInputs">
/// Whether the ticket is for inputs ≥ 0 only, such as pixels. Layers behind a ReLU know this of themselves.
/// </param>
public sealed record TicketRecipe(
    ulong Seed,
    Construction Construction,
    CandidateShare Share,
    SubsetSumObjective Objective,
    Distribution Distribution,
    double Epsilon,
    int Candidates,
    bool NonNegativeInputs)
{
    /// <summary>The most rows of a block when a weight is a subset of them: the bits of a mask's word.</summary>
    public const int MostBlockRows = 64;

    /// <summary>The most rows of a block when a weight is one of them.</summary>
    public const int MostChoices = 1 << 20;

    /// <summary>The most parent numbers behind one output row of a layer, columns × candidates: 1 GiB.</summary>
    public const long MostRowNumbers = 1L << 28;

    /// <summary>Whether a layer of the parent is a pair of random matrices, rather than direct candidates.</summary>
    public bool IsPair => Construction != Construction.Linear;

    /// <summary>Whether the weights of a layer act differently on positive and negative inputs.</summary>
    public bool IsTwoSided(PrunedLayer layer)
    {
        ArgumentNullException.ThrowIfNull(layer);
        return IsPair && !layer.OneSided;
    }

    /// <summary>The most candidates per weight that a construction can use.</summary>
    public static int MostCandidates(Construction construction) => construction switch
    {
        Construction.Linear => SubsetSum.MaxCandidates,
        Construction.Relu => MostBlockRows,
        _ => MostChoices,
    };
}
