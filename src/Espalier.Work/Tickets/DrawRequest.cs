using Espalier.Parents;
using Espalier.SubsetSums;
using Espalier.Tickets;

namespace Espalier.Work.Tickets;

/// <summary>A ticket to draw: weight pruning of a random parent until a target is left.</summary>
public sealed record DrawRequest
{
    /// <summary>The network to imitate.</summary>
    public required string Target { get; init; }

    /// <summary>The ticket file to write.</summary>
    public required string Out { get; init; }

    /// <summary>The tolerance for every weight, the same for all, as in the papers.</summary>
    public double? Epsilon { get; init; }

    /// <summary>The tolerance as a share of the standard deviation of a weight's row; 0.03 if no tolerance is given.</summary>
    public double? Relative { get; init; }

    /// <summary>
    /// The share of weights that may miss the tolerance: all then have the same number of candidates, the fewest for it. Without it, and
    /// without <see cref="Candidates"/>, a weight has as many as it needs.
    /// </summary>
    public double? Delta { get; init; }

    /// <summary>So many candidates for every weight (rows of a block, for pairs), whether or not they reach it.</summary>
    public int? Candidates { get; init; }

    /// <summary>
    /// How the parent serves a weight; if not given, by pairs with ReLU, and by direct candidates in a model that only ONNX Runtime runs.
    /// </summary>
    public Construction? Construction { get; init; }

    /// <summary>Whether every weight has its own candidates or a row shares one list.</summary>
    public CandidateShare Share { get; init; } = CandidateShare.Weight;

    /// <summary>The smallest error, or the fewest kept edges within the tolerance.</summary>
    public SubsetSumObjective Objective { get; init; } = SubsetSumObjective.Error;

    /// <summary>
    /// The law of the parent's weights, such as <c>uniform(-1,1)</c>; if not given, uniform and just wide enough for the weights of each layer,
    /// or, with a fixed number of candidates, for those of the whole target.
    /// </summary>
    public string? Distribution { get; init; }

    /// <summary>
    /// The ticket is for inputs of at least 0, such as pixels: the first layer then needs one side only, and keeps its shape when folded.
    /// </summary>
    public bool NonnegativeInputs { get; init; }

    /// <summary>The radius of the ball over which the error is certified.</summary>
    public double Radius { get; init; } = 1;

    /// <summary>Whether the error is certified as closely as one relaxation can, which takes several times as long.</summary>
    public bool Tight { get; init; }

    /// <summary>Draw only a share of the layers, <c>i/n</c>, into a part that is joined with the others; null for the whole ticket.</summary>
    public string? Part { get; init; }

    /// <summary>A page about the ticket to write, or null.</summary>
    public string? Report { get; init; }

    /// <summary>The layers of the target, for files that hold weights only.</summary>
    public string? Architecture { get; init; }

    /// <summary>The seed of the parent.</summary>
    public ulong Seed { get; init; } = 1;
}
