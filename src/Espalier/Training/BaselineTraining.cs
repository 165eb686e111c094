using Espalier.Graphs;

namespace Espalier.Training;

/// <summary>Trains the weights and biases of a network by stochastic gradient descent: what tickets are compared with.</summary>
public static class BaselineTraining
{
    /// <summary>Trains. Weights begin uniform between ±1/√(the inputs of an output), biases at 0.</summary>
    /// <param name="blueprint">The network, such as one of <see cref="Blueprints"/>; its own weights mean nothing.</param>
    /// <param name="training">The examples to train on.</param>
    /// <param name="test">The examples to test with after every epoch, made in the same way.</param>
    /// <param name="options">How the descent runs.</param>
    /// <param name="threads">The number of threads that may work on this call; it never changes the result.</param>
    /// <param name="checkpoint">
    /// A file to continue from if it exists. It is replaced after every epoch and when the work is cancelled. A run that was interrupted,
    /// even by force, ends with the same bytes as one that was not. Null for none.
    /// </param>
    /// <param name="progress">Told how far the training is, on the caller's thread.</param>
    /// <param name="rescue">A file for the state when the work is cancelled and there is no checkpoint, or null; it is a checkpoint.</param>
    /// <param name="cancel">Ends the work after a step; the outcome is then <see cref="TrainingStatus.Cancelled"/>.</param>
    /// <exception cref="ArgumentException">The blueprint, the examples and the options do not fit each other.</exception>
    /// <exception cref="InvalidInputException">The checkpoint is that of another training, or damaged, or cannot be written.</exception>
    public static TrainingResult Run(
        Network blueprint,
        ExampleSet training,
        ExampleSet test,
        TrainingOptions options,
        int threads,
        string? checkpoint = null,
        IProgress<TrainingProgress>? progress = null,
        string? rescue = null,
        CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(training);
        ArgumentNullException.ThrowIfNull(test);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(blueprint);
        var loop = new TrainingLoop(new WeightNetwork(blueprint, options.Seed), training, test, options, threads);
        return loop.Run(checkpoint, progress, cancel, rescue);
    }
}
