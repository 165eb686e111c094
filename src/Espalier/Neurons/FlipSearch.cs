using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Espalier.Numerics.Random;

namespace Espalier.Neurons;

/// <summary>Local search by flips and swaps on sampled directions; every local optimum that looks better is evaluated truly.</summary>
/// <remarks>
/// It minimises Σ r⁸ over the directions, r the difference there: near enough to the maximum to serve it, and smooth enough to lead
/// downhill. A flip costs one pass over the directions. The witness of every evaluated subset becomes a direction.
/// </remarks>
internal sealed class FlipSearch
{
    private const int SwapsPerNeuron = 4;

    /// <summary>How many directions may join those of the start, in pairs: both of the target, and witnesses.</summary>
    private const int Witnesses = 130;

    /// <summary>The most values at directions, 1 GiB: very many neurons get fewer directions.</summary>
    private const long MostValues = 1 << 27;

    private const int LeastPairs = 8;

    /// <summary>Of one polish.</summary>
    private const int MostEvaluations = 400;

    private const long MostSwaps = 1 << 22;

    private readonly NeuronProblem _problem;
    private readonly int[] _neurons;
    private readonly Incumbent _incumbent;
    private readonly DirectionSample _sample;
    private readonly Effort _effort;
    private readonly bool[] _kept;
    private readonly double[] _residual;
    private readonly RandomStream _stream;
    private ulong _drawn;
    private double _cost;
    private int _lastFailure;

    /// <summary>With a ReLU behind the output: −f, below which no difference is.</summary>
    private readonly double[] _floor;

    public FlipSearch(NeuronProblem problem, int[] neurons, Incumbent incumbent, ulong seed, Effort effort)
    {
        _problem = problem;
        _neurons = neurons;
        _incumbent = incumbent;
        _effort = effort;
        int pairs = problem.Dimension == 2 ? 64 : 64 * problem.Dimension;
        pairs = (int)Math.Clamp(((MostValues / neurons.Length) - Witnesses) / 2, LeastPairs, pairs);
        _sample = new DirectionSample(problem, neurons, (2 * pairs) + Witnesses);
        _sample.AddSpread(pairs);
        _kept = new bool[neurons.Length];
        _residual = new double[_sample.Stride];
        _floor = new double[_sample.Stride];
        _floor.AsSpan().Fill(double.NegativeInfinity);
        _stream = new RandomStream(seed, 0, StreamPurpose.Sampling);
    }

    /// <summary>Descends from the incumbent with some neurons flipped, so many times.</summary>
    public void Run(int restarts)
    {
        for (int i = 0; i < restarts && !_effort.IsSpent; i++)
        {
            Start(_incumbent.Kept);
            int flips = i == 0 ? 0 : 2 + Below(6);
            for (int f = 0; f < flips; f++) Flip(Below(_neurons.Length));
            Descend();
            Evaluate();
        }
    }

    /// <summary>
    /// Takes single flips, and swaps of a kept neuron for another, that lower the true error: what the sampled directions allow is
    /// evaluated truly, and what proves it wrong joins them.
    /// </summary>
    public void Polish()
    {
        int left = MostEvaluations;
        do Start(_incumbent.Kept);
        while (!_effort.IsSpent && Improve(ref left));
    }

    private bool Improve(ref int left)
    {
        for (int a = 0; a < _neurons.Length; a++)
        {
            if (Try(a, -1, ref left)) return true;
        }

        if (_neurons.Length * (long)_incumbent.Kept.Length > MostSwaps) return false;
        for (int a = 0; a < _neurons.Length; a++)
        {
            if (!_kept[a]) continue;
            for (int b = 0; b < _neurons.Length; b++)
            {
                if (!_kept[b] && Try(a, b, ref left)) return true;
            }
        }

        return false;
    }

    private bool Try(int a, int b, ref int left)
    {
        _effort.Spend(1);
        if (left == 0 || _effort.IsSpent || !StaysBelow(a, b, _incumbent.Level)) return false;
        left--;
        double before = _incumbent.Error.Upper;
        Flip(a);
        if (b >= 0) Flip(b);
        Evaluate();
        if (_incumbent.Error.Upper < before) return true;
        Flip(a);
        if (b >= 0) Flip(b);
        return false;
    }

    /// <summary>Whether the difference is below a level at all directions when a neuron, and perhaps another, is flipped.</summary>
    private bool StaysBelow(int a, int b, double level)
    {
        ReadOnlySpan<double> first = _sample.Row(a);
        ReadOnlySpan<double> second = b < 0 ? first : _sample.Row(b);
        double signA = _kept[a] ? -1 : 1;
        double signB = b < 0 ? 0 : _kept[b] ? -1 : 1;
        int at = Math.Min(_lastFailure, _sample.Count - 1);
        if (Math.Abs(Math.Max(_floor[at], _residual[at] + (signA * first[at]) + (signB * second[at]))) >= level) return false;
        for (int i = 0; i < _sample.Count; i++)
        {
            if (Math.Abs(Math.Max(_floor[i], _residual[i] + (signA * first[i]) + (signB * second[i]))) < level) continue;
            _lastFailure = i;
            return false;
        }

        return true;
    }

    /// <summary>About uniform below a bound, which is enough to choose where to look next.</summary>
    private int Below(int bound) => (int)(((ulong)_stream.Word(_drawn++) * (ulong)bound) >> 32);

    private void Start(int[] kept)
    {
        var members = new HashSet<int>(kept);
        for (int row = 0; row < _sample.Stride; row++) _residual[row] = -_sample.Target[row];
        if (_incumbent.OutputRelu) _residual.CopyTo(_floor, 0);
        for (int k = 0; k < _neurons.Length; k++)
        {
            _kept[k] = members.Contains(_neurons[k]);
            if (_kept[k]) Shift(k, 1);
        }

        _cost = Cost(0, 0, 0, 0);
    }

    private void Flip(int neuron)
    {
        Shift(neuron, _kept[neuron] ? -1 : 1);
        _kept[neuron] = !_kept[neuron];
        _cost = Cost(0, 0, 0, 0);
    }

    private void Shift(int neuron, double sign)
    {
        ReadOnlySpan<double> row = _sample.Row(neuron);
        for (int i = 0; i < _residual.Length; i++) _residual[i] += sign * row[i];
    }

    /// <summary>Takes every flip that helps, then some swaps, until neither does.</summary>
    private void Descend()
    {
        do
        {
            while (BestFlip() is var flip and >= 0 && !_effort.IsSpent) Flip(flip);
        }
        while (SomeSwap() && !_effort.IsSpent);
    }

    private int BestFlip()
    {
        _effort.Spend(_neurons.Length * (long)_sample.Used / 256);
        int best = -1;
        double least = _cost * (1 - 1e-9);
        for (int k = 0; k < _neurons.Length; k++)
        {
            double cost = Cost(k, _kept[k] ? -1 : 1, 0, 0);
            if (cost >= least) continue;
            least = cost;
            best = k;
        }

        return best;
    }

    private bool SomeSwap()
    {
        for (int i = 0; i < SwapsPerNeuron * _neurons.Length; i++)
        {
            _effort.Spend(1 + (_sample.Used / 256));
            int a = Below(_neurons.Length);
            int b = Below(_neurons.Length);
            if (a == b || Cost(a, _kept[a] ? -1 : 1, b, _kept[b] ? -1 : 1) >= _cost * (1 - 1e-9)) continue;
            Flip(a);
            Flip(b);
            return true;
        }

        return false;
    }

    /// <summary>Σ r⁸ after two neurons times two signs are added; lanes are summed in one order on every machine.</summary>
    private double Cost(int a, double signA, int b, double signB)
    {
        ref double first = ref MemoryMarshal.GetReference(_sample.Row(a));
        ref double second = ref MemoryMarshal.GetReference(_sample.Row(b));
        ref double residual = ref MemoryMarshal.GetArrayDataReference(_residual);
        ref double floor = ref MemoryMarshal.GetArrayDataReference(_floor);
        Vector512<double> sum = Vector512<double>.Zero;
        for (nuint i = 0; i < (nuint)_sample.Used; i += 8)
        {
            Vector512<double> r = Vector512.LoadUnsafe(ref residual, i) + (Vector512.LoadUnsafe(ref first, i) * signA) + (
                Vector512.LoadUnsafe(ref second, i) * signB);
            r = Vector512.Max(r, Vector512.LoadUnsafe(ref floor, i));
            r *= r;
            r *= r;
            sum += r * r;
        }

        double cost = 0;
        for (int lane = 0; lane < 8; lane++) cost += sum[lane];
        return cost;
    }

    private void Evaluate()
    {
        double sampled = 0;
        for (int row = 0; row < _sample.Count; row++) sampled = Math.Max(sampled, Math.Abs(Math.Max(_floor[row], _residual[row])));
        if (sampled > _incumbent.Level) return;
        var kept = new List<int>();
        for (int k = 0; k < _kept.Length; k++)
        {
            if (_kept[k]) kept.Add(_neurons[k]);
        }

        if (_problem.Dimension > 2 && _incumbent.Climb([.. kept]) is var (height, witness) && height >= _incumbent.Level) _sample.Add(witness);
        else _sample.Add([.. _incumbent.Offer([.. kept]).Witness]);
    }
}
