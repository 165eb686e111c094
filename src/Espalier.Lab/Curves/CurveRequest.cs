using System.Collections.Immutable;
using Espalier.Lab.Experiments.Popup;
using Espalier.Lab.Specifications;
using Espalier.Training.Searching;

namespace Espalier.Lab.Curves;

/// <summary>Which curves of accuracy against kept share are measured.</summary>
public sealed record CurveRequest
{
    /// <summary>The searches, as <see cref="SearchPresets"/> name them.</summary>
    public ImmutableArray<string> Methods { get; init; } = SearchPresets.Standard;

    /// <summary>The networks: lenet5 and dense.</summary>
    public ImmutableArray<string> Networks { get; init; } = ["lenet5", "dense"];

    /// <summary>The images: mnist, fashion-mnist, glyphs.</summary>
    public ImmutableArray<string> Data { get; init; } = ["mnist", "fashion-mnist"];

    /// <summary>The kept shares.</summary>
    public ImmutableArray<double> Kept { get; init; } = [0.2, 0.05, 0.02, 0.01];

    /// <summary>Replicates of every point, each with a seed of its own.</summary>
    public int Replicates { get; init; } = 3;

    /// <summary>Passes over the training images, the same for all methods.</summary>
    public int Epochs { get; init; } = 10;

    /// <summary>Training images, the first of a set.</summary>
    public int Examples { get; init; } = 10_000;

    /// <summary>Test images, the first of a set.</summary>
    public int Tests { get; init; } = 10_000;

    /// <summary>Hidden units of the dense network.</summary>
    public int Hidden { get; init; } = 500;

    /// <summary>Rounds of iterative magnitude pruning.</summary>
    public int Rounds { get; init; } = 4;

    /// <summary>The learning rate of the first epoch; 0 for each method's own.</summary>
    public double LearningRate { get; init; }

    /// <summary>The request as a sweep, fixed before the first cell runs; methods that keep everything run once.</summary>
    /// <exception cref="InvalidInputException">A value is out of range, or a point cannot run.</exception>
    public Sweep Sweep(SubnetworkExperiment experiment) => SweepPlan.Of(experiment, Grids(), Replicates, "curve");

    private IEnumerable<GridOf<SubnetworkParameters>> Grids()
    {
        // Points of one kept share stand together, so that an unfinished run has whole pictures.
        foreach (double kept in Kept)
        {
            foreach (string network in Networks)
            {
                SubnetworkParameters at = new()
                {
                    Network = network,
                    Kept = kept,
                    Epochs = Epochs,
                    Examples = Examples,
                    Tests = Tests,
                    Rounds = Rounds,
                    LearningRate = LearningRate,
                };
                if (network == "dense") at = at with { Hidden = Hidden };
                yield return new GridOf<SubnetworkParameters>(at).Over(point => point.Data, Data).Over(point => point.Method, Methods);
            }
        }
    }
}
