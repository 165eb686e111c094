using Espalier.Numerics;

namespace Espalier.SubsetSums.Coded;

/// <summary>
/// The symbols of one circular word for a sequence of weights: weight t's window ends with its own k bits and begins before them, for the
/// first weights at the end of the word, so that n weights take k·n bits and none for a beginning or an end.
/// </summary>
/// <remarks>
/// The word is cut where paths may be decided apart. At each cut a search of its surroundings, free at both ends, fixes the prefix; between
/// two cuts the best path that joins their prefixes is exact. The best prefix of one cut takes 2^(L−k) searches: short words, where a wrong
/// one costs (a fifth of the squared error at twelve weights), get them, and are the best words there are.
/// </remarks>
internal sealed class CircularSearch : ICrewWork
{
    /// <summary>Weights between two cuts: few enough that the choices stay near, many enough that the surroundings cost little.</summary>
    private const int RunLength = 4096;

    /// <summary>The most steps, over all prefixes, that are spent on the best circular word.</summary>
    private const long MostSteps = 1 << 17;

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

    /// <summary>Whether the best of all circular words is found.</summary>
    public static bool IsExact(TrellisLayout layout, int weights) => (long)layout.Prefixes * weights <= MostSteps;

    /// <summary>Fills in the symbols of all weights; there are enough for a window.</summary>
    public void Code(Trellis trellis, float[] factors, float[] shifts, byte[] symbols)
    {
        (_trellis, _factors, _shifts, _symbols) = (trellis, factors, shifts, symbols);
        _runs = Math.Max(1, symbols.Length / RunLength);
        _prefixes = new int[_runs];
        _cutting = true;
        if (IsExact(trellis.Layout, symbols.Length)) _prefixes[0] = BestPrefix();
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

    /// <summary>The prefix of the best circular word, the smallest among equals.</summary>
    private int BestPrefix()
    {
        (int best, float least) = (0, float.PositiveInfinity);
        for (int prefix = 0; prefix < _trellis.Layout.Prefixes; prefix++)
        {
            (_, float cost) = _trellis.Search(_workspaces[0], _factors, _shifts, prefix, prefix);
            if (cost < least) (best, least) = (prefix, cost);
        }

        return best;
    }

    /// <summary>The prefix before a weight on the best path through its surroundings.</summary>
    private int PrefixAt(int cut, Trellis.Workspace workspace)
    {
        int reach = Math.Min(Reach(_trellis.Layout), _symbols.Length / 2);
        Span<float> factors = stackalloc float[2 * reach];
        Span<float> shifts = stackalloc float[2 * reach];
        for (int i = 0; i < 2 * reach; i++)
        {
            int weight = (cut - reach + i + _symbols.Length) % _symbols.Length;
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
