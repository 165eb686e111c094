namespace Espalier.Certificates.Witnesses;

/// <summary>Climbs through linear regions from one input at a time, and values what it reaches exactly.</summary>
public sealed class WitnessClimb : IWitnessSearch
{
    /// <inheritdoc/>
    public Witness? Climb(NetworkPair pair, DifferenceQuestion question, ReadOnlySpan<double> start, CancellationToken cancellation) =>
        new WitnessSearch(pair, question).Climb([start.ToArray()], threads: 1, cancellation) is { Value: > 0 } found ? found : null;
}
