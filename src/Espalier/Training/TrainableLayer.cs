using Espalier.Numerics;
using Espalier.Training.Gradients;

namespace Espalier.Training;

/// <summary>A weight grid that is a matrix to its neighbours, whatever parameters lie behind it.</summary>
/// <remarks>A dense map has a row for each output and a column for each input; a convolution has a row for each output channel, and a column for
/// each input channel and place of the kernel.</remarks>
internal abstract class TrainableLayer
{
    protected TrainableLayer(int inputs, int outputs, bool hasBias = false)
    {
        Inputs = inputs;
        Outputs = outputs;
        Stride = Lanes.Padded(inputs);
        Effective = new AlignedSingles(checked(outputs * Stride));
        Gradient = new AlignedSingles(outputs * Stride);
        if (!hasBias) return;
        Bias = new AlignedSingles(Lanes.Padded(outputs));
        BiasGradient = new AlignedSingles(Bias.Length);
    }

    public int Inputs { get; }

    public int Outputs { get; }

    /// <summary>The distance between rows of <see cref="Effective"/> and <see cref="Gradient"/>.</summary>
    public int Stride { get; }

    /// <summary>The matrix, outputs × inputs.</summary>
    public AlignedSingles Effective { get; }

    /// <summary>The derivatives of the batch's mean loss by the matrix.</summary>
    public AlignedSingles Gradient { get; }

    /// <summary>One number per row that is added to it, or null.</summary>
    public AlignedSingles? Bias { get; }

    /// <summary>The derivatives by the bias.</summary>
    public AlignedSingles? BiasGradient { get; }

    /// <summary>Whether derivatives by the matrix are wanted.</summary>
    public virtual bool IsTrained => true;

    /// <summary>All numbers that a later step depends on, in a fixed order.</summary>
    public abstract IEnumerable<AlignedSingles> State { get; }

    /// <summary>Whether every parameter is finite, as of the last step.</summary>
    public abstract bool IsFinite { get; }

    /// <summary>Moves the parameters down the gradient; <see cref="Effective"/> may be stale until the network settles.</summary>
    public abstract void Step(in StepSettings settings, Crew crew, int threads);

    /// <summary>The matrix without padding.</summary>
    public float[] Matrix() => Lanes.Unpadded(Effective.Span, Outputs, Inputs);

    /// <summary>Adds the bias to every element of its row.</summary>
    public void AddBias(BatchValue made, int places, Batch batch)
    {
        if (Bias is null) return;
        int run = places * batch.Stride;
        for (int row = 0; row < Outputs; row++) Elementwise.Add(made.Data.Span.Slice(row * run, run), Bias.Span[row]);
    }

    /// <summary>The derivatives by the bias: the sum over places and examples, in float64, of those by what it is added to.</summary>
    public void SumBias(BatchValue made, int places, Batch batch)
    {
        if (BiasGradient is null) return;
        int run = places * batch.Stride;
        for (int row = 0; row < Outputs; row++)
        {
            double sum = 0;
            foreach (float derivative in made.Gradient.Span.Slice(row * run, run)) sum += derivative;
            BiasGradient.Span[row] = (float)sum;
        }
    }
}
