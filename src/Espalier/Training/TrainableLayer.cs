using Espalier.Numerics;

namespace Espalier.Training;

/// <summary>A layer that is a matrix to its neighbours, whatever parameters lie behind it.</summary>
internal abstract class TrainableLayer
{
    protected TrainableLayer(int inputs, int outputs)
    {
        Inputs = inputs;
        Outputs = outputs;
        Stride = Lanes.Padded(inputs);
        Effective = new AlignedSingles(checked(outputs * Stride));
        Gradient = new AlignedSingles(outputs * Stride);
    }

    public int Inputs { get; }

    public int Outputs { get; }

    /// <summary>The distance between rows of <see cref="Effective"/> and <see cref="Gradient"/>.</summary>
    public int Stride { get; }

    /// <summary>The matrix, outputs × inputs.</summary>
    public AlignedSingles Effective { get; }

    /// <summary>The derivatives of the batch's mean loss by the matrix.</summary>
    public AlignedSingles Gradient { get; }

    /// <summary>All numbers that a later step depends on, in a fixed order.</summary>
    public abstract IEnumerable<AlignedSingles> State { get; }

    /// <summary>Whether every parameter is finite, as of the last step.</summary>
    public abstract bool IsFinite { get; }

    /// <summary>Moves the parameters down the gradient; <see cref="Effective"/> may be stale until the network settles.</summary>
    public abstract void Step(in StepSettings settings, Crew crew, int threads);
}
