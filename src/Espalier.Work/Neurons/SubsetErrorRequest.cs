namespace Espalier.Work.Neurons;

/// <summary>The error of a subset of neurons.</summary>
public sealed record SubsetErrorRequest
{
    /// <summary>The parent, its target and the subset.</summary>
    public required GivenParent Parent { get; init; }
}
