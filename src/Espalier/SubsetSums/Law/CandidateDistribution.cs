namespace Espalier.SubsetSums.Law;

/// <summary>How random candidates are distributed. All are float32 numbers, or exact products of two, as in a parent network.</summary>
public enum CandidateDistribution
{
    /// <summary>Uniform on [−1, 1].</summary>
    Uniform = 0,

    /// <summary>The product of two independent numbers uniform on [−1, 1].</summary>
    Product = 1,

    /// <summary>Standard normal.</summary>
    Normal = 2,
}
