using Espalier.SubsetSums.Law;

namespace Espalier.Tests.SubsetSums;

/// <summary>Runs too long for every day. Start with <c>--explicit only --filter-class '*LawLongRun*' --show-live-output on</c>.</summary>
public sealed class LawLongRun(ITestOutputHelper output)
{
    /// <summary>Standard errors that a million trials may be off: false alarm once in 10^6.</summary>
    private const double Allowed = 4.9;

    [Theory(Explicit = true)]
    [InlineData(CandidateDistribution.Uniform, 0.00404, 100_000)]
    [InlineData(CandidateDistribution.Product, 0.03552, 100_000)]
    public void A_million_trials(CandidateDistribution distribution, double known, int knownTrials)
    {
        for (int n = 13; n <= 16; n++)
        {
            SubsetSumTrials trials = SubsetSumTrials.Run(
                new(distribution, n, 0.01, 2026), 0, 1_000_000, 2, null, TestContext.Current.CancellationToken)!;
            output.WriteLine(
                $"{distribution}, n = {n}: {trials.Failures} failures of {trials.Trials}, mean kept {trials.MeanKeptForEdges:F3} (edges), "
                    + $"{trials.MeanKeptForError:F2} (error)");
            if (n != 15) continue;

            // The known figure is itself an estimate, so both variances count.
            double deviation = Math.Sqrt(known * (1 - known) * ((1.0 / knownTrials) + (1.0 / trials.Trials)));
            Assert.InRange((double)trials.Failures / trials.Trials, known - (Allowed * deviation), known + (Allowed * deviation));
        }
    }

    [Theory(Explicit = true)]
    [InlineData(CandidateDistribution.Uniform, LawNotion.RandomTarget)]
    [InlineData(CandidateDistribution.Product, LawNotion.RandomTarget)]
    [InlineData(CandidateDistribution.Uniform, LawNotion.AllTargets)]
    [InlineData(CandidateDistribution.Uniform, LawNotion.AllTargetsOfHalf)]
    public void The_constant_of_the_law(CandidateDistribution distribution, LawNotion notion)
    {
        var answers = new List<SmallestCandidates>();
        foreach (double epsilon in (double[])[0.1, 0.03, 0.01])
        {
            var request = new LawRequest(
                distribution, notion, epsilon, epsilon, 0.99, 2026, MaxTrials: notion == LawNotion.RandomTarget ? 1 << 18 : 1 << 12);
            SmallestCandidates answer = SmallestCandidates.Find(request, 2, null, TestContext.Current.CancellationToken);
            output.WriteLine(
                $"{distribution}, {notion}, epsilon = delta = {epsilon}: n = {answer.Candidates} ({answer.Status}, smallest: "
                    + $"{answer.IsSmallest}), C = {answer.Constant:F3}");
            answers.Add(answer);
        }

        (double fitted, double largest) = SmallestCandidates.FitConstant(answers);
        output.WriteLine($"{distribution}, {notion}: C = {fitted:F3} fitted, {largest:F3} largest");
        Assert.InRange(fitted, 1, largest);
    }
}
