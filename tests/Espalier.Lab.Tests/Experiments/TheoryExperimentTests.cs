using Espalier.Lab.Experiments;
using Espalier.Lab.Experiments.Theory;
using Espalier.Lab.Statistics;
using Espalier.Theory;

namespace Espalier.Lab.Tests.Experiments;

public sealed class TheoryExperimentTests
{
    private static readonly CoupledProcessesExperiment Processes = new();
    private static readonly SphericalCapExperiment Caps = new();

    /// <summary>
    /// The chain stays below min(count, T) on every path, but not below the process as printed: with cap 1 that shows in a tenth of them.
    /// </summary>
    [Fact]
    public void The_order_of_the_processes_holds_with_its_repair_and_not_as_printed()
    {
        Measured result = Run(families: 1, neurons: 40, width: 0.5, radius: 2, gamma: 1, cap: 1, trials: 400);
        Assert.Equal(0, result["out-of-order"].Integer);
        Assert.True(result["out-of-order-as-printed"].Integer > 0);
        Assert.True(result["broken-bins"].Number >= result["chain"].Number);
    }

    /// <summary>One family obeys the chain; many families share their coefficients and leave the product far behind.</summary>
    [Fact]
    [Slow]
    public void The_product_over_families_holds_for_one_and_fails_for_many()
    {
        Measured one = Run(families: 1, neurons: 1, width: 0.5, radius: 2, gamma: 0.5, cap: 1, trials: 4000);
        Assert.True(Proportion.LowerLimit(one["unbroken"].Integer, 4000, 0.999) <= one["product"].Number);
        Measured many = Run(families: 100, neurons: 1, width: 0.5, radius: 2, gamma: 0.5, cap: 1, trials: 2000);
        Assert.True(Proportion.LowerLimit(many["unbroken"].Integer, 2000, 0.999) > many["product"].Number);
    }

    [Fact]
    public void What_has_no_bins_or_no_chain_is_refused_before_it_runs()
    {
        Assert.Contains("bins", Processes.Objection(Case(1, 5, 1e-9, 1e6, 0.5, 3, 10)), StringComparison.Ordinal);
        Assert.Null(Processes.Objection(Case(1, 5, 0.5, 2, 0.5, 2, 10)));
    }

    [Fact]
    public void Sampled_caps_stand_beside_the_exact_probability()
    {
        Cell cell = Cell.Create(Caps.Schema, [Scalar.Of(4L), Scalar.Of(0.8), Scalar.Of(40_000L)], 0);
        var result = new Measured(Caps, cell);
        ConfidenceInterval interval = Proportion.ClopperPearson(result["hits"].Integer, 40_000, 0.9999);
        Assert.Equal(SphericalCap.Probability(4, 0.8), result["probability"].Number, 1e-15);
        Assert.InRange(result["probability"].Number, interval.Lower, interval.Upper);
        Assert.False(SphericalCap.Probability(5, 0.8) >= interval.Lower);
    }

    private static Cell Case(long families, long neurons, double width, double radius, double gamma, long cap, long trials) => Cell.Create(
        Processes.Schema,
        [Scalar.Of(families), Scalar.Of(neurons), Scalar.Of(width), Scalar.Of(radius), Scalar.Of(gamma), Scalar.Of(cap), Scalar.Of(trials)],
        0);

    private static Measured Run(long families, long neurons, double width, double radius, double gamma, long cap, long trials) =>
        new(Processes, Case(families, neurons, width, radius, gamma, cap, trials));
}
