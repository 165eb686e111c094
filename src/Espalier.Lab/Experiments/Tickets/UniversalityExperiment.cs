using Espalier.Graphs;
using Espalier.Numerics.Random;
using Espalier.Parents;
using Espalier.Parents.Masks;
using Espalier.SubsetSums;
using Espalier.Tickets;
using Espalier.Tickets.Drawing;
using Espalier.Tickets.Forms;

namespace Espalier.Lab.Experiments.Tickets;

/// <summary>
/// The statement of [P] Theorem 1, measured: one random parent with b rows per weight, and many random targets of spectral norms at most 1. A
/// target is served when its ticket is within ε of it over the unit ball, and proved to be by the certificate, which errs on the side of no.
/// </summary>
/// <remarks>Targets of one cell share the parent, so they are not independent: intervals come from replicates.</remarks>
public sealed class UniversalityExperiment : Experiment<UniversalityParameters>
{
    /// <summary>Describes the experiment.</summary>
    public UniversalityExperiment()
        : base(
            "universality",
            revision: 1,
            "How many random targets of spectral norm at most 1 one random parent serves within epsilon over the unit ball",
            [
                new Measure("served", ScalarKind.Integer, "targets whose certified error over the unit ball is at most epsilon"),
                Measure.OfShare("served-share", "share of the targets whose certified error over the unit ball is at most epsilon"),
                new Measure(
                    "served-by-rule",
                    ScalarKind.Integer,
                    "targets all of whose weights are within the tolerance for one weight from which the theorem follows"),
                Measure.OfShare("rule-share", "share of the targets all of whose weights are within the tolerance for one weight"),
                new Measure("all-served", ScalarKind.Flag, "whether the one parent serves all targets of the cell"),
                new Measure("refuted", ScalarKind.Integer, "targets with an error above epsilon at a sampled point: surely not served"),
                new Measure("largest-error", ScalarKind.Number, "the largest certified error over the targets"),
                new Measure("mean-error", ScalarKind.Number, "the mean certified error over the targets"),
                new Measure(
                    "largest-sampled-error",
                    ScalarKind.Number,
                    "the largest error at a sampled point, a lower bound on the true one; missing without samples",
                    IsOptional: true),
                new Measure("weight-tolerance", ScalarKind.Number, "the tolerance for one weight from which an error of at most epsilon follows"),
                new Measure("weights-beyond", ScalarKind.Integer, "weights of all targets beyond that tolerance"),
            ])
    {
    }

    /// <inheritdoc/>
    protected override CellResult Run(UniversalityParameters parameters, Cell cell, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentNullException.ThrowIfNull(cell);
        (double epsilon, int targets) = (parameters.Epsilon, parameters.Targets);
        (long served, long byRule, long refuted, long beyond) = (0, 0, 0, 0);
        (double largest, double sum, double largestSampled) = (0, 0, 0);
        for (int i = 0; i < targets; i++)
        {
            Network target = Target(parameters, cell, i);
            ClaimedTicket ticket = Draw(parameters, cell, target, cancel);
            double error = ticket.Claims.Certified!.BallError;
            long missed = ticket.Claims.Infeasible;
            double sampled = SampledError(parameters, cell, target, ticket, i, cancel);
            if (error <= epsilon) served++;
            if (missed == 0) byRule++;
            if (sampled > epsilon) refuted++;
            beyond += missed;
            sum += error;
            largest = Math.Max(largest, error);
            largestSampled = Math.Max(largestSampled, sampled);
        }

        CellResult result = new CellResult(Schema)
            .With("served", served)
            .With("served-share", (double)served / targets)
            .With("served-by-rule", byRule)
            .With("rule-share", (double)byRule / targets)
            .With("all-served", served == targets)
            .With("refuted", refuted)
            .With("largest-error", largest)
            .With("mean-error", sum / targets)
            .With("weight-tolerance", WeightTolerance(parameters))
            .With("weights-beyond", beyond);
        return parameters.Samples > 0 ? result.With("largest-sampled-error", largestSampled) : result;
    }

    /// <summary>Target i of a cell.</summary>
    internal static Network Target(UniversalityParameters parameters, Cell cell, int i) =>
        RandomTargets.Draw(parameters.Width, parameters.Depth, cell.Stream((uint)i));

    /// <summary>The ticket for a target: always out of the one parent that the cell's seed gives.</summary>
    internal static ClaimedTicket Draw(UniversalityParameters parameters, Cell cell, Network target, CancellationToken cancel)
    {
        Distribution distribution = parameters.Distribution == "normal" ? new NormalDistribution(1) : new UniformDistribution(-1, 1);
        var recipe = new TicketRecipe(
            cell.Address.Seed,
            Construction.Relu,
            CandidateShare.Weight,
            SubsetSumObjective.Error,
            distribution,
            WeightTolerance(parameters),
            parameters.Candidates,
            NonNegativeInputs: false);
        return TicketDrawing.Draw(target, new DrawingOptions(recipe), threads: 1, cancel: cancel);
    }

    /// <summary>
    /// t with (1 + √2·d·t)^l = 1 + ε. Entries of E⁺ and E⁻ of at most t give ‖[E⁺ E⁻]‖ ≤ √2·d·t = η, and δ' ≤ δ + η(1 + δ) through every layer of
    /// norm at most 1 gives 1 + δ ≤ (1 + η)^l.
    /// </summary>
    private static double WeightTolerance(UniversalityParameters parameters) =>
        (Math.Pow(1 + parameters.Epsilon, 1.0 / parameters.Depth) - 1) / (Math.Sqrt(2) * parameters.Width);

    private static double SampledError(
        UniversalityParameters parameters, Cell cell, Network target, ClaimedTicket ticket, int i, CancellationToken cancel)
    {
        if (parameters.Samples == 0) return 0;
        // The targets take the sequences from 0 on, so these begin beyond the last one that a cell can have.
        RandomStream stream = cell.Stream(0x8000_0000u + (uint)i);
        return SphereSamples.LargestDistance(target, TicketForms.Folded(ticket.Ticket), parameters.Samples, stream, cancel);
    }
}

/// <summary>The targets, and the one parent that is to serve them.</summary>
public sealed record UniversalityParameters
{
    /// <summary>d.</summary>
    [Parameter("d, the inputs and outputs of every layer of the target", 1, 64)]
    public int Width { get; init; } = 4;

    /// <summary>l.</summary>
    [Parameter("l, the layers of the target; its parent has 2l", 1, 16)]
    public int Depth { get; init; } = 2;

    /// <summary>b.</summary>
    [Parameter(
        "b, the rows of the parent's block for each input: half of them, about, serve each sign", 1, SubsetMask.MaxCandidates,
        Suggested = "{from: 8, to: 32, step: 4}")]
    public int Candidates { get; init; } = 32;

    /// <summary>ε.</summary>
    [Parameter("the largest error over the unit ball that counts as served", 0, 10, IsMinimumExcluded = true)]
    public double Epsilon { get; init; } = 0.1;

    /// <summary>The law of the parent's weights.</summary>
    [Parameter("of every weight of the parent: uniform on [-1, 1] or standard normal", "uniform", "normal")]
    public string Distribution { get; init; } = "uniform";

    /// <summary>Random targets.</summary>
    [Parameter("random targets for the one parent of each cell", 1, 100_000)]
    public int Targets { get; init; } = 50;

    /// <summary>Random points of comparison.</summary>
    [Parameter("random points of the unit sphere at which each ticket is compared with its target", 0, 1_000_000)]
    public int Samples { get; init; } = 100;
}
