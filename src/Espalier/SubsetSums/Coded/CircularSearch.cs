using Espalier.Numerics;

namespace Espalier.SubsetSums.Coded;

/// <summary>
/// The symbols of one circular word for a sequence of weights: weight t's window ends with its own k bits and begins before them, for the
/// first weights at the end of the word, so that n weights take k·n bits and none for a beginning or an end.
/// </summary>
/// <remarks>
/// Long words are cut where paths may be decided apart. At each cut a search of its surroundings, free at both ends, fixes the prefix; between
/// two cuts the best path that joins their prefixes is exact. In short words, where a wrong prefix costs much (the half of the squared error at
/// ten weights), prefixes are tried in the order of a lower bound: what it costs to come to them on the way twice round.
/// </remarks>
internal sealed class CircularSearch : ICrewWork
{
    /// <summary>Weights between two cuts: few enough that the choices stay near, many enough that the surroundings cost little.</summary>
    private const int RunLength = 4096;

    /// <summary>The steps with which trying every prefix of a word is always allowed.</summary>
    private const long MostSteps = 1 << 17;

    /// <summary>The most steps, over all prefixes, that are spent on the circular words of a grid.</summary>
    private const long MostGridSteps = 1 << 18;

    private const int FewestTrials = 16;

    private readonly Trellis.Workspace[] _workspaces;
    private readonly Crew _crew = new();
    private Trellis _trellis = null!;
    private float[] _factors = [];
    private float[] _shifts = [];
    private byte[] _symbols = [];
    private int[] _prefixes = [];
    private int _runs;
    private bool _cutting;

    public CircularSearch(int threads)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        _workspaces = new Trellis.Workspace[threads];
        for (int i = 0; i < threads; i++) _workspaces[i] = new Trellis.Workspace();
    }

    /// <summary>The weights on either side of a cut that decide its prefix: sixteen times as many as see one bit.</summary>
    public static int Reach(TrellisLayout layout) => 16 * ((layout.WindowBits + layout.Bits - 1) / layout.Bits);

    /// <summary>Whether the best of all circular words is found, for a grid of so many words.</summary>
    public static bool IsExact(TrellisLayout layout, int weights, int words = 1) => (long)layout.Prefixes * weights * words <= MostSteps;

    /// <summary>Fills in the symbols of all weights of one of so many words; there are enough for a window.</summary>
    public void Code(Trellis trellis, float[] factors, float[] shifts, byte[] symbols, int words)
    {
        (_trellis, _factors, _shifts, _symbols) = (trellis, factors, shifts, symbols);
        _runs = Math.Max(1, symbols.Length / RunLength);
        _prefixes = new int[_runs];
        _cutting = true;
        if (IsExact(trellis.Layout, symbols.Length, words)) _prefixes[0] = BestPrefix(trellis.Layout.Prefixes);
        else if (2 * symbols.Length <= Reach(trellis.Layout)) _prefixes[0] = BestPrefix(Trials(symbols.Length, words));
        else _crew.Run(this, _runs, _workspaces.Length);
        _cutting = false;
        _crew.Run(this, _runs, _workspaces.Length);
    }

    void ICrewWork.Do(int piece, int worker)
    {
        if (_cutting) _prefixes[piece] = PrefixAt(Cut(piece), _workspaces[worker]);
        else CodeRun(piece, _workspaces[worker]);
    }

    private int Cut(int run) => (int)((long)_symbols.Length * run / _runs);

    private static int Trials(long weights, int words) => (int)Math.Max(FewestTrials, MostGridSteps / (weights * words));

    /// <summary>The prefix of the best circular word, the smallest among equals, as far as so many trials go.</summary>
    private int BestPrefix(int trials)
    {
        ReadOnlySpan<float> costs = _trellis.EndCosts(_workspaces[0], [.. _factors, .. _factors], [.. _shifts, .. _shifts], Trellis.Free);
        // Nonnegative numbers are in the order of their bits; among equals, the smallest prefix comes first.
        var order = new long[costs.Length];
        for (int prefix = 0; prefix < order.Length; prefix++)
            order[prefix] = ((long)BitConverter.SingleToInt32Bits(costs[prefix]) << 32) | (uint)prefix;
        Array.Sort(order);
        (int best, float least) = (0, float.PositiveInfinity);
        foreach (long each in order.AsSpan(0, Math.Min(trials, order.Length)))
        {
            // Twice round costs at most twice what once round costs, but for the rounding of the sums.
            if (BitConverter.Int32BitsToSingle((int)(each >> 32)) * (0.5f - 1e-5f) > least) break;
            int prefix = (int)each;
            (_, float cost) = _trellis.Search(_workspaces[0], _factors, _shifts, prefix, prefix);
            if (cost < least || (cost == least && prefix < best)) (best, least) = (prefix, cost);
        }

        return best;
    }

    /// <summary>The prefix before a weight on the best path through its surroundings, which go round a short word several times.</summary>
    private int PrefixAt(int cut, Trellis.Workspace workspace)
    {
        int reach = Reach(_trellis.Layout);
        int start = cut - reach;
        while (start < 0) start += _symbols.Length;
        Span<float> factors = stackalloc float[2 * reach];
        Span<float> shifts = stackalloc float[2 * reach];
        for (int i = 0; i < 2 * reach; i++)
        {
            int weight = (start + i) % _symbols.Length;
            factors[i] = _factors[weight];
            shifts[i] = _shifts[weight];
        }

        (int end, _) = _trellis.Search(workspace, factors, shifts, Trellis.Free, Trellis.Free);
        return _trellis.Trace(workspace, reach, 2 * reach, end, []);
    }

    private void CodeRun(int run, Trellis.Workspace workspace)
    {
        int first = Cut(run);
        int count = Cut(run + 1) - first;
        int end = _prefixes[(run + 1) % _runs];
        _trellis.Search(workspace, _factors.AsSpan(first, count), _shifts.AsSpan(first, count), _prefixes[run], end);
        _trellis.Trace(workspace, 0, count, end, _symbols.AsSpan(first, count));
    }
}
