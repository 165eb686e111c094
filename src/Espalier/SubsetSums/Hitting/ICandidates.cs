namespace Espalier.SubsetSums.Hitting;

/// <summary>The candidates of one weight, made when they are asked for.</summary>
internal interface ICandidates
{
    /// <summary>How many there are.</summary>
    int Count { get; }

    /// <summary>The candidate at a place.</summary>
    double this[int place] { get; }
}
