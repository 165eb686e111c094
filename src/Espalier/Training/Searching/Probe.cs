using Espalier.Numerics;
using Espalier.Numerics.Random;

namespace Espalier.Training.Searching;

/// <summary>Asks a network for derivatives outside of its training.</summary>
internal sealed class Probe(TrainableNetwork network, BatchPass pass, ExampleSet training, TrainingOptions options, Crew crew, int threads)
{
    /// <summary>Examples that judge connections: ten for each class and more where a batch is larger.</summary>
    private const int LeastExamples = 100;

    public TrainingOptions Options => options;

    /// <summary>Makes the matrices what the parameters say.</summary>
    public void Settle() => network.Settle(crew, threads);

    /// <summary>The derivatives of the mean cross-entropy by every matrix, over the first examples of a fixed order.</summary>
    public double[][] Derivatives()
    {
        int[] order = RandomOrder.Permutation(new RandomStream(options.Seed, ProbeStream, StreamPurpose.Order), training.Count);
        int count = Math.Min(training.Count, Math.Max(LeastExamples, 10 * training.Classes));
        int batch = Math.Min(options.BatchSize, training.Count);
        double[][] sums = [.. network.Layers.Select(layer => new double[layer.Outputs * layer.Inputs])];
        for (int first = 0; first < count; first += batch)
        {
            ReadOnlySpan<int> chosen = order.AsSpan(first, Math.Min(batch, count - first));
            training.Fill(chosen, pass.Inputs(chosen.Length));
            pass.Forward(chosen.Length, threads);
            CrossEntropy.Differentiate(pass.Scores, pass.ScoreGradient, pass.Stride, [.. chosen.ToArray().Select(training.Label)]);
            pass.Backward();
            Add(sums, (double)chosen.Length / count);
        }

        return sums;
    }

    /// <summary>The derivatives of the sum of all outputs for an input of ones.</summary>
    public double[][] DerivativesOfOnes()
    {
        pass.Inputs(1).Fill(1);
        pass.Forward(1, threads);
        for (int row = 0; row < network.Outputs; row++) pass.ScoreGradient[row * pass.Stride] = 1;
        for (int row = 0; row < network.Outputs; row++) pass.ScoreGradient.Slice((row * pass.Stride) + 1, pass.Stride - 1).Clear();
        pass.Backward();
        double[][] sums = [.. network.Layers.Select(layer => new double[layer.Outputs * layer.Inputs])];
        Add(sums, 1);
        return sums;
    }

    /// <summary>The order of the examples that a probe sees is that of no epoch.</summary>
    private const uint ProbeStream = 0x6000_0000;

    private void Add(double[][] sums, double factor)
    {
        for (int i = 0; i < sums.Length; i++)
        {
            TrainableLayer layer = network.Layers[i];
            float[] derivatives = Lanes.Unpadded(layer.Gradient.Span, layer.Outputs, layer.Inputs);
            for (int j = 0; j < derivatives.Length; j++) sums[i][j] += factor * derivatives[j];
        }
    }
}
