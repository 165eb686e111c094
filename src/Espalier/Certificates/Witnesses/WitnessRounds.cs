namespace Espalier.Certificates.Witnesses;

/// <summary>
/// A <see cref="WitnessSearch"/> that is asked again and again: the first time it does one round, later two more each time, and it
/// climbs from the input given.
/// </summary>
public sealed class WitnessRounds(int threads) : IWitnessSearch
{
    private WitnessSearch? _search;
    private NetworkPair? _pair;
    private DifferenceQuestion? _question;
    private int _rounds;

    /// <summary>The largest difference that an evaluation in float64 met, which proves nothing; 0 before the first.</summary>
    public double Met => _search?.Met ?? 0;

    /// <inheritdoc/>
    public Witness? Climb(NetworkPair pair, DifferenceQuestion question, ReadOnlySpan<double> start, CancellationToken cancel)
    {
        if (_search is null || pair != _pair || question != _question)
        {
            (_search, _pair, _question) = (new WitnessSearch(pair, question), pair, question);
            _rounds = 1;
        }

        _search.Climb([start.ToArray()], threads, cancel);
        for (int round = 0; round < _rounds && !cancel.IsCancellationRequested; round++) _search.Round(threads, cancel);
        _rounds = 2;
        return _search.Best.Value > question.Measure.Floor ? _search.Best : null;
    }
}
