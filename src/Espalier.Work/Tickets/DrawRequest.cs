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

    /// <summary>The tolerance for every weight.</summary>
    public double Epsilon { get; init; } = 0.01;

    /// <summary>The share of weights that may miss the tolerance; chooses the number of candidates. 0.01 if neither is given.</summary>
    public double? Delta { get; init; }

    /// <summary>Candidates per weight (rows of a block, for pairs); the fewest for <see cref="Delta"/> if not given.</summary>
    public int? Candidates { get; init; }

    /// <summary>How the parent serves a weight.</summary>
    public Construction Construction { get; init; } = Construction.Relu;

    /// <summary>Whether every weight has its own candidates or a row shares one list.</summary>
    public CandidateShare Share { get; init; } = CandidateShare.Weight;

    /// <summary>The smallest error, or the fewest kept edges within the tolerance.</summary>
    public SubsetSumObjective Objective { get; init; } = SubsetSumObjective.Error;

    /// <summary>
    /// The law of the parent's weights, such as <c>uniform(-1,1)</c>; the narrowest that reaches the target's weights if not given.
    /// </summary>
    public string? Distribution { get; init; }

    /// <summary>The ticket is for inputs of at least 0, such as pixels: the first layer then needs one side only.</summary>
    public bool NonnegativeInputs { get; init; }

    /// <summary>The radius of the ball over which the error is certified.</summary>
    public double Radius { get; init; } = 1;

    /// <summary>A page about the ticket to write, or null.</summary>
    public string? Report { get; init; }

    /// <summary>The layers of the target, for files that hold weights only.</summary>
    public string? Architecture { get; init; }

    /// <summary>The seed of the parent.</summary>
    public ulong Seed { get; init; } = 1;
}
