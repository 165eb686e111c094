using Espalier.Numerics;
using Espalier.Numerics.Random;
using Espalier.Parents.Masks;
using Espalier.Training;
using Espalier.Training.Popup;

namespace Espalier.Tests.Training;

/// <summary>The derivatives that the float32 kernels compute, against central differences of a loss in float64 that folds nothing.</summary>
public sealed class GradientTests
{
    private const double Difference = 1e-6;
    private const double Tolerance = 3e-6;
    private const int Batch = 9;

    private static readonly int[] Widths = [19, 9, 8, 4];

    public static TheoryData<string> Kinds => TrainingRuns.Kinds;

    [Theory]
    [MemberData(nameof(Kinds))]
    [Slow]
    public void Every_derivative_agrees_with_a_central_difference(string kind)
    {
        TrainableNetwork network = TrainingRuns.Network(kind, [.. Widths], pairs: 3, removed: 0.25);
        TrainingRuns.Settle(network);
        ParameterTensor[] tensors = [.. Tensors(network)];
        double[][] masked = [.. tensors.Select(tensor => tensor.Masked)];
        (double[][] inputs, byte[] labels) = Examples();
        var loss = new ReferenceLoss(kind == "dense" ? null : Enum.Parse<PopupStructure>(kind, ignoreCase: true), Widths, masked);

        // With momentum and decay 0, the velocity of the first step is the derivative.
        Step(network, inputs, labels);
        int kinks = 0;
        for (int t = 0; t < tensors.Length; t++)
        {
            float[] derivatives = tensors[t].Velocities();
            for (int i = 0; i < derivatives.Length; i++)
            {
                (double left, double right) = Slopes(loss, masked[t], i, inputs, labels);
                double middle = tensors[t].Factor[i] * (left + right) / 2;
                double reach = Math.Abs(tensors[t].Factor[i] * (left - right)) / 2;
                // Where a ReLU stands at its kink there are two slopes, and any between them may be meant.
                if (reach > Tolerance) kinks++;
                else reach = 0;
                Assert.True(
                    Math.Abs(derivatives[i] - middle) < reach + Tolerance, $"tensor {t}, element {i}: {derivatives[i]}, not {middle} ± {reach}");
            }

            Assert.Contains(derivatives, derivative => Math.Abs(derivative) > 100 * Tolerance);
        }

        Assert.InRange(kinks, 0, masked.Sum(tensor => tensor.Length) / 5);
    }

    [Fact]
    public void A_wrong_sign_would_be_seen()
    {
        // The straight-through derivative without the sign of the score, which leaves a wide network at chance.
        TrainableNetwork network = TrainingRuns.Network("wide", [.. Widths], removed: 0.25);
        TrainingRuns.Settle(network);
        ParameterTensor[] tensors = [.. Tensors(network)];
        double[][] masked = [.. tensors.Select(tensor => tensor.Masked)];
        (double[][] inputs, byte[] labels) = Examples();
        var loss = new ReferenceLoss(PopupStructure.Wide, Widths, masked);
        Step(network, inputs, labels);
        float[] derivatives = tensors[0].Velocities();
        Assert.Contains(Enumerable.Range(0, derivatives.Length), i =>
        {
            (double left, double right) = Slopes(loss, masked[0], i, inputs, labels);
            double signless = Math.Sign(tensors[0].Scores[i]) * tensors[0].Factor[i];
            return Math.Abs(signless * (left - right)) < Tolerance && Math.Abs(derivatives[i] - (signless * (left + right) / 2)) > 100 * Tolerance;
        });
    }

    private static (double Left, double Right) Slopes(ReferenceLoss loss, double[] values, int index, double[][] inputs, byte[] labels)
    {
        double old = values[index];
        double here = loss.Of(inputs, labels);
        values[index] = old + Difference;
        double above = loss.Of(inputs, labels);
        values[index] = old - Difference;
        double below = loss.Of(inputs, labels);
        values[index] = old;
        return ((here - below) / Difference, (above - here) / Difference);
    }

    private static void Step(TrainableNetwork network, double[][] inputs, byte[] labels)
    {
        var pass = new BatchPass(network, Batch, new MatrixWorkspace());
        inputs.SelectMany(input => input.Select(value => (float)value)).ToArray().CopyTo(pass.Inputs(Batch));
        pass.Differentiate(labels, threads: 1);
        foreach (TrainableLayer layer in network.Layers) layer.Step(new StepSettings(0.1f, 0, 0), new Crew(), threads: 1);
    }

    private static (double[][] Inputs, byte[] Labels) Examples()
    {
        var stream = new RandomStream(3, 0, StreamPurpose.Sampling);
        double[][] inputs = [
            .. Enumerable.Range(0, Batch).Select(
                b => Enumerable.Range(0, Widths[0]).Select(j => (double)Math.Max(0, stream.UniformSingle((ulong)((b * Widths[0]) + j)))).ToArray()),
        ];
        return (inputs, [.. Enumerable.Range(0, Batch).Select(b => (byte)(b % Widths[^1]))]);
    }

    /// <summary>What lies behind the network, without the padding.</summary>
    private static IEnumerable<ParameterTensor> Tensors(TrainableNetwork network)
    {
        foreach (TrainableLayer layer in network.Layers)
        {
            if (layer is not PopupLayer popup)
            {
                AlignedSingles[] state = [.. layer.State];
                float[] values = Lanes.Unpadded(state[0].Span, layer.Outputs, layer.Inputs);
                yield return new ParameterTensor(
                    [.. values.Select(v => (double)v)],
                    [.. values.Select(_ => 1.0)],
                    values,
                    () => Lanes.Unpadded(state[1].Span, layer.Outputs, layer.Inputs));
                continue;
            }

            foreach (ScoreMatrix tensor in popup.Tensors)
            {
                float[] weights = Plain(tensor, tensor.Weights), scores = Plain(tensor, tensor.Scores);
                TensorMask mask = tensor.ToMask();
                yield return new ParameterTensor(
                    [.. weights.Select((w, i) => mask[i] ? (double)w : 0)],
                    [.. weights.Select((w, i) => (double)w * Math.Sign(scores[i]))],
                    scores,
                    () => Plain(tensor, tensor.Velocities));
            }
        }
    }

    private static float[] Plain(ScoreMatrix tensor, AlignedSingles array) => Lanes.Unpadded(array.Span, tensor.Rows * tensor.Planes, tensor.Columns);

    /// <summary>
    /// A tensor: masked weights, the derivative of a parameter per derivative of its masked weight, and the velocities once a step was
    /// taken.
    /// </summary>
    private sealed record ParameterTensor(double[] Masked, double[] Factor, float[] Scores, Func<float[]> Velocities);
}
