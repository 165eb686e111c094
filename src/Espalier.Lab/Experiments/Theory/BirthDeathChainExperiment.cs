using Espalier.Numerics.Random;
using Espalier.Theory;

namespace Espalier.Lab.Experiments.Theory;

/// <summary>Pr(B_k = 0) of the birth–death chain: exactly, and as the share of simulated paths, so that the two can be held against each other.</summary>
public sealed class BirthDeathChainExperiment : Experiment
{
    /// <summary>Describes the experiment.</summary>
    public BirthDeathChainExperiment()
        : base(
            "birth-death-chain",
            revision: 1,
            "Pr(B_k = 0) of the birth-death chain, by dynamic programming and by simulated paths",
            [
                Parameter.Real("up", "p, the probability of a step up below the cap", 0.3, 0, 1),
                Parameter.Real("down", "q, the probability of a step down above 0", 0.1, 0, 1),
                Parameter.WholeNumber("cap", "T, the highest state", 10, 1, 1_000_000),
                Parameter.WholeNumber("steps", "k, how many steps the chain makes", 50, 0, 10_000_000),
                Parameter.WholeNumber("start", "B_0; the paper starts at 1, and 0 is the safe choice", 1, 0, 1_000_000),
                Parameter.WholeNumber("trials", "simulated paths in each cell", 1000, 1, 100_000_000),
            ],
            [
                new Measure("zeros", ScalarKind.Integer, "paths that end in state 0"),
                new Measure("zero-share", ScalarKind.Number, "share of the paths that end in state 0") { Share = new("zeros", "trials") },
                new Measure("probability", ScalarKind.Number, "Pr(B_k = 0), exact up to rounding; 0 below the range of float64"),
                new Measure("log-probability", ScalarKind.Number, "natural logarithm of Pr(B_k = 0); missing where state 0 cannot be reached", IsOptional: true),
            ])
    {
    }

    /// <inheritdoc/>
    public override string? Objection(Cell cell)
    {
        ArgumentNullException.ThrowIfNull(cell);
        return Refusal(() => Chain(cell));
    }

    /// <inheritdoc/>
    public override CellResult Run(Cell cell, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(cell);
        BirthDeathChain chain = Chain(cell);
        long steps = cell.Integer("steps");
        long trials = cell.Integer("trials");
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

    private static BirthDeathChain Chain(Cell cell) =>
        new(cell.Number("up"), cell.Number("down"), (int)cell.Integer("cap"), (int)cell.Integer("start"));
}
