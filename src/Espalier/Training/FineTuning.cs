using Espalier.Graphs;

namespace Espalier.Training;

/// <summary>Trains a network on from the weights that it has.</summary>
public static class FineTuning
{
    /// <summary>Trains on.</summary>
    /// <param name="network">The network; every operator must have a gradient.</param>
    /// <param name="keepsZeros">Whether weights that are 0 stay 0.</param>
    /// <param name="training">The examples to train on.</param>
    /// <param name="test">The examples to test with after every epoch, made in the same way.</param>
    /// <param name="options">How the descent runs.</param>
    /// <param name="threads">Cores to use; never changes the result.</param>
    /// <param name="progress">Told how far the training is, on the caller's thread.</param>
    /// <param name="cancel">Ends the work after a step.</param>
    /// <exception cref="InvalidInputException">An operator has no gradient.</exception>
    public static TrainingResult Run(
        Network network,
        bool keepsZeros,
        ExampleSet training,
        ExampleSet test,
        TrainingOptions options,
        int threads,
        IProgress<TrainingProgress>? progress = null,
        CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(training);
        ArgumentNullException.ThrowIfNull(test);
        ArgumentNullException.ThrowIfNull(options);
        return new TrainingLoop(new OwnWeights(network, keepsZeros), training, test, options, threads).Run(null, progress, cancel);
    }
}
