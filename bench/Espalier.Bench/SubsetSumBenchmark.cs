using BenchmarkDotNet.Attributes;
using Espalier.Random;
using Espalier.SubsetSums;

namespace Espalier.Bench;

/// <summary>Subset sums over the range of the weights of a small trained network, by number of candidates: time per target.</summary>
[MemoryDiagnoser]
[ShortRunJob]
public class SubsetSumBenchmark
{
    /// <summary>Instances gone through in one call, so that no branch can be learnt from one instance.</summary>
    private const int Instances = 512;

    private readonly SubsetSumWorkspace _workspace = new();
    private readonly double[][] _candidates = new double[Instances][];
    private readonly double[] _targets = new double[Instances];
    private SharedCandidates? _shared;
    private PlainMeet? _plain;

    [Params(8, 12, 16, 21, 26, 32)]
    public int N { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        var candidates = new RandomStream(7, 0);
        var targets = new RandomStream(7, 1);
        for (int i = 0; i < Instances; i++)
        {
            _targets[i] = (float)(0.05 * targets.Normal((ulong)i));
            _candidates[i] = new double[N];
            for (int k = 0; k < N; k++) _candidates[i][k] = (float)candidates.Uniform((ulong)((i * N) + k), -0.4642, 0.5407);
        }

        _shared = new SharedCandidates(_candidates[0]);
        _plain = new PlainMeet(N);
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = Instances)]
    public ulong PlainMeetInTheMiddle()
    {
        ulong sink = 0;
        for (int i = 0; i < Instances; i++) sink ^= _plain!.Solve(_candidates[i], _targets[i]);
        return sink;
    }

    [Benchmark(OperationsPerInvoke = Instances)]
    public ulong FreshError()
    {
        ulong sink = 0;
        for (int i = 0; i < Instances; i++)
            sink ^= SubsetSum.Solve(_candidates[i], _targets[i], SubsetSumObjective.Error, workspace: _workspace).Mask;
        return sink;
    }

    [Benchmark(OperationsPerInvoke = Instances)]
    public ulong FreshEdges()
    {
        ulong sink = 0;
        for (int i = 0; i < Instances; i++)
            sink ^= SubsetSum.Solve(_candidates[i], _targets[i], SubsetSumObjective.Edges, 0.01, _workspace).Mask;
        return sink;
    }

    [Benchmark(OperationsPerInvoke = Instances)]
    public ulong SharedError()
    {
        ulong sink = 0;
        foreach (double target in _targets) sink ^= _shared!.Solve(target, SubsetSumObjective.Error, workspace: _workspace).Mask;
        return sink;
    }

    [Benchmark(OperationsPerInvoke = Instances)]
    public ulong SharedEdges()
    {
        ulong sink = 0;
        foreach (double target in _targets) sink ^= _shared!.Solve(target, SubsetSumObjective.Edges, 0.01, _workspace).Mask;
        return sink;
    }
}

/// <summary>
/// The textbook method as baseline: both halves' float64 sums with their subsets by merging doubled lists, then one sweep. No
/// allocation.
/// </summary>
internal sealed class PlainMeet(int candidates)
{
    private readonly double[] _sums = new double[4 << (candidates - (candidates / 2))];
    private readonly uint[] _masks = new uint[4 << (candidates - (candidates / 2))];

    public ulong Solve(ReadOnlySpan<double> candidates, double target)
    {
        int half = candidates.Length / 2;
        int largest = 1 << (candidates.Length - half);
        Span<double> sums = _sums;
        Span<uint> masks = _masks;
        int low = Sort(candidates[..half], sums[..(2 * largest)], masks[..(2 * largest)], largest);
        int high = 2 * largest;
        high += Sort(candidates[half..], sums[high..], masks[high..], largest);
        int i = 0;
        int j = (1 << (candidates.Length - half)) - 1;
        double best = double.PositiveInfinity;
        ulong mask = 0;
        while (i < 1 << half && j >= 0)
        {
            double excess = sums[low + i] + sums[high + j] - target;
            if (Math.Abs(excess) < best) (best, mask) = (Math.Abs(excess), masks[low + i] | ((ulong)masks[high + j] << half));
            if (excess < 0) i++;
            else j--;
        }

        return mask;
    }

    /// <summary>Returns where the sorted list begins.</summary>
    private static int Sort(ReadOnlySpan<double> candidates, Span<double> sums, Span<uint> masks, int room)
    {
        int from = 0;
        int to = room;
        sums[from] = 0;
        masks[from] = 0;
        for (int bit = 0; bit < candidates.Length; bit++)
        {
            int size = 1 << bit;
            double value = candidates[bit];
            int kept = 0;
            int shifted = 0;
            for (int k = 0; k < 2 * size; k++)
            {
                bool takesKept = shifted == size || (kept < size && sums[from + kept] <= sums[from + shifted] + value);
                sums[to + k] = takesKept ? sums[from + kept] : sums[from + shifted] + value;
                masks[to + k] = takesKept ? masks[from + kept++] : masks[from + shifted++] | (1u << bit);
            }

            (from, to) = (to, from);
        }

        return from;
    }
}
