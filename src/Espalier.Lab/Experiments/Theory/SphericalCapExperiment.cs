using Espalier.Theory;

namespace Espalier.Lab.Experiments.Theory;

/// <summary>The share of random directions within an angle of a given one (Lemma 10 of Ferre' et al.), beside the exact probability.</summary>
public sealed class SphericalCapExperiment : Experiment<SphericalCapParameters>
{
    /// <summary>Describes the experiment.</summary>
    public SphericalCapExperiment()
        : base(
            "spherical-cap",
            revision: 1,
            "The share of random directions within an angle of a given one, sampled and exact",
            [
                new Measure("hits", ScalarKind.Integer, "directions within the angle"),
                new Measure("hit-share", ScalarKind.Number, "share of the directions within the angle") { Share = new("hits", "trials") },
                Measure.OfShare("probability", "the exact probability; 0 below the range of float64"),
                new Measure("log-probability", ScalarKind.Number, "its natural logarithm; missing at angle 0", IsOptional: true),
            ])
    {
    }

    /// <inheritdoc/>
    protected override CellResult Run(SphericalCapParameters parameters, Cell cell, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentNullException.ThrowIfNull(cell);
        (int dimension, double angle, long trials) = (parameters.Dimension, parameters.Angle, parameters.Trials);
        long hits = SphericalCap.CountWithin(dimension, angle, cell.Stream(0), trials, cancel);
        double log = SphericalCap.LogProbability(dimension, angle);
        CellResult result = new CellResult(Schema).With("hits", hits).With("hit-share", (double)hits / trials).With("probability", Math.Exp(log));
        return double.IsFinite(log) ? result.With("log-probability", log) : result;
    }
}

/// <summary>A dimension and an angle.</summary>
public sealed record SphericalCapParameters
{
    /// <summary>d.</summary>
    [Parameter("d", 2, 1000, Suggested = "[2, 3, 5]")]
    public int Dimension { get; init; } = 3;

    /// <summary>The half-angle.</summary>
    [Parameter("the half-angle of the cap", 0, Math.PI, Unit = "rad", Suggested = "{from: 0.25, to: 3, step: 0.25}")]
    public double Angle { get; init; } = 0.5;

    /// <summary>Random directions.</summary>
    [Parameter("random directions in each cell", 1, 1_000_000_000)]
    public long Trials { get; init; } = 100_000;
}
