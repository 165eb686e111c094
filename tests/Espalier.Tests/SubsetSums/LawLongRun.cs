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
            SubsetSumTrials trials = SubsetSumTrials.Run(new(distribution, n, 0.01, 2026), 0, 1_000_000, 2, null, TestContext.Current.CancellationToken)!;
            output.WriteLine($"{distribution}, n = {n}: {trials.Failures} failures of {trials.Trials}, mean kept {trials.MeanKeptForEdges:F3} (edges), {trials.MeanKeptForError:F2} (error)");
            if (n != 15) continue;

            // The known figure is itself an estimate, so both variances count.
            double deviation = Math.Sqrt(known * (1 - known) * ((1.0 / knownTrials) + (1.0 / trials.Trials)));
            Assert.InRange((double)trials.Failures / trials.Trials, known - (Allowed * deviation), known + (Allowed * deviation));
        }
    }
}
