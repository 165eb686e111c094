using Espalier.Neurons;
using Espalier.Numerics.Random;

namespace Espalier.Lab.Experiments.Gap;

/// <summary>
/// How wide one random parent must be until pruning it imitates one random neuron of norm 1 within ε on the unit ball. The median over
/// replicates is the width at which success reaches one half.
/// </summary>
public sealed class WidthNeededExperiment : Experiment<WidthNeededParameters>
{
    /// <summary>Seeds are recorded as numbers that every reader of JSON keeps exact.</summary>
    public const long MostSeed = 9_007_199_254_740_991;

    /// <summary>The name, as specifications use it.</summary>
    public const string ExperimentName = "width-needed";

    /// <summary>Describes the experiment.</summary>
    public WidthNeededExperiment()
        : base(
            ExperimentName,
            revision: 1,
            "The width at which one draw of a random parent, grown neuron by neuron, first imitates a random ReLU neuron within epsilon",
            [
                new Measure(
                    "width",
                    ScalarKind.Integer,
                    "the smallest width at which a subset within epsilon was found; missing beyond most-width",
                    IsOptional: true),
                new Measure("least-possible", ScalarKind.Integer, "every smaller width was shown to fail on this draw"),
                new Measure("found", ScalarKind.Flag, "whether there is a width"),
                new Measure("proved", ScalarKind.Flag, "whether nothing smaller is possible on this draw"),
                new Measure("error", ScalarKind.Number, "the error at that width, rounded up", IsOptional: true),
                new Measure("kept", ScalarKind.Integer, "weights or neurons kept at that width", IsOptional: true),
                new Measure("probes", ScalarKind.Integer, "widths tried"),
            ])
    {
    }

    /// <inheritdoc/>
    protected override string? Objection(WidthNeededParameters parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        GapMethod method = GapMethod.Find(parameters.Method);
        return parameters.MostWidth > method.MostWidth ? Invariant($"{method.Name} goes up to a width of {method.MostWidth}") : null;
    }

    /// <inheritdoc/>
    protected override CellResult Run(WidthNeededParameters parameters, Cell cell, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentNullException.ThrowIfNull(cell);
        HittingWidth hit = Hit(parameters, cell, cancel);
        CellResult result = new CellResult(Schema)
            .With("least-possible", hit.LeastPossible)
            .With("found", hit.Width is not null)
            .With("proved", hit.IsProved)
            .With("probes", hit.Probes);
        return hit is { Width: { } width, Error: { } error, Kept: { } kept }
            ? result.With("width", width).With("error", error).With("kept", (long)kept)
            : result;
    }

    private static HittingWidth Hit(WidthNeededParameters parameters, Cell cell, CancellationToken cancel)
    {
        (int dimension, double epsilon, long most) = (parameters.Dimension, parameters.Epsilon, parameters.MostWidth);
        RandomStream stream = cell.Stream(0);
        double[] target = NeuronProblem.Draw(cell.Stream(1), dimension, 0, cancel: cancel).Target.ToArray();
        return parameters.Method switch
        {
            GapMethod.Weights => WeightHits.OfSums(target, stream, epsilon, most, cancel),
            GapMethod.SingleProduct => WeightHits.OfSingleProducts(target, stream, epsilon, most, cancel),
            GapMethod.SingleNeuron => NeuronHits.OfSingles(dimension, stream, epsilon, most, cancel),
            GapMethod.Refit => NeuronHits.OfRefits(dimension, stream, epsilon, (int)most, cancel),
            GapMethod.WeightsAxis => WeightHits.OfAxis(stream, epsilon, most, cancel),
            GapMethod.WeightsOpen => ConeHits.OfMasked(dimension, stream, target, epsilon, (int)most, cancel),
            GapMethod.Cone => ConeHits.OfNeurons(dimension, stream, target, epsilon, (int)most, cancel),
            GapMethod.NeuronsRelu => NeuronHits.BehindRelu(dimension, stream, epsilon, (int)most, parameters.Effort, cancel),
            _ => NeuronHits.OfSubsets(dimension, stream, epsilon, (int)most, parameters.Effort, cancel),
        };
    }
}

/// <summary>What may be kept of the parent, what it must imitate, and how far to look.</summary>
public sealed record WidthNeededParameters
{
    /// <summary>The name of a <see cref="GapMethod"/>.</summary>
    [Parameter(
        "what may be kept of the parent",
        GapMethod.Weights, GapMethod.Neurons, GapMethod.SingleProduct, GapMethod.SingleNeuron, GapMethod.Refit,
        GapMethod.WeightsAxis, GapMethod.WeightsOpen, GapMethod.NeuronsRelu, GapMethod.Cone)]
    public string Method { get; init; } = GapMethod.Weights;

    /// <summary>d.</summary>
    [Parameter("d, the inputs of the neuron", 1, 64)]
    public int Dimension { get; init; } = 2;

    /// <summary>ε.</summary>
    [Parameter(
        "the largest error on the unit ball that counts as success; keeping nothing leaves 1", 0, 0.99, IsMinimumExcluded = true,
        Suggested = "[0.4, 0.3, 0.2, 0.15]")]
    public double Epsilon { get; init; } = 0.1;

    /// <summary>The widest parent.</summary>
    [Parameter("the widest parent tried; a draw that needs more says only that", 1, 1_000_000_000)]
    public long MostWidth { get; init; } = 200;

    /// <summary>The work of a search.</summary>
    [Parameter("how hard the search for a subset of neurons works; other methods do not search", 1, SubsetWithin.MostEffort)]
    public int Effort { get; init; } = 2;

    /// <summary>Which sample.</summary>
    [Parameter("another seed is another sample", 0, WidthNeededExperiment.MostSeed)]
    public long Seed { get; init; } = 1;
}
