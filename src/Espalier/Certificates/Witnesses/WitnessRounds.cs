namespace Espalier.Certificates.Witnesses;

/// <summary>
/// A <see cref="WitnessSearch"/> that is asked again and again: each time it climbs from the input given, and does one more round
/// of its own.
/// </summary>
public sealed class WitnessRounds(int threads) : IWitnessSearch
{
    private WitnessSearch? _search;
    private NetworkPair? _pair;
    private DifferenceQuestion? _question;

    /// <inheritdoc/>
    public Witness? Climb(NetworkPair pair, DifferenceQuestion question, ReadOnlySpan<double> start, CancellationToken cancellation)
    {
        if (_search is null || pair != _pair || question != _question) (_search, _pair, _question) = (new WitnessSearch(pair, question), pair, question);
        _search.Climb([start.ToArray()], threads, cancellation);
        Witness best = _search.Round(threads, cancellation);
        return best.Value > 0 ? best : null;
    }
}
