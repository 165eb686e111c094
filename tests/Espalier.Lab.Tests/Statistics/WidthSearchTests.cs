using CsCheck;
using Espalier.Lab.Statistics;
using Espalier.Numerics.Random;

namespace Espalier.Lab.Tests.Statistics;

public sealed class WidthSearchTests
{
    private static readonly WidthSearchPlan Plan = new() { Low = 1, High = 4096, TrialsPerWidth = 256 };

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(63)]
    [InlineData(64)]
    [InlineData(65)]
    [InlineData(777)]
    [InlineData(4096)]
    public void A_step_is_found_exactly_with_few_trials(int step)
    {
        WidthOutcome outcome = HalfSuccessWidth.Find(Plan, (width, _) => width >= step, 1);
        if (step == 1)
        {
            Assert.Equal((WidthStop.LimitOfRange, null, 1), (outcome.Stop, outcome.Lower, outcome.Upper!.Value));
        }
        else
        {
            Assert.Equal(
                (WidthStop.Separated, (double?)step, (int?)step, (int?)step), (outcome.Stop, outcome.Estimate, outcome.Lower, outcome.Upper));
        }

        Assert.True(outcome.Probes.Length <= Plan.MaximumProbes);
        Assert.All(outcome.Probes, probe => Assert.Equal(16, probe.Trials));
    }

    [Fact]
    public void A_response_below_one_half_everywhere_ends_at_the_limit()
    {
        WidthOutcome outcome = HalfSuccessWidth.Find(Plan, (_, trial) => trial % 10 == 0, 1);
        Assert.Equal((WidthStop.LimitOfRange, (int?)4097, null, null), (outcome.Stop, outcome.Lower, outcome.Upper, outcome.Estimate));
    }

    [Fact]
    public void A_response_of_exactly_one_half_is_never_separated()
    {
        WidthOutcome outcome = HalfSuccessWidth.Find(Plan with { High = 64 }, (_, trial) => trial % 2 == 0, 1);
        Assert.Equal((WidthStop.LimitOfRange, null, null), (outcome.Stop, outcome.Lower, outcome.Upper));
        Assert.All(outcome.Probes, probe => Assert.Equal((256, WidthVerdict.Open), (probe.Trials, probe.Verdict)));
    }

    [Theory]
    [InlineData(4.0, 0.0)]
    [InlineData(12.0, 0.0)]
    [InlineData(40.0, 0.02)]
    [Slow]
    public void The_interval_covers_at_least_as_stated(double steepness, double resolution)
    {
        const int repeats = 400;
        WidthSearchPlan plan = new() { Low = 1, High = 1024, Confidence = 0.9, TrialsPerWidth = 512, Resolution = resolution };
        (int covered, int near) = (0, 0);
        for (uint r = 0; r < repeats; r++)
        {
            // The smallest width with a probability of at least one half is 100.
            WidthOutcome outcome = HalfSuccessWidth.Find(plan, Logistic(r, 99.5, steepness), 1);
            if ((outcome.Lower ?? 1) <= 100 && (outcome.Upper ?? 1024) >= 100) covered++;
            if (outcome.Estimate is > 85 and < 117) near++;
            Assert.True(outcome.Probes.Length <= plan.MaximumProbes);
        }

        // 0.9 falls below 0.82 of 400 with probability under 1e-6.
        Assert.True(covered >= 0.82 * repeats, $"{covered}");
        Assert.True(near >= 0.9 * repeats, $"{near}");
    }

    [Fact]
    public void Without_the_correction_for_looks_and_widths_the_coverage_would_break()
    {
        // The same trials judged at each look of each width at an uncorrected level: near one half, wrong verdicts abound.
        int wrong = 0;
        for (uint r = 0; r < 400; r++)
        {
            WidthTrial trial = Logistic(r, 99.5, 4);
            int successes = 0;
            bool erred = false;
            for (int n = 1; n <= 512; n++)
            {
                successes += trial(100, n) ? 1 : 0;
                if (int.IsPow2(n) && n >= 16) erred |= Proportion.UpperAt(successes, n, 0.1) < 0.5;
            }

            if (erred) wrong++;
        }

        Assert.True(wrong > 0.15 * 400, $"{wrong}");
    }

    [Fact]
    public void Replaying_the_reports_gives_the_same_state()
    {
        WidthTrial trial = Logistic(3, 50, 6);
        WidthSearch search = WidthSearch.Begin(Plan);
        List<int> reports = [];
        while (search.Next is { } request)
        {
            int successes = Enumerable.Range(request.FirstTrial, request.Trials).Count(i => trial(request.Width, i));
            reports.Add(successes);
            search = search.Report(successes);
        }

        WidthSearch again = reports.Aggregate(WidthSearch.Begin(Plan), (state, successes) => state.Report(successes));
        Assert.Equal(search.Probes.Values, again.Probes.Values);
        WidthOutcome direct = HalfSuccessWidth.Find(Plan, trial, 3);
        Assert.Equal(search.Outcome().Probes, direct.Probes);
        Assert.Equal(search.Spent, direct.Trials);
        Assert.Throws<InvalidOperationException>(() => search.Report(0));
    }

    [Fact]
    public void Budget_and_cancellation_are_outcomes()
    {
        WidthOutcome cut = HalfSuccessWidth.Find(Plan with { TotalTrials = 100 }, Logistic(1, 50, 6), 1);
        Assert.Equal((WidthStop.BudgetReached, 100L), (cut.Stop, cut.Trials));
        using CancellationTokenSource source = new();
        int made = 0;
        WidthOutcome cancelled = HalfSuccessWidth.Find(
            Plan,
            (width, _) =>
            {
                if (++made == 40) source.Cancel();
                return width >= 500;
            },
            1,
            cancel: source.Token);
        Assert.Equal((WidthStop.Cancelled, 32L), (cancelled.Stop, cancelled.Trials));
        Assert.Equal(WidthStop.Running, WidthSearch.Begin(Plan).Outcome().Stop);
    }

    [Fact]
    [Slow]
    public void The_number_of_probes_stays_within_its_bound_for_all() =>
        (from low in Gen.Int[1, 50]
         from high in Gen.Int[low, low + 5000]
         from start in Gen.Int[low, high]
         from resolution in Gen.OneOf(0.05, 0, 0)
         from answers in Gen.Int[0, 2].Array[1, 60]
         select (
             Plan: new WidthSearchPlan { Low = low, High = high, Start = start, FirstBatch = 30, TrialsPerWidth = 30, Resolution = resolution },
             answers)).Sample(
            (plan, answers) =>
            {
                // Arbitrary answers, not even monotone ones: all failures, all successes, or half of each (which stays open).
                WidthSearch search = WidthSearch.Begin(plan);
                for (int i = 0; search.Next is not null; i++) search = search.Report(answers[i % answers.Length] * 15);
                Assert.True(search.Probes.Count <= plan.MaximumProbes, $"{search.Probes.Count} probes, bound {plan.MaximumProbes}");
                WidthOutcome outcome = search.Outcome();
                if (outcome is { Lower: { } lower, Upper: { } upper }) Assert.True(lower <= upper);
                Assert.NotEqual(WidthStop.Running, outcome.Stop);
            },
            iter: 2000);

    [Fact]
    public void A_plan_out_of_range_is_refused()
    {
        Assert.Throws<InvalidInputException>(() => WidthSearch.Begin(Plan with { Low = 0 }));
        Assert.Throws<InvalidInputException>(() => WidthSearch.Begin(Plan with { High = 0 }));
        Assert.Throws<InvalidInputException>(() => WidthSearch.Begin(Plan with { Start = 5000 }));
        Assert.Throws<InvalidInputException>(() => WidthSearch.Begin(Plan with { Confidence = 1 }));
        Assert.Throws<InvalidInputException>(() => WidthSearch.Begin(Plan with { FirstBatch = 300 }));
        Assert.Throws<InvalidInputException>(() => WidthSearch.Begin(Plan).Report(17));
    }

    /// <summary>Pr(success) = 1/(1 + (centre/width)^steepness).</summary>
    private static WidthTrial Logistic(uint seed, double centre, double steepness)
    {
        RandomStream stream = new(77, seed, StreamPurpose.Experiment);
        return (width, trial) => stream.Uniform(((ulong)width << 20) + (ulong)trial, 0, 1) < 1 / (1 + Math.Pow(centre / width, steepness));
    }
}
