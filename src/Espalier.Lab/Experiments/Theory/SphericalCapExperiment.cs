using Espalier.Theory;

namespace Espalier.Lab.Experiments.Theory;

/// <summary>The share of random directions within an angle of a given one (Lemma 10 of Ferre' et al.), beside the exact probability.</summary>
public sealed class SphericalCapExperiment : Experiment
{
    /// <summary>Describes the experiment.</summary>
    public SphericalCapExperiment()
        : base(
            "spherical-cap",
            revision: 1,
            "The share of random directions within an angle of a given one, sampled and exact",
            [
                Parameter.WholeNumber("dimension", "d", 3, 2, 1000),
                Parameter.Real("angle", "the half-angle of the cap", 0.5, 0, Math.PI, unit: "rad"),
                Parameter.WholeNumber("trials", "random directions in each cell", 100_000, 1, 1_000_000_000),
            ],
            [
                new Measure("hits", ScalarKind.Integer, "directions within the angle"),
                new Measure("hit-share", ScalarKind.Number, "share of the directions within the angle") { Share = new("hits", "trials") },
                new Measure("probability", ScalarKind.Number, "the exact probability; 0 below the range of float64"),
                new Measure("log-probability", ScalarKind.Number, "its natural logarithm; missing at angle 0", IsOptional: true),
            ])
    {
    }

    /// <inheritdoc/>
    public override CellResult Run(Cell cell, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(cell);
        int dimension = (int)cell.Integer("dimension");
        double angle = cell.Number("angle");
        long trials = cell.Integer("trials");
        long hits = SphericalCap.CountWithin(dimension, angle, cell.Stream(0), trials, cancel);
        double log = SphericalCap.LogProbability(dimension, angle);
        CellResult result = new CellResult(Schema).With("hits", hits).With("hit-share", (double)hits / trials).With("probability", Math.Exp(log));
        return double.IsFinite(log) ? result.With("log-probability", log) : result;
    }
}
