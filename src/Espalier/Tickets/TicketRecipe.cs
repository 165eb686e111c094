using Espalier.Numerics.Random;
using Espalier.Parents;
using Espalier.Parents.Masks;
using Espalier.SubsetSums;

namespace Espalier.Tickets;

/// <summary>How a parent is made and how its mask is chosen: everything but the target.</summary>
/// <param name="Seed">The seed of which every parent weight is a function.</param>
/// <param name="Construction">How the parent holds a weight.</param>
/// <param name="Share">Which weights see the same candidates.</param>
/// <param name="Objective">What the subset sums minimise.</param>
/// <param name="Distribution">The distribution of every parent weight; null for that of <c>ParentLaw</c>, grid by grid.</param>
/// <param name="Tolerance">The tolerance for each weight.</param>
/// <param name="Candidates">
/// Candidates per weight (rows of a block, for pairs); null for as many as the worst weight of a grid needs: its hitting width.
/// </param>
/// <param name="NonNegativeInputs">
/// Whether the ticket is for inputs ≥ 0 only, such as pixels. Nodes behind a ReLU know this of themselves.
/// </param>
public sealed record TicketRecipe(
    ulong Seed,
    Construction Construction,
    CandidateShare Share,
    SubsetSumObjective Objective,
    Distribution? Distribution,
    Tolerance Tolerance,
    int? Candidates,
    bool NonNegativeInputs)
{
    /// <summary>Whether a grid of the parent is a pair of random matrices, rather than direct candidates.</summary>
    public bool IsPair => Construction != Construction.Linear;

    /// <summary>The most candidates per weight that a construction can use.</summary>
    public static int MaxCandidates(Construction construction) => construction switch
    {
        Construction.Linear => SubsetSum.MaxCandidates,
        Construction.Relu => SubsetMask.MaxCandidates,
        _ => ParentGrid.MaxCandidates,
    };

    /// <summary>The parent's numbers behind a grid.</summary>
    /// <param name="shape">The extents of the grid.</param>
    /// <param name="ordinal">Which of the pruned grids it is, from 0: its tensors are 2·ordinal and 2·ordinal + 1.</param>
    /// <param name="nonNegative">Whether its inputs are known to be ≥ 0.</param>
    /// <param name="laws">The laws of its numbers.</param>
    /// <param name="candidates">Candidates per weight.</param>
    public ParentGrid ParentOf(GridShape shape, int ordinal, bool nonNegative, GridLaws laws, int candidates) => new(
        shape,
        IsPair ? ParentStructure.Rectified : ParentStructure.Direct,
        candidates,
        Share,
        Candidates is null ? CandidateOrder.Planes : CandidateOrder.Columns,
        IsPair && nonNegative,
        2 * (uint)ordinal,
        laws.First,
        laws.Last,
        laws.Bias);
}

/// <summary>The laws of the numbers behind one grid.</summary>
/// <param name="First">Of u; of no meaning for direct candidates.</param>
/// <param name="Last">Of v, or of direct candidates.</param>
/// <param name="Bias">Of v for biases; null where it is that of all weights.</param>
public sealed record GridLaws(Distribution First, Distribution Last, Distribution? Bias = null);
