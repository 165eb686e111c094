namespace Espalier.Pruning;

/// <summary>In what the removed share is counted.</summary>
public enum RemovalMeasure
{
    /// <summary>Units: hidden neurons and channels, coupled ones counted once.</summary>
    Neurons,

    /// <summary>Stored numbers of the whole network.</summary>
    Parameters,

    /// <summary>Multiplications of one evaluation of the whole network.</summary>
    MultiplyAdds,
}

/// <summary>Where removed units are looked for.</summary>
public enum RemovalScope
{
    /// <summary>Every group of layers loses the same share.</summary>
    Layer,

    /// <summary>All compete; scores are relative to the mean of their group.</summary>
    Global,
}

/// <summary>Which units go first: those of the least score.</summary>
public enum UnitCriterion
{
    /// <summary>The sum of the magnitudes of the weights that make a unit.</summary>
    L1,

    /// <summary>Their Euclidean norm.</summary>
    L2,

    /// <summary>What a unit hands on over calibration inputs: the root of its mean square times the norm of the weights that read it.</summary>
    Activation,

    /// <summary>What is lost if another unit of the group stands in for it, which then takes over its weights.</summary>
    Similarity,

    /// <summary>How the loss on labelled examples would change without it, to first order.</summary>
    Taylor,

    /// <summary>A random order.</summary>
    Random,
}

/// <summary>What to remove of a network's neurons and channels.</summary>
public sealed record StructuredOptions
{
    /// <summary>The share to remove, above 0 and below 1.</summary>
    public required double Remove { get; init; }

    /// <summary>In what it is counted.</summary>
    public RemovalMeasure Measure { get; init; } = RemovalMeasure.Neurons;

    /// <summary>Where it is looked for.</summary>
    public RemovalScope Scope { get; init; } = RemovalScope.Layer;

    /// <summary>Which units go first.</summary>
    public UnitCriterion Criterion { get; init; } = UnitCriterion.L2;

    /// <summary>
    /// What is left of every group is a multiple of it, or the whole group: engines compute channels in blocks, and those that do not fill one
    /// take as long.
    /// </summary>
    public int Multiple { get; init; } = 1;

    /// <summary>Whether the layers behind removed units are solved anew on calibration inputs.</summary>
    public bool Refit { get; init; }

    /// <summary>What is added to the diagonal of the normal equations, relative to its mean.</summary>
    public double Ridge { get; init; } = 1e-3;

    /// <summary>The seed of a random order.</summary>
    public ulong Seed { get; init; } = 1;
}
