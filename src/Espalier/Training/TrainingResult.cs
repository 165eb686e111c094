using System.Collections.Immutable;
using Espalier.Graphs;

namespace Espalier.Training;

/// <summary>How a training ended.</summary>
public enum TrainingStatus
{
    /// <summary>All epochs are done.</summary>
    Finished,

    /// <summary>It was cancelled; a checkpoint, if one was asked for, holds all that was done.</summary>
    Cancelled,

    /// <summary>A loss or a parameter grew beyond all bounds, or no hidden unit answered any more: the learning rate is too large.</summary>
    Diverged,
}

/// <summary>What one epoch brought.</summary>
/// <param name="Epoch">Which epoch, from 1.</param>
/// <param name="LearningRate">The learning rate of its steps.</param>
/// <param name="Loss">The mean cross-entropy of its examples, each at the step that used it, in nats.</param>
/// <param name="Correct">Test examples classified correctly after it.</param>
/// <param name="Examples">The number of test examples.</param>
/// <param name="Kept">The weights that were kept at its end.</param>
public sealed record EpochRecord(int Epoch, double LearningRate, double Loss, int Correct, int Examples, long Kept)
{
    /// <summary>The part of the test examples classified correctly.</summary>
    public double Accuracy => (double)Correct / Examples;
}

/// <summary>The outcome of a training.</summary>
/// <param name="Status">How it ended.</param>
/// <param name="Epochs">The epochs that were finished.</param>
/// <param name="Steps">The steps taken, including one that diverged.</param>
/// <param name="Network">
/// From the examples to one score per class: the frozen layers if there are any, then the trained ones as an ordinary network.
/// Null if the training diverged.
/// </param>
/// <param name="Remedy">What to do about a divergence, else null.</param>
public sealed record TrainingResult(TrainingStatus Status, ImmutableArray<EpochRecord> Epochs, long Steps, Network? Network, string? Remedy);
