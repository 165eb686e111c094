using System.Collections.Immutable;
using Espalier.Graphs;
using Espalier.Numerics;
using Espalier.Numerics.Random;
using Espalier.Training.Popup;

namespace Espalier.Training.Searching;

/// <summary>What a search found.</summary>
/// <param name="Training">Epochs and accuracies, and the network that was found, with zeros where weights are removed.</param>
/// <param name="Parameters">The weights of all grids, biases apart.</param>
/// <param name="Kept">The weights that were kept.</param>
/// <param name="Acting">Those of them that are not 0 and lie on a way from an input to an output; 0 if the search diverged.</param>
/// <param name="Masks">What is kept of each grid, in the order of its tensor; empty if the search diverged.</param>
public sealed record SubnetworkResult(TrainingResult Training, long Parameters, long Kept, long Acting, ImmutableArray<ImmutableArray<bool>> Masks);

/// <summary>What the weights or the mask of a search are replaced by, to see whether they matter.</summary>
public enum SanityCheck
{
    /// <summary>Each layer's mask is shuffled: the layer keeps as many weights, and others.</summary>
    Shuffled,

    /// <summary>The masks stay, the first weights are those of another seed.</summary>
    Redrawn,

    /// <summary>A random mask of the same share in every layer.</summary>
    Random,
}

/// <summary>Searches for a subnetwork within a budget of weights and epochs, by any method, over any graph that can be trained.</summary>
public static class SubnetworkSearch
{
    private const uint ShuffleStream = 0x7300_0000;

    /// <summary>Searches.</summary>
    /// <param name="blueprint">The network, such as one of <see cref="Blueprints"/>; its own weights mean nothing.</param>
    /// <param name="options">What is looked for, and how.</param>
    /// <param name="training">The examples to train on.</param>
    /// <param name="test">The examples to test with after every epoch, made in the same way.</param>
    /// <param name="descent">How the descent runs; all methods have its epochs. Its seed decides everything random.</param>
    /// <param name="threads">The number of threads that may work on this call; it never changes the result.</param>
    /// <param name="checkpoint">A file to continue from if it exists, or null; see <see cref="BaselineTraining"/>.</param>
    /// <param name="progress">Told how far the search is, on the caller's thread.</param>
    /// <param name="rescue">A file for the state when the work is cancelled and there is no checkpoint, or null; it is a checkpoint.</param>
    /// <param name="cancel">Ends the work after a step; the outcome is then <see cref="TrainingStatus.Cancelled"/>.</param>
    /// <exception cref="ArgumentException">The parts do not fit each other.</exception>
    /// <exception cref="InvalidInputException">The network has an operator without a gradient, or too many layers for the method; or the
    /// checkpoint is that of another search, or damaged, or cannot be written.</exception>
    public static SubnetworkResult Run(
        Network blueprint,
        SearchOptions options,
        ExampleSet training,
        ExampleSet test,
        TrainingOptions descent,
        int threads,
        string? checkpoint = null,
        IProgress<TrainingProgress>? progress = null,
        string? rescue = null,
        CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(blueprint);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(descent);
        options.Require(descent.Epochs);
        TrainableNetwork network = Make(Checked(blueprint, options), options, descent.Seed);
        return Result(network, new TrainingLoop(network, training, test, descent, threads).Run(checkpoint, progress, cancel, rescue));
    }

    /// <summary>
    /// What is reached without what the search found: for frozen weights by measuring, else by training a mask from the first weights for as
    /// many epochs as the search had.
    /// </summary>
    /// <param name="found">What a search found.</param>
    /// <param name="check">What is replaced.</param>
    /// <param name="blueprint">The network that was searched.</param>
    /// <param name="options">The options of the search.</param>
    /// <param name="training">The examples to train on.</param>
    /// <param name="test">The examples to test with.</param>
    /// <param name="descent">How the descent runs.</param>
    /// <param name="threads">The number of threads that may work on this call; it never changes the result.</param>
    /// <param name="progress">Told how far the training is.</param>
    /// <param name="cancel">Ends the work.</param>
    /// <returns>The part of the test examples classified correctly; null if the training diverged.</returns>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
    public static double? Check(
        SubnetworkResult found,
        SanityCheck check,
        Network blueprint,
        SearchOptions options,
        ExampleSet training,
        ExampleSet test,
        TrainingOptions descent,
        int threads,
        IProgress<TrainingProgress>? progress = null,
        CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(found);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(descent);
        ulong other = ~descent.Seed, seed = check == SanityCheck.Redrawn ? other : descent.Seed;
        ImmutableArray<bool[]> masks = Replaced(found, check, other);
        if (options.IsFrozen)
        {
            var frozen = new GivenWeights(Checked(blueprint, options), options, seed, masks);
            frozen.Settle(new Crew(), threads);
            var count = new TestRun(frozen, test, 256, new MatrixWorkspace());
            return (double)count.CountCorrect(threads) / count.Count;
        }

        var network = new GivenMasks(blueprint, options, seed, masks);
        TrainingResult result = new TrainingLoop(network, training, test, descent, threads).Run(null, progress, cancel);
        if (result.Status == TrainingStatus.Cancelled) throw new OperationCanceledException(cancel);
        return result.Status == TrainingStatus.Finished ? result.Epochs[^1].Accuracy : null;
    }

    private static ImmutableArray<bool[]> Replaced(SubnetworkResult found, SanityCheck check, ulong seed)
    {
        if (check == SanityCheck.Redrawn) return [.. found.Masks.Select(mask => mask.ToArray())];
        double share = (double)found.Kept / found.Parameters;
        return [.. found.Masks.Select((mask, layer) =>
        {
            int kept = check == SanityCheck.Shuffled ? mask.Count(keep => keep) : (int)Math.Round(share * mask.Length);
            var shuffled = new bool[mask.Length];
            foreach (int i in RandomOrder.Subset(new RandomStream(seed, ShuffleStream + (uint)layer, StreamPurpose.Order), mask.Length, kept))
                shuffled[i] = true;
            return shuffled;
        })];
    }

    private static TrainableNetwork Make(Network blueprint, SearchOptions options, ulong seed) => options.Method switch
    {
        SubnetworkMethod.Dense => new WeightNetwork(blueprint, seed),
        SubnetworkMethod.EdgePopup => new PopupNetwork(blueprint, options, seed),
        SubnetworkMethod.Gates => new GateNetwork(blueprint, options, seed),
        SubnetworkMethod.Random => new RandomlyPruned(blueprint, options, seed),
        SubnetworkMethod.Snip => new SnipNetwork(blueprint, options, seed),
        SubnetworkMethod.Grasp => new GraspNetwork(blueprint, options, seed),
        SubnetworkMethod.Synflow => new SynFlowNetwork(blueprint, options, seed),
        SubnetworkMethod.Magnitude => new MagnitudePruned(blueprint, options, seed),
        SubnetworkMethod.IterativeMagnitude => new IterativelyPruned(blueprint, options, seed),
        _ => throw new ArgumentOutOfRangeException(nameof(options), options.Method, "this is no method"),
    };

    /// <summary>A frozen parent has no biases: there is nothing that could choose them.</summary>
    private static Network Checked(Network blueprint, SearchOptions options) => options.IsFrozen
        ? blueprint.Map((made, _) => made.Grid is { Bias: not null } grid ? made.Form.WithWeights(grid.Weights, null) : made)
        : blueprint;

    private static SubnetworkResult Result(TrainableNetwork network, TrainingResult training)
    {
        long parameters = network.Layers.Sum(layer => (long)layer.Outputs * layer.Inputs);
        if (training.Status == TrainingStatus.Diverged) return new SubnetworkResult(training, parameters, network.Kept, 0, []);
        return new SubnetworkResult(
            training,
            parameters,
            network.Kept,
            ActingWeights.Count(network),
            [.. network.Layers.Select(layer => layer.Matrix().Select(weight => weight != 0).ToImmutableArray())]);
    }
}
