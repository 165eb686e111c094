using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Engines;
using Espalier.Numerics.Random;
using Espalier.SubsetSums;

namespace Espalier.Bench.SubsetSums;

/// <summary>All weights of a 784-500-10 network with 21 candidates on two threads: whole experiments, one call each.</summary>
[SimpleJob(RunStrategy.Monitoring, launchCount: 1, warmupCount: 1, iterationCount: 5)]
public class SubsetSumExperimentBenchmarks
{
    private const int N = 21;
    private const int Weights = (784 * 500) + (500 * 10);
    private readonly SubsetSumResult[] _results = new SubsetSumResult[Weights];

    [Params(1, 2)]
    public int Threads { get; set; }

    [Benchmark]
    public bool FreshError() => SubsetSumBatch.SolveFresh(Instance, SubsetSumObjective.Error, 0.01, _results, Threads);

    [Benchmark]
    public bool FreshEdges() => SubsetSumBatch.SolveFresh(Instance, SubsetSumObjective.Edges, 0.01, _results, Threads);

    [Benchmark]
    public bool SharedError() => Rows(SubsetSumObjective.Error);

    [Benchmark]
    public bool SharedEdges() => Rows(SubsetSumObjective.Edges);

    private bool Rows(SubsetSumObjective objective) =>
        SubsetSumBatch.SolveShared(Row, 784, objective, 0.01, _results.AsMemory(0, 784 * 500), Threads)
        && SubsetSumBatch.SolveShared(Row, 500, objective, 0.01, _results.AsMemory(784 * 500), Threads);

    private static int Instance(int instance, Span<double> candidates, out double target)
    {
        Candidates((ulong)instance, candidates);
        target = Target((ulong)instance);
        return N;
    }

    private static int Row(int row, Span<double> candidates, Span<double> targets)
    {
        Candidates((ulong)row, candidates);
        for (int j = 0; j < targets.Length; j++) targets[j] = Target((ulong)((row * 784) + j));
        return N;
    }

    private static void Candidates(ulong instance, Span<double> candidates)
    {
        var stream = new RandomStream(7, 0);
        for (int k = 0; k < N; k++) candidates[k] = (float)stream.Uniform((instance * N) + (ulong)k, -0.4642, 0.5407);
    }

    private static double Target(ulong index) => (float)(0.05 * new RandomStream(7, 1).Normal(index));
}
