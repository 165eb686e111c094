namespace Espalier.Certificates;

/// <summary>A way to find inputs where two networks differ much. Nothing that it returns is believed before it is evaluated anew.</summary>
public interface IWitnessSearch
{
    /// <summary>The best input found when climbing from one, or null if there is none.</summary>
    /// <param name="pair">The networks.</param>
    /// <param name="question">The domain and how the difference is measured.</param>
    /// <param name="start">An input in the domain.</param>
    /// <param name="cancel">Stops early, with the best input so far.</param>
    Witness? Climb(NetworkPair pair, DifferenceQuestion question, ReadOnlySpan<double> start, CancellationToken cancel);
}
