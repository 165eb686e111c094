using Espalier.Numerics.Random;
using Espalier.SubsetSums;

namespace Espalier.Tests.SubsetSums;

public sealed class SubsetSumBatchTests
{
    private const int N = 13;

    [Theory]
    [InlineData(SubsetSumObjective.Error)]
    [InlineData(SubsetSumObjective.Edges)]
    public void Results_do_not_depend_on_threads(SubsetSumObjective objective)
    {
        var one = new SubsetSumResult[1000];
        var two = new SubsetSumResult[1000];
        Assert.True(SubsetSumBatch.SolveFresh(Source, objective, 0.01, one, 1, null, TestContext.Current.CancellationToken));
        Assert.True(SubsetSumBatch.SolveFresh(Source, objective, 0.01, two, 3, null, TestContext.Current.CancellationToken));
        Assert.Equal(one, two);

        double[] candidates = new double[SubsetSum.MaxCandidates];
        int n = Source(777, candidates, out double target);
        Assert.Equal(SubsetSum.Solve(candidates.AsSpan(0, n), target, objective, 0.01), one[777]);
    }

    [Fact]
    public void Rows_share_their_candidates()
    {
        var results = new SubsetSumResult[7 * 30];
        Assert.True(
            SubsetSumBatch.SolveShared(RowSource, 30, SubsetSumObjective.Error, 0.01, results, 2, null, TestContext.Current.CancellationToken));
        double[] candidates = new double[SubsetSum.MaxCandidates];
        double[] targets = new double[30];
        int n = RowSource(4, candidates, targets);
        for (int j = 0; j < targets.Length; j++)
            Assert.Equal(SubsetSum.Solve(candidates.AsSpan(0, n), targets[j], SubsetSumObjective.Error, 0.01), results[120 + j]);
        Assert.Throws<ArgumentException>(() =>
            SubsetSumBatch.SolveShared(RowSource, 31, SubsetSumObjective.Error, 0.01, results, 2, null, TestContext.Current.CancellationToken));
    }

    [Fact]
    public void A_list_of_targets_shares_its_candidates()
    {
        double[] candidates = [.. Enumerable.Range(0, N).Select(i => (double)new RandomStream(97, 0).UniformSingle((ulong)i))];
        double[] targets = [.. Enumerable.Range(0, 50).Select(i => (double)new RandomStream(97, 1).UniformSingle((ulong)i))];
        var results = new SubsetSumResult[targets.Length];
        Assert.True(
            SubsetSumBatch.SolveList(candidates, targets, SubsetSumObjective.Edges, 0.01, results, 3, null, TestContext.Current.CancellationToken));
        for (int j = 0; j < targets.Length; j++) Assert.Equal(SubsetSum.Solve(candidates, targets[j], SubsetSumObjective.Edges, 0.01), results[j]);
    }

    [Fact]
    public void Cancelling_leaves_the_rest_unsolved()
    {
        using var cancellation = new CancellationTokenSource();
        var results = new SubsetSumResult[2000];
        var progress = new StopAfterFirst(cancellation);
        Assert.False(SubsetSumBatch.SolveFresh(Source, SubsetSumObjective.Error, 1, results, 1, progress, cancellation.Token));
        Assert.True(progress.Done > 0);
        Assert.All(results.Take((int)progress.Done), result => Assert.NotEqual(SubsetSumStatus.Unsolved, result.Status));
        Assert.All(results.Skip((int)progress.Done), result => Assert.Equal(SubsetSumStatus.Unsolved, result.Status));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Unusable_instances_are_reported_as_such(int threads)
    {
        static int Broken(int instance, Span<double> candidates, out double target)
        {
            target = instance == 300 ? double.NaN : 0;
            return 0;
        }

        Assert.Throws<InvalidInputException>(() => SubsetSumBatch.SolveFresh(
            Broken, SubsetSumObjective.Error, 1, new SubsetSumResult[600], threads, null, TestContext.Current.CancellationToken));
    }

    [Fact]
    public void No_instances_are_solved_at_once() =>
        Assert.True(
            SubsetSumBatch.SolveFresh(
                Source, SubsetSumObjective.Error, 1, Memory<SubsetSumResult>.Empty, 2, null, TestContext.Current.CancellationToken));

    private static int Source(int instance, Span<double> candidates, out double target)
    {
        var stream = new RandomStream(99, 0);
        int n = instance % N;
        for (int i = 0; i < n; i++) candidates[i] = stream.UniformSingle((ulong)((instance * N) + i));
        target = new RandomStream(99, 1).UniformSingle((ulong)instance);
        return n;
    }

    private static int RowSource(int row, Span<double> candidates, Span<double> targets)
    {
        for (int j = 0; j < targets.Length; j++) targets[j] = new RandomStream(98, 1).UniformSingle((ulong)((row * 100) + j));
        return Source(row + N - 7, candidates, out _);
    }

    private sealed class StopAfterFirst(CancellationTokenSource source) : IProgress<long>
    {
        public long Done { get; private set; }

        public void Report(long value)
        {
            Done = value;
            source.Cancel();
        }
    }
}
