using System.Collections.Immutable;

namespace Espalier.Training;

/// <summary>Trains a network of dense layers, without biases, by stochastic gradient descent: what tickets are compared with.</summary>
public static class BaselineTraining
{
    /// <summary>Trains. Entries begin uniform between ±1/√inputs of their layer.</summary>
    /// <param name="widths">The widths from the inputs to the outputs, with a ReLU after each layer but the last.</param>
    /// <param name="training">The examples to train on.</param>
    /// <param name="test">The examples to test with after every epoch, made in the same way.</param>
    /// <param name="options">How the descent runs.</param>
    /// <param name="threads">The number of threads that may work on this call; it never changes the result.</param>
    /// <param name="checkpoint">
    /// A file to continue from if it exists. It is replaced after every epoch and when the work is cancelled. A run that was interrupted,
    /// even by force, ends with the same bytes as one that was not. Null for none.
    /// </param>
    /// <param name="progress">Told how far the training is, on the caller's thread.</param>
    /// <param name="cancel">Ends the work after a step; the outcome is then <see cref="TrainingStatus.Cancelled"/>.</param>
    /// <exception cref="ArgumentException">The widths, the examples and the options do not fit each other.</exception>
    /// <exception cref="InvalidInputException">The checkpoint is that of another training, or damaged, or cannot be written.</exception>
    public static TrainingResult Run(
        ImmutableArray<int> widths,
        ExampleSet training,
        ExampleSet test,
        TrainingOptions options,
        int threads,
        string? checkpoint = null,
        IProgress<TrainingProgress>? progress = null,
        CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(training);
        ArgumentNullException.ThrowIfNull(test);
        ArgumentNullException.ThrowIfNull(options);
        if (widths.IsDefault || widths.Length < 2) throw new ArgumentException("a network has at least one layer");
        if (widths.Any(width => width < 1)) throw new ArgumentException("a layer has at least one unit");
        return new TrainingLoop(new DenseNetwork(widths, options.Seed), training, test, options, threads).Run(checkpoint, progress, cancel);
    }
}
