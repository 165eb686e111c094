namespace Espalier.Work.Neurons;

/// <summary>How neurons are chosen.</summary>
public enum NeuronMethod
{
    /// <summary>Proves its answer.</summary>
    Exact = 0,

    /// <summary>Finds a good subset and a bound.</summary>
    Search = 1,

    /// <summary>Neurons near the target, by a knapsack: in any dimension, for very many neurons.</summary>
    Cone = 2,
}

/// <summary>The best subset of neurons.</summary>
public sealed record PruneNeuronsRequest
{
    /// <summary>The parent.</summary>
    public required ParentChoice Parent { get; init; }

    /// <summary>How neurons are chosen.</summary>
    public NeuronMethod Method { get; init; } = NeuronMethod.Search;

    /// <summary>Seconds after which the best so far is the answer, or null.</summary>
    public double? TimeLimit { get; init; }

    /// <summary>Units of work after which the best so far is the answer, the same on every machine, or null.</summary>
    public long? WorkLimit { get; init; }
}
