using Espalier.Lab.Experiments;
using Espalier.Lab.Experiments.SubsetSums;
using Espalier.Lab.Storage;
using Espalier.Lab.Summaries;
using Espalier.Lab.Tests.Storage;
using Espalier.SubsetSums.Law;

namespace Espalier.Lab.Tests.Experiments;

public sealed class SubsetSumNeededTests
{
    private static readonly SubsetSumNeededExperiment Experiment = new();

    /// <summary>
    /// Trials of another seed stand against the answer: with n candidates at most δ of them fail, with fewer than possible more. 20 000
    /// trials give a standard error of 0.0021 at δ = 0.1; five of them are allowed.
    /// </summary>
    [Theory]
    [InlineData("uniform", CandidateDistribution.Uniform)]
    [InlineData("product", CandidateDistribution.Product)]
    [InlineData("normal", CandidateDistribution.Normal)]
    [Slow]
    public void The_smallest_number_for_a_random_target_stands_up_to_other_trials(string name, CandidateDistribution distribution)
    {
        Measured result = Run(0.02, 0.1, name, "one-target");
        int needed = (int)result["candidates"].Integer;
        int least = (int)result["least-possible"].Integer;
        Assert.True(result["found"].Flag);
        Assert.Equal(needed == least, result["proved"].Flag);
        Assert.InRange(least, needed - 1, needed);
        double constant = needed / Math.Log2(2 / 0.02);
        Assert.Equal(constant, result["constant"].Number, 1e-12);
        Assert.Equal(Math.Log2(50), result["bits"].Number, 1e-12);
        Assert.True(Failures(distribution, needed) <= 0.1 + 0.0105);
        Assert.True(Failures(distribution, least - 1) > 0.1 - 0.0105);
    }

    [Fact]
    [Slow]
    public void All_targets_need_more_than_half_of_them_and_those_more_than_one()
    {
        long[] needed = [
            .. ((string[])["one-target", "all-targets-of-half", "all-targets"]).Select(
                targets => Run(0.05, 0.1, "uniform", targets)["candidates"].Integer),
        ];
        Assert.Equal(needed.Order(), needed);
        Assert.True(needed[0] < needed[2]);
    }

    /// <summary>Where 2ⁿ sums could reach, trials refute every number; where they cannot, counting does, without a trial.</summary>
    [Theory]
    [InlineData(0.04, 5, "one-target", true)]
    [InlineData(0.001, 5, "one-target", false)]
    [InlineData(0.001, 5, "all-targets", false)]
    [InlineData(1e-9, 40, "all-targets", false)]
    public void Giving_up_is_recorded_as_such(double epsilon, int most, string targets, bool tries)
    {
        Measured result = Run(epsilon, 0.01, "uniform", targets, most);
        Assert.False(result["found"].Flag);
        Assert.False(result["proved"].Flag);
        Assert.Equal(ScalarKind.None, result["candidates"].Kind);
        Assert.Equal(ScalarKind.None, result["constant"].Kind);
        Assert.Equal((targets == "one-target" ? most : Math.Min(most, CoveringRadius.MaxCandidates)) + 1, result["least-possible"].Integer);
        Assert.Equal(tries, result["trials"].Integer > 0);
        using var source = new CancellationTokenSource();
        source.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => Experiment.Run(Case(0.01, 0.01, "uniform", "one-target", 40), source.Token));
    }

    [Fact]
    [Slow]
    public void A_small_sweep_is_drawn_with_its_slope()
    {
        const string Text = "grid: {epsilon: [0.4, 0.2, 0.1, 0.05, 0.025], delta: 0.4, distribution: [uniform, normal]}";
        using var one = new StoreFolder();
        using var other = new StoreFolder();
        one.Run(Experiment, Text, StoreFolder.Options(1));
        other.Run(Experiment, Text, StoreFolder.Options(3));
        Assert.Equal(10, one.SortedLines().Length);
        Assert.Equal(one.SortedLines(), other.SortedLines());
        var request = new SweepFigureRequest("candidates", "bits", [], false, false) { IsFitted = true, Title = "Needed" };
        Lab.Figures.Figure figure = SweepFigure.Of(RecordTable.Load(one.Open()), request);
        Assert.Equal("Needed", figure.Title);
        Assert.Equal(["distribution normal", "distribution uniform"], figure.Panels[0].Traces.Select(layer => layer.Series.Split(':')[0]).Distinct());
        Assert.Contains(": slope ", figure.Panels[0].Traces[0].Series);
    }

    [Theory]
    [InlineData("delta: 1")]
    [InlineData("delta: 0")]
    [InlineData("epsilon: 0")]
    [InlineData("confidence: 1")]
    [InlineData("most-candidates: 45")]
    [InlineData("most-trials: 0")]
    [InlineData("targets: some")]
    public void Parameters_out_of_range_are_refused(string wrong) =>
        Assert.Throws<InvalidInputException>(() => StoreFolder.Sweep(Experiment, $"grid: {{{wrong}}}"));

    private static double Failures(CandidateDistribution distribution, int candidates) =>
        SubsetSumTrials.Run(new SubsetSumQuestion(distribution, candidates, 0.02, 99), 0, 20_000, 1)!.Failures / 20_000.0;

    private static Cell Case(double epsilon, double delta, string distribution, string targets, int most) => Cell.Create(
        Experiment.Schema,
        [Scalar.Of(epsilon), Scalar.Of(delta), Scalar.Of(distribution), Scalar.Of(targets), Scalar.Of(0.99), Scalar.Of(100_000), Scalar.Of(most)],
        0);

    private static Measured Run(double epsilon, double delta, string distribution, string targets, int most = 40) =>
        new(Experiment, Case(epsilon, delta, distribution, targets, most));
}
