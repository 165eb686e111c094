using Espalier.Numerics;
using Espalier.Training.Gradients;

namespace Espalier.Training;

/// <summary>The buffers of a batch, and its way forth and back through a network.</summary>
internal sealed class BatchPass
{
    private readonly GradientPlan _plan;
    private readonly Batch _batch;

    /// <summary>Makes the buffers; without a way back they are those of the values alone.</summary>
    public BatchPass(TrainableNetwork network, int capacity, MatrixWorkspace workspace, bool isForTraining = true)
    {
        _batch = new Batch(capacity, workspace);
        _plan = new GradientPlan(network, _batch, isForTraining);
    }

    /// <summary>What decides which inputs ReLUs and maxima hand on.</summary>
    public Gates Gates
    {
        get => _batch.Gates;
        set => _batch.Gates = value;
    }

    /// <summary>The distance between the rows of the scores.</summary>
    public int Stride => _batch.Stride;

    /// <summary>The scores, classes × examples, with <see cref="Stride"/> between rows.</summary>
    public Span<float> Scores => _plan.Output.Data.Span[..(_plan.Output.Length * Stride)];

    /// <summary>The derivatives of the loss by the scores, to be filled before the way back.</summary>
    public Span<float> ScoreGradient => _plan.Output.Gradient.Span[..(_plan.Output.Length * Stride)];

    /// <summary>The inputs of a batch, example after example, to be filled.</summary>
    public Span<float> Inputs(int count) => _plan.Input.Examples!.Span[..(count * _plan.Input.Length)];

    /// <summary>Computes the scores of the inputs.</summary>
    public void Forward(int count, int threads)
    {
        _batch.Begin(count, threads);
        _plan.Input.Transpose(_batch);
        foreach (GradientKernel kernel in _plan.Kernels) kernel.Forward();
    }

    /// <summary>From the derivatives by the scores to those by every matrix.</summary>
    public void Backward()
    {
        for (int i = _plan.Kernels.Length - 1; i >= 0; i--) _plan.Kernels[i].Backward();
    }

    /// <summary>Forth and back for the mean cross-entropy; the sum of the losses.</summary>
    public double Differentiate(ReadOnlySpan<byte> labels, int threads)
    {
        Forward(labels.Length, threads);
        double loss = CrossEntropy.Differentiate(Scores, ScoreGradient, Stride, labels);
        Backward();
        return loss;
    }

    /// <summary>Whether no unit that the last layer reads answered to the batch; then only weight decay moves anything.</summary>
    public bool IsSilent()
    {
        BatchValue read = _plan.LastRead;
        if (read.Examples is not null) return false;
        for (int unit = 0; unit < read.Length; unit++)
            if (read.Data.Span.Slice(unit * Stride, _batch.Count).ContainsAnyExcept(0f)) return false;
        return true;
    }
}
