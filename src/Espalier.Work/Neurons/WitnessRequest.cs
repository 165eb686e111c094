namespace Espalier.Work.Neurons;

/// <summary>Proof that no neurons of a parent, with whatever coefficients, come nearer to the target than an error.</summary>
public sealed record WitnessRequest
{
    /// <summary>The parent.</summary>
    public required ParentChoice Parent { get; init; }

    /// <summary>How long to search: each one more takes four times as long; null for some seconds at most.</summary>
    public int? Effort { get; init; }

    /// <summary>Seconds after which the best so far is the answer, or null.</summary>
    public double? TimeLimit { get; init; }
}
