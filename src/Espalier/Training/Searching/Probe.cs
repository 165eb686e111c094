using Espalier.Numerics;
using Espalier.Numerics.Random;

namespace Espalier.Training.Searching;

/// <summary>Asks a network for derivatives outside of its training.</summary>
internal sealed class Probe(TrainableNetwork network, BatchPass pass, ExampleSet training, TrainingOptions options, Crew crew, int threads)
{
    /// <summary>Examples that judge connections, if ten for each class are fewer.</summary>
    private const int LeastExamples = 100;

    public TrainingOptions Options => options;

    /// <summary>Makes the matrices what the parameters say.</summary>
    public void Settle() => network.Settle(crew, threads);

    /// <summary>The derivatives of the mean cross-entropy by every matrix, over the first examples of a fixed order.</summary>
    /// <param name="temperature">What scores are divided by; the derivatives are those by the divided scores.</param>
    public double[][] Derivatives(float temperature = 1)
    {
        double[][] sums = Zeros();
        (int[][] chunks, int count) = Examples();
        foreach (int[] chosen in chunks)
        {
            Differentiate(chosen, temperature);
            Add(sums, (double)chosen.Length / count);
        }

        return sums;
    }

    /// <summary>
    /// How these derivatives change along a line of weights, at its beginning: the product of the second derivatives with the line's direction.
    /// ReLUs and maxima stay as they are there, so that a central difference sees a smooth function.
    /// </summary>
    /// <param name="move">Puts the weights at a distance from the beginning of the line.</param>
    /// <param name="reach">The distance of the two ends of the difference.</param>
    /// <param name="temperature">What scores are divided by.</param>
    public double[][] DerivativesAlong(Action<double> move, double reach, float temperature)
    {
        double[][] sums = Zeros();
        (int[][] chunks, int count) = Examples();
        foreach (int[] chosen in chunks)
        {
            pass.Gates = Gradients.Gates.Recorded;
            Differentiate(chosen, temperature);
            pass.Gates = Gradients.Gates.Held;
            foreach (double side in (ReadOnlySpan<double>)[reach, -reach])
            {
                move(side);
                Differentiate(chosen, temperature);
                Add(sums, chosen.Length / (2 * side * count));
            }

            move(0);
            pass.Gates = Gradients.Gates.Free;
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
        double[][] sums = Zeros();
        Add(sums, 1);
        return sums;
    }

    /// <summary>The order of the examples that a probe sees is that of no epoch.</summary>
    private const uint ProbeStream = 0x6000_0000;

    private double[][] Zeros() => [.. network.Layers.Select(layer => new double[layer.Outputs * layer.Inputs])];

    /// <summary>The examples that judge, in batches.</summary>
    private (int[][] Chunks, int Count) Examples()
    {
        int[] order = RandomOrder.Permutation(new RandomStream(options.Seed, ProbeStream, StreamPurpose.Order), training.Count);
        int count = Math.Min(training.Count, Math.Max(LeastExamples, 10 * training.Classes));
        return ([.. order.Take(count).Chunk(Math.Min(options.BatchSize, training.Count))], count);
    }

    private void Differentiate(int[] chosen, float temperature)
    {
        training.Fill(chosen, pass.Inputs(chosen.Length));
        pass.Forward(chosen.Length, threads);
        for (int i = 0; temperature != 1 && i < pass.Scores.Length; i++) pass.Scores[i] /= temperature;
        CrossEntropy.Differentiate(pass.Scores, pass.ScoreGradient, pass.Stride, [.. chosen.Select(training.Label)]);
        pass.Backward();
    }

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
