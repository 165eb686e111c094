using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Espalier.Neurons.Sphere;

/// <summary>One depth-first search below given first choices, which stops at every full choice and can go on after directions were added.</summary>
internal sealed class SphereDive
{
    private readonly SphereChoices _choices;
    private readonly double[][] _partial;
    private readonly int[] _lastFailure;
    private readonly int[] _kept;
    private readonly Stage[] _stages;
    private int _first;
    private int _end;
    private int _depth;
    private int _rows;
    private double _within;

    public SphereDive(SphereChoices choices)
    {
        _choices = choices;
        _partial = new double[choices.Count + 1][];
        _partial[0] = new double[choices.Sample.Stride];
        _lastFailure = new int[choices.Count + 1];
        _kept = new int[choices.Count];
        _stages = new Stage[choices.Count + 1];
        IsDone = true;
    }

    private enum Stage
    {
        Fresh = 0,
        Keeping = 1,
        NotKept = 2,
        Removing = 3,
    }

    public bool IsDone { get; private set; }

    /// <summary>Whether it stopped at a full choice: <see cref="Kept"/>.</summary>
    public bool IsAtEnd => !IsDone && _depth == _end;

    /// <summary>The depths of the neurons kept so far, ascending.</summary>
    public ReadOnlySpan<int> Kept => _kept.AsSpan(0, KeptCount);

    /// <summary>Choices looked at.</summary>
    public long Nodes { get; private set; }

    private int KeptCount { get; set; }

    /// <summary>
    /// Begins below the first choices: which of the neurons before a depth are kept. Full choices are those of all neurons before another
    /// depth.
    /// </summary>
    public void Start(ReadOnlySpan<int> kept, int depth, int end)
    {
        kept.CopyTo(_kept);
        KeptCount = kept.Length;
        (_first, _depth, _end, _rows) = (depth, depth, end, 0);
        _stages[depth] = Stage.Fresh;
        IsDone = false;
        for (int i = 1; i <= KeptCount; i++) _partial[i] ??= new double[_choices.Sample.Stride];
    }

    /// <summary>Goes on until it is done, at a full choice, or has looked at so many choices.</summary>
    public void Run(double within, long nodes)
    {
        _within = within;
        TakeUpDirections();
        if (_depth == _end) Back();
        long last = Nodes + nodes;
        while (!IsDone && Nodes < last)
        {
            if (_depth == _end) return;
            Step();
        }
    }

    private void Step()
    {
        switch (_stages[_depth])
        {
            case Stage.Fresh:
                Nodes++;

                // Partial sum i + 1 is that of i with one neuron more, so no two open choices share one.
                if (!Extend(_depth, KeptCount))
                {
                    _stages[_depth] = Stage.NotKept;
                    break;
                }

                _stages[_depth] = Stage.Keeping;
                _kept[KeptCount++] = _depth;
                Deeper();
                break;
            case Stage.Keeping:
                KeptCount--;
                _stages[_depth] = Stage.NotKept;
                break;
            case Stage.NotKept:
                Nodes++;
                _stages[_depth] = Stage.Removing;
                if (Passes(_depth + 1, KeptCount)) Deeper();
                break;
            default:
                Back();
                break;
        }
    }

    private void Deeper() => _stages[++_depth] = Stage.Fresh;

    private void Back()
    {
        if (_depth == _first) IsDone = true;
        else _depth--;
    }

    /// <summary>The partial sums of the open choices at directions that were added.</summary>
    private void TakeUpDirections()
    {
        for (int row = _rows; row < _choices.Sample.Count; row++)
        {
            double sum = 0;
            for (int i = 0; i < KeptCount; i++)
            {
                sum += _choices.Sample.Row(_kept[i])[row];
                _partial[i + 1][row] = sum;
            }
        }

        _rows = _choices.Sample.Count;
    }

    /// <summary>Adds a neuron to a partial sum.</summary>
    /// <returns>Whether the undecided ones can still bring every direction within the level.</returns>
    private bool Extend(int depth, int sum)
    {
        ReadOnlySpan<double> row = _choices.Sample.Row(depth);
        double[] from = _partial[sum];
        double[] to = _partial[sum + 1] ??= new double[_choices.Sample.Stride];
        double[] most = _choices.Most(depth + 1);
        double[] least = _choices.Least(depth + 1);
        if (!Extend(row, from, to, most, least, _lastFailure[depth])) return false;
        for (int i = 0; i < _choices.Sample.Used; i += 8)
        {
            if (Extend(row, from, to, most, least, i)) continue;
            _lastFailure[depth] = i;
            return false;
        }

        return true;
    }

    private bool Extend(ReadOnlySpan<double> row, double[] from, double[] to, double[] most, double[] least, int at)
    {
        Vector512<double> value = At(from, at) + At(row, at);
        value.StoreUnsafe(ref MemoryMarshal.GetArrayDataReference(to), (nuint)at);
        return IsWithin(value, most, least, at);
    }

    private bool Passes(int depth, int sum)
    {
        double[] most = _choices.Most(depth);
        double[] least = _choices.Least(depth);
        for (int i = 0; i < _choices.Sample.Used; i += 8)
        {
            if (!IsWithin(At(_partial[sum], i), most, least, i)) return false;
        }

        return true;
    }

    private bool IsWithin(Vector512<double> value, double[] most, double[] least, int at)
    {
        Vector512<double> within = Vector512.Create(_within);
        return !Vector512.GreaterThanAny(value, At(most, at) + within) && !Vector512.LessThanAny(value, At(least, at) - within);
    }

    private static Vector512<double> At(ReadOnlySpan<double> values, int index) =>
        Vector512.LoadUnsafe(ref MemoryMarshal.GetReference(values), (nuint)index);
}
