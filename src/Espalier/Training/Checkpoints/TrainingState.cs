using System.Collections.Immutable;

namespace Espalier.Training.Checkpoints;

/// <summary>How far a training is, apart from its parameters.</summary>
/// <param name="Epochs">The epochs that are finished.</param>
/// <param name="Step">The steps of the current epoch that are done.</param>
/// <param name="Steps">All steps.</param>
/// <param name="Loss">The sum of the losses of the current epoch's examples.</param>
/// <param name="Silent">For how many steps on end no unit of the last hidden layer answered to a batch.</param>
internal sealed record TrainingState(ImmutableArray<EpochRecord> Epochs, int Step, long Steps, double Loss, int Silent)
{
    public static TrainingState Start { get; } = new([], 0, 0, 0, 0);
}
