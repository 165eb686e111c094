using Espalier.Numerics;

namespace Espalier.SubsetSums.Coded;

/// <summary>
/// The symbols of one circular word for a sequence of weights: weight t's window ends with its own k bits and begins before them, for the
/// first weights at the end of the word, so that n weights take k·n bits and none for a beginning or an end.
/// </summary>
/// <remarks>
/// The word is cut where paths may be decided apart. At each cut a search of its surroundings, free at both ends, fixes the prefix; between
/// two cuts the best path that joins their prefixes is exact. What the cuts cost is measured in <c>docs/formats.md</c>: the minimum over the
/// prefix of one cut would take 2^(L−k) searches.
/// </remarks>
internal sealed class CircularSearch : ICrewWork
{
    /// <summary>Weights between two cuts: few enough that the choices stay near, many enough that the surroundings cost little.</summary>
    private const int RunLength = 4096;

    private readonly Trellis _trellis;
    private readonly Trellis.Workspace[] _workspaces;
    private readonly Crew _crew = new();
    private readonly float[] _surroundings;
    private float[] _factors = [];
    private float[] _shifts = [];
    private byte[] _symbols = [];
    private int[] _prefixes = [];
    private int _weights;
    private int _runs;
    private bool _cutting;

    public CircularSearch(Trellis trellis, int threads)
    {
        _trellis = trellis;
        _workspaces = new Trellis.Workspace[threads];
        for (int i = 0; i < threads; i++) _workspaces[i] = new Trellis.Workspace(trellis.Layout);
        Reach = 16 * ((trellis.Layout.WindowBits + trellis.Layout.Bits - 1) / trellis.Layout.Bits);
        _surroundings = new float[threads * 4 * Reach];
    }

    /// <summary>The weights on either side of a cut that decide its prefix: sixteen times as many as see one bit.</summary>
    public int Reach { get; }

    /// <summary>Fills in the symbols of the first weights of the arrays.</summary>
    public void Code(float[] factors, float[] shifts, byte[] symbols, int weights)
    {
        (_factors, _shifts, _symbols, _weights) = (factors, shifts, symbols, weights);
        _runs = Math.Max(1, weights / RunLength);
        _prefixes = new int[_runs];
        _cutting = true;
        _crew.Run(this, _runs, _workspaces.Length);
        _cutting = false;
        _crew.Run(this, _runs, _workspaces.Length);
    }

    void ICrewWork.Do(int piece, int worker)
    {
        if (_cutting) _prefixes[piece] = PrefixAt(Cut(piece), worker);
        else CodeRun(piece, _workspaces[worker]);
    }

    private int Cut(int run) => (int)((long)_weights * run / _runs);

    /// <summary>The prefix before a weight on the best path through its surroundings.</summary>
    private int PrefixAt(int cut, int worker)
    {
        int reach = Math.Min(Reach, _weights / 2);
        Span<float> factors = _surroundings.AsSpan(worker * 4 * Reach, 2 * reach);
        Span<float> shifts = _surroundings.AsSpan((worker * 4 * Reach) + (2 * Reach), 2 * reach);
        for (int i = 0; i < 2 * reach; i++)
        {
            int weight = (cut - reach + i + _weights) % _weights;
            factors[i] = _factors[weight];
            shifts[i] = _shifts[weight];
        }

        Trellis.Workspace workspace = _workspaces[worker];
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
