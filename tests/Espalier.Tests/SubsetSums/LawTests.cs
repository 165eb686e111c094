using CsCheck;
using Espalier.Numerics.Special;
using Espalier.SubsetSums;
using Espalier.SubsetSums.Law;

namespace Espalier.Tests.SubsetSums;

public sealed class LawTests
{
    /// <summary>Level of each two-sided test here; there are six.</summary>
    private const double Level = 1e-8;

    // n = 15, ε = 0.01: 4088 and 34 964 failures in a million trials of another seed, see bench/runs/2026-11-20-subset-sums.
    [Theory]
    [InlineData(CandidateDistribution.Uniform, 0.00409)]
    [InlineData(CandidateDistribution.Product, 0.03496)]
    public void Failure_probability_is_the_known_one(CandidateDistribution distribution, double known)
    {
        SubsetSumTrials trials = Run(distribution, 15, 20_000);
        Assert.True(Agrees(trials, known), $"{trials.Failures} of {trials.Trials}");
        Assert.InRange(trials.MeanKeptForEdges!.Value, 2.2, 2.6);

        // The twins: two candidates less, and the wrong distribution.
        Assert.False(Agrees(Run(distribution, 13, 5000), known));
        CandidateDistribution other = distribution == CandidateDistribution.Uniform ? CandidateDistribution.Product : CandidateDistribution.Uniform;
        Assert.False(Agrees(Run(other, 15, 5000), known));

        static SubsetSumTrials Run(CandidateDistribution distribution, int n, int trials) =>
            SubsetSumTrials.Run(new(distribution, n, 0.01, 11), 0, trials, 2, null, TestContext.Current.CancellationToken)!;
    }

    [Fact]
    public void Trials_do_not_depend_on_threads_or_on_where_a_run_starts()
    {
        var question = new SubsetSumQuestion(CandidateDistribution.Normal, 11, 0.01, 5);
        SubsetSumTrials one = SubsetSumTrials.Run(question, 0, 1000, 1, null, TestContext.Current.CancellationToken)!;
        SubsetSumTrials two = SubsetSumTrials.Run(question, 0, 1000, 2, null, TestContext.Current.CancellationToken)!;
        SubsetSumTrials tail = SubsetSumTrials.Run(question, 600, 400, 2, null, TestContext.Current.CancellationToken)!;
        Assert.Equal(one.Errors.ToArray(), two.Errors.ToArray());
        Assert.Equal(one.KeptForEdges, two.KeptForEdges);
        Assert.Equal(one.Failures, two.Failures);
        Assert.Equal(one.Errors[600..].ToArray(), tail.Errors.ToArray());
        Assert.Equal(one.Trials - one.Failures, one.KeptForEdges.Sum());
        Assert.Equal(one.Failures, one.Errors.ToArray().Count(error => error > 0.01));
    }

    [Fact]
    public void Covering_radius_of_small_cases()
    {
        // Sums 0, 0.25, 0.5, 0.75.
        Assert.Equal(0.25, CoveringRadius.Of([0.25, 0.5], 0, 1));
        Assert.Equal(0.125, CoveringRadius.Of([0.25, 0.5], 0, 0.75));
        Assert.Equal(1, CoveringRadius.Of([0.25, 0.5], -1, 1));

        // The middle of a gap counts only inside; otherwise the ends do.
        Assert.Equal(1, CoveringRadius.Of([2], -0.5, 1));
        Assert.Equal(0.75, CoveringRadius.Of([2], -0.5, 0.75));
        Assert.Equal(0.75, CoveringRadius.Of([2], 1.25, 2));
        Assert.Equal(3, CoveringRadius.Of([], -3, 2));
        Assert.Equal(1, CoveringRadius.Of([-4, -2], -7, -1));
        Assert.Throws<InvalidInputException>(() => CoveringRadius.Of(new double[25], -1, 1));
        Assert.Throws<InvalidInputException>(() => CoveringRadius.Of([1], 1, -1));
        var question = new SubsetSumQuestion(CandidateDistribution.Uniform, 3, 0.1, 1);
        Assert.Throws<InvalidInputException>(() => CoveringRadius.Sample(question, double.NaN, 0, 1, 1, TestContext.Current.CancellationToken));
    }

    [Fact]
    [Slow]
    public void Covering_radius_is_the_error_of_the_worst_target() =>
        Gen.Select(Gen.Float[-1, 1].Select(a => (double)a).Array[0, 10], Gen.Double[-2, 0], Gen.Double[0, 2], Gen.Double[0, 1].Array[20]).Sample(
            (candidates, low, width, places) =>
            {
                double high = low + width;
                double radius = CoveringRadius.Of(candidates, low, high);
                double[] sums = [.. AllSums(candidates).Order()];

                // The worst target is an end or the middle of two sums; random targets may come close and never exceed it.
                IEnumerable<double> middles = sums.Zip(sums.Skip(1), (a, b) => 0.5 * (a + b)).Where(z => z >= low && z <= high);
                Assert.Equal(middles.Append(low).Append(high).Max(z => Solve(candidates, z)), radius, 1e-14);
                Assert.All(places, place => Assert.True(Solve(candidates, low + (width * place)) <= radius + 1e-14));
            },
            iter: 300);

    [Fact]
    [Slow]
    public void Smallest_number_of_candidates_agrees_with_the_known_law()
    {
        // At n = 15 and ε = 0.01 the failure probability is 0.41 %, at n = 14 it is 0.72 %.
        var request = new LawRequest(CandidateDistribution.Uniform, LawNotion.RandomTarget, 0.01, 0.0055, 0.999, 3, MaxTrials: 1 << 17);
        SmallestCandidates found = SmallestCandidates.Find(request, 2, null, TestContext.Current.CancellationToken);
        Assert.Equal((LawStatus.Found, (int?)15), (found.Status, found.Candidates));
        Assert.True(found.IsSmallest);
        Assert.Equal(15 / Math.Log2(2 / 0.0055), found.Constant);

        SmallestCandidates all = SmallestCandidates.Find(
            request with
            {
                Notion = LawNotion.AllTargetsOfHalf,
                Epsilon = 0.05,
                Delta = 0.1,
                MaxTrials = 1 << 12,
            }, 2, null, TestContext.Current.CancellationToken);
        Assert.Equal(LawStatus.Found, all.Status);

        // Of 1000 other trials δ fail at most with the number for all targets, and not far less than δ with one less, up to five standard errors.
        Assert.InRange(Failures(all.Candidates!.Value), 0, 147);
        Assert.InRange(Failures(all.Candidates.Value - 1), 53, 1000);
        (double fitted, double largest) = SmallestCandidates.FitConstant([found, all]);
        Assert.InRange(fitted, Math.Min(found.Constant!.Value, all.Constant!.Value), largest);

        static int Failures(int candidates) => CoveringRadius.Sample(
            new(CandidateDistribution.Uniform, candidates, 0.05, 4), 0.5, 0, 1000, 2, TestContext.Current.CancellationToken)!.Count(
                radius => radius > 0.05);
    }

    [Fact]
    public void Search_for_candidates_stops_where_it_is_told()
    {
        var request = new LawRequest(CandidateDistribution.Uniform, LawNotion.RandomTarget, 1e-6, 0.01, 0.99, 3, MaxCandidates: 6);
        Assert.Equal(LawStatus.LimitReached, SmallestCandidates.Find(request, 1, null, TestContext.Current.CancellationToken).Status);
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        Assert.Equal(LawStatus.Cancelled, SmallestCandidates.Find(request, 1, null, cancelled.Token).Status);
        Assert.Null(SubsetSumTrials.Run(new(CandidateDistribution.Uniform, 5, 0.1, 1), 0, 10, 1, null, cancelled.Token));
        Assert.Throws<InvalidInputException>(
            () => SmallestCandidates.Find(request with { Delta = 0 }, 1, null, TestContext.Current.CancellationToken));
        Assert.Throws<InvalidInputException>(
            () => SmallestCandidates.Find(request with { Epsilon = double.NaN }, 1, null, TestContext.Current.CancellationToken));
        Assert.Throws<InvalidInputException>(
            () => SubsetSumTrials.Run(new(CandidateDistribution.Uniform, 45, 0.1, 1), 0, 10, 1, null, TestContext.Current.CancellationToken));
    }

    /// <summary>Whether an exact two-sided binomial test accepts the known probability.</summary>
    private static bool Agrees(SubsetSumTrials trials, double known) =>
        BinomialLaw.AtMost(trials.Failures, trials.Trials, known) > Level / 2
            && BinomialLaw.AtLeast(trials.Failures, trials.Trials, known) > Level / 2;

    private static double Solve(double[] candidates, double target) => SubsetSum.Solve(candidates, target, SubsetSumObjective.Error).Error;

    private static IEnumerable<double> AllSums(double[] candidates) =>
        Enumerable.Range(0, 1 << candidates.Length).Select(mask => candidates.Where((_, i) => ((mask >> i) & 1) != 0).Sum());
}
