namespace Espalier.Training;

/// <summary>How far a training is; reported at the start and end of every epoch, now and then between, and when its test is done.</summary>
/// <param name="Epoch">The epoch at work, from 1.</param>
/// <param name="Epochs">All epochs.</param>
/// <param name="Step">The steps of this epoch that are done.</param>
/// <param name="Steps">The steps of an epoch.</param>
/// <param name="Tested">What the epoch brought, once the test examples were classified; null before.</param>
public readonly record struct TrainingProgress(int Epoch, int Epochs, int Step, int Steps, EpochRecord? Tested)
{
    /// <summary>The part done of all epochs, from 0 to 1.</summary>
    public double Fraction => (Epoch - 1 + ((double)Step / Steps)) / Epochs;
}
