namespace Espalier.Neurons;

/// <summary>What is known about a subset that a search returned.</summary>
public enum NeuronSubsetStatus
{
    /// <summary>The bound is within 1e-9 of the error, relative to the error plus a thousandth of that of the empty subset.</summary>
    Optimal = 0,

    /// <summary>The search ran to its end; it does not prove that the subset is the best.</summary>
    Feasible = 1,

    /// <summary>The search was stopped, by its limits or by the caller, before its end.</summary>
    Limit = 2,
}

/// <summary>The best subset found.</summary>
/// <param name="Status">What is known about it.</param>
/// <param name="Kept">Its neurons, ascending.</param>
/// <param name="Error">Both sides of its error.</param>
/// <param name="Bound">No subset has a smaller error than this.</param>
/// <param name="Nodes">How many partial subsets the search looked at.</param>
public sealed record NeuronSubsetResult(NeuronSubsetStatus Status, IReadOnlyList<int> Kept, SupNormBounds Error, double Bound, long Nodes)
{
    /// <summary>The units of work that the search took, a function of its input unless it was cancelled.</summary>
    public long Work { get; init; }
}

/// <summary>Where a search is.</summary>
/// <param name="Error">The upper end of the error of the best subset so far.</param>
/// <param name="Bound">No subset has a smaller error than this, as far as is known now.</param>
/// <param name="Work">The units of work done.</param>
public sealed record NeuronSubsetProgress(double Error, double Bound, long Work);
