using Espalier.Numerics.Random;
using Espalier.Theory;

namespace Espalier.Lab.Experiments.Theory;

/// <summary>
/// Pr(B_k = 0) of the birth–death chain: exactly, and as the share of simulated paths, so that the two can be held against each other.
/// </summary>
public sealed class BirthDeathChainExperiment : Experiment<BirthDeathChainParameters>
{
    /// <summary>Describes the experiment.</summary>
    public BirthDeathChainExperiment()
        : base(
            "birth-death-chain",
            revision: 1,
            "Pr(B_k = 0) of the birth-death chain, by dynamic programming and by simulated paths",
            [
                new Measure("zeros", ScalarKind.Integer, "paths that end in state 0"),
                new Measure("zero-share", ScalarKind.Number, "share of the paths that end in state 0") { Share = new("zeros", "trials") },
                Measure.OfShare("probability", "Pr(B_k = 0), exact up to rounding; 0 below the range of float64"),
                new Measure(
                    "log-probability",
                    ScalarKind.Number,
                    "natural logarithm of Pr(B_k = 0); missing where state 0 cannot be reached",
                    IsOptional: true),
            ])
    {
    }

    /// <inheritdoc/>
    protected override string? Objection(BirthDeathChainParameters parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        return Refusal(() => Chain(parameters));
    }

    /// <inheritdoc/>
    protected override CellResult Run(BirthDeathChainParameters parameters, Cell cell, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentNullException.ThrowIfNull(cell);
        BirthDeathChain chain = Chain(parameters);
        (long steps, long trials) = (parameters.Steps, parameters.Trials);
        ScaledProbability exact = chain.ProbabilityOfZero(steps, cancel);
        long zeros = 0;
        RandomStream stream = cell.Stream(0);
        for (long trial = 0; trial < trials; trial++)
        {
            cancel.ThrowIfCancellationRequested();
            if (chain.Simulate(steps, stream, (ulong)(trial * steps)) == 0) zeros++;
        }

        CellResult result = new CellResult(Schema)
            .With("zeros", zeros)
            .With("zero-share", (double)zeros / trials)
            .With("probability", exact.Value);
        return double.IsFinite(exact.Logarithm) ? result.With("log-probability", exact.Logarithm) : result;
    }

    private static BirthDeathChain Chain(BirthDeathChainParameters parameters) =>
        new(parameters.Up, parameters.Down, parameters.Cap, parameters.Start);
}

/// <summary>A chain, its steps, and how often it is simulated.</summary>
public sealed record BirthDeathChainParameters
{
    /// <summary>p.</summary>
    [Parameter("p, the probability of a step up below the cap", 0, 1, Suggested = "[0.2, 0.3, 0.4]")]
    public double Up { get; init; } = 0.3;

    /// <summary>q.</summary>
    [Parameter("q, the probability of a step down above 0", 0, 1)]
    public double Down { get; init; } = 0.1;

    /// <summary>T.</summary>
    [Parameter("T, the highest state", 1, 1_000_000)]
    public int Cap { get; init; } = 10;

    /// <summary>k.</summary>
    [Parameter("k, how many steps the chain makes", 0, 10_000_000, Suggested = "{from: 5, to: 50, step: 5}")]
    public long Steps { get; init; } = 50;

    /// <summary>B₀.</summary>
    [Parameter("B_0; the paper starts at 1, and 0 is the safe choice", 0, 1_000_000)]
    public int Start { get; init; } = 1;

    /// <summary>Simulated paths.</summary>
    [Parameter("simulated paths in each cell", 1, 100_000_000)]
    public long Trials { get; init; } = 1000;
}
