using BenchmarkDotNet.Attributes;
using Espalier.Numerics.Random;
using Espalier.SubsetSums;

namespace Espalier.Bench.SubsetSums;

/// <summary>Subset sums over the range of the weights of a small trained network, by number of candidates: time per target.</summary>
[MemoryDiagnoser]
[ShortRunJob]
public class SubsetSumBenchmarks
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
