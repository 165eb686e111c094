using System.Collections.Immutable;
using Espalier.Graphs;

namespace Espalier.Pruning;

/// <summary>A network of which neurons and channels were removed.</summary>
/// <param name="Network">What is left.</param>
/// <param name="Dependencies">The groups of the network before.</param>
/// <param name="Removed">How many units of each group went.</param>
public sealed record StructuredResult(Network Network, Dependencies Dependencies, ImmutableArray<int> Removed);

/// <summary>Removes neurons and channels of a trained network, with everything that is coupled to them.</summary>
public static class StructuredPruning
{
    /// <summary>Removes a share of a network.</summary>
    /// <param name="network">The network.</param>
    /// <param name="options">What to remove.</param>
    /// <param name="calibration">Inputs; needed by some criteria and by a refit.</param>
    /// <param name="rowSensitivity">
    /// For each node with weights what the loss feels of each of its rows; needed by <see cref="UnitCriterion.Taylor"/>.
    /// </param>
    /// <param name="threads">Cores to use; never changes the result.</param>
    /// <param name="progress">Hears the share of the work done.</param>
    /// <param name="cancel">Stops the work.</param>
    /// <exception cref="InvalidInputException">What is asked for would leave nothing of a layer, or the inputs do not fit.</exception>
    public static StructuredResult Prune(
        Network network,
        StructuredOptions options,
        CalibrationSet? calibration = null,
        double[]?[]? rowSensitivity = null,
        int threads = 1,
        IProgress<double>? progress = null,
        CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(options);
        if (!(options.Remove > 0 && options.Remove < 1))
            throw new InvalidInputException("remove", null, $"the share is {options.Remove}", "give a number above 0 and below 1");
        if (!(options.Ridge > 0 && double.IsFinite(options.Ridge)))
            throw new InvalidInputException("ridge", null, $"the value is {options.Ridge}", "give a number above 0");
        if (options.Multiple < 1) throw new InvalidInputException("multiple", null, $"the value is {options.Multiple}", "give 1 or more");
        if (calibration is null && (options.Refit || options.Criterion is UnitCriterion.Activation or UnitCriterion.Similarity))
            throw new InvalidInputException("calibration", null, "it is missing", "name inputs that show how the network is used");

        calibration?.Require(network);
        var dependencies = Dependencies.Of(network);
        Network merged = network;
        bool[] removed;
        if (options.Criterion == UnitCriterion.Similarity)
        {
            var likeness = Likeness.Of(dependencies, calibration!, threads, cancel);
            removed = RemovalOrder.Choose(dependencies, likeness.Scores, options);
            merged = likeness.Merged(removed);
        }
        else
        {
            removed = RemovalOrder.Choose(dependencies, Scores(dependencies, options, calibration, rowSensitivity, cancel), options);
        }

        Network pruned = Compaction.Of(dependencies, removed, merged);
        if (options.Refit)
            pruned = new LayerRefit(dependencies, removed, calibration!, options.Ridge, threads).Run(pruned, progress, cancel);
        return new StructuredResult(pruned, dependencies, [.. dependencies.Groups.Select(group => group.Units.Count(unit => removed[unit]))]);
    }

    private static double[] Scores(
        Dependencies dependencies, StructuredOptions options, CalibrationSet? calibration, double[]?[]? rowSensitivity, CancellationToken cancel) =>
        options.Criterion switch
        {
            UnitCriterion.L1 => UnitScores.OfMagnitude(dependencies, isSquared: false),
            UnitCriterion.L2 => UnitScores.OfMagnitude(dependencies, isSquared: true),
            UnitCriterion.Activation => UnitScores.OfActivity(dependencies, ReadActivity.Of(dependencies, calibration!, null, cancel)),
            UnitCriterion.Random => UnitScores.Random(dependencies, options.Seed),
            UnitCriterion.Taylor when rowSensitivity is not null => UnitScores.OfRows(dependencies, (node, output) => rowSensitivity[node]![output]),
            UnitCriterion.Taylor => throw new InvalidInputException(
                "data", null, "it is missing", "name labelled examples, whose loss is differentiated"),
            _ => throw new ArgumentOutOfRangeException(nameof(options), options.Criterion, "this is no criterion"),
        };
}
