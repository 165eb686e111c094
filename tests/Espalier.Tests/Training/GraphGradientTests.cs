using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Espalier.Graphs;
using Espalier.Graphs.Operators;
using Espalier.Numerics;
using Espalier.Numerics.Random;
using Espalier.Training;

namespace Espalier.Tests.Training;

/// <summary>
/// Derivatives over graphs of every operator that training allows, against central differences of the loss in float64 through the forward
/// pass, which shares no code with the way back.
/// </summary>
public sealed class GraphGradientTests
{
    private const double Difference = 1e-6;
    private const double Tolerance = 4e-6;
    private const int Classes = 3;

    public static TheoryData<string> Graphs =>
        ["convolution", "strides", "overlap", "sums", "joined", "affine", "split", "lenet", "cropped"];

    [Slow]
    [Theory]
    [MemberData(nameof(Graphs))]
    public void Every_derivative_agrees_with_a_central_difference(string name)
    {
        int batch = name == "lenet" ? 3 : 9;
        Network graph = Make(name);
        var network = new WeightNetwork(graph, seed: 11);
        (float[] inputs, byte[] labels) = Examples(graph, batch);
        Differentiate(network, inputs, labels, threads: 2);
        Network drawn = network.ToNetwork(null);
        int kinks = 0, seen = 0;
        for (int layer = 0; layer < network.Layers.Length; layer++)
        {
            TrainableLayer trained = network.Layers[layer];
            float[] found = Lanes.Unpadded(trained.Gradient.Span, trained.Outputs, trained.Inputs);
            int step = Math.Max(1, found.Length / 40);
            for (int i = layer % step; i < found.Length; i += step, seen++)
                kinks += Check(found[i], Slopes(drawn, layer, i, isBias: false, inputs, labels), $"{name}, grid {layer}, weight {i}");
            for (int i = 0; trained.Bias is not null && i < trained.Outputs; i++, seen++)
                kinks += Check(
                    trained.BiasGradient!.Span[i], Slopes(drawn, layer, i, isBias: true, inputs, labels), $"{name}, grid {layer}, bias {i}");
            Assert.Contains(found, derivative => Math.Abs(derivative) > 20 * Tolerance);
        }

        Assert.InRange(kinks, 0, seen / 5);
    }

    [Theory]
    [MemberData(nameof(Graphs))]
    public void Scores_are_those_of_a_forward_pass_whatever_the_batch_before(string name)
    {
        Network graph = Make(name);
        var network = new WeightNetwork(graph, seed: 11);
        (float[] inputs, byte[] labels) = Examples(graph, 9);
        var pass = new BatchPass(network, 40, new MatrixWorkspace());
        foreach (int count in new[] { 9, 40, 3, 9 })
        {
            float[] repeated = [
                .. Enumerable.Range(0, count).SelectMany(i => inputs.AsSpan(i % 9 * graph.InputShape.Length, graph.InputShape.Length).ToArray()),
            ];
            repeated.CopyTo(pass.Inputs(count));
            pass.Differentiate([.. Enumerable.Range(0, count).Select(i => labels[i % 9])], threads: 2);
            var expected = new float[count * Classes];
            Forward.Run(network.ToNetwork(null), repeated, expected, count, threads: 1);
            for (int c = 0; c < Classes; c++)
                for (int i = 0; i < count; i++) Assert.Equal(expected[(i * Classes) + c], pass.Scores[(c * pass.Stride) + i]);
        }
    }

    [Theory]
    [MemberData(nameof(Graphs))]
    public void Threads_and_batches_before_change_no_derivative(string name)
    {
        var digests = new List<string>();
        foreach ((int threads, int before) in new[] { (1, 0), (2, 30), (5, 7) })
        {
            Network graph = Make(name);
            var network = new WeightNetwork(graph, seed: 11);
            (float[] inputs, byte[] labels) = Examples(graph, 9);
            var pass = new BatchPass(network, 40, new MatrixWorkspace());
            if (before > 0)
            {
                pass.Inputs(before).Fill(0.7f);
                pass.Differentiate(new byte[before], threads);
            }

            inputs.CopyTo(pass.Inputs(9));
            pass.Differentiate(labels, threads);
            digests.Add(string.Join(' ', network.Layers.SelectMany(layer => new[] { layer.Gradient, layer.BiasGradient }).OfType<AlignedSingles>()
                .Select(derivatives => Convert.ToHexString(SHA256.HashData(MemoryMarshal.AsBytes(derivatives.Span))))));
        }

        Assert.Single(digests.Distinct());
    }

    /// <summary>Every operator that training allows, put together at random, many times.</summary>
    [Fact]
    public void Random_graphs_have_the_derivatives_of_central_differences()
    {
        int kinks = 0, seen = 0;
        var kinds = new HashSet<string>();
        for (int number = 0; number < 60; number++)
        {
            Network graph = RandomTrainables.At(number, Classes);
            kinds.UnionWith(graph.Nodes.Select(node => node.Operator.Kind));
            var network = new WeightNetwork(graph, seed: 11);
            // Biases of 0 would leave what sees padding alone at the kink of a ReLU, where both signs of a split are shut.
            foreach (TrainableLayer layer in network.Layers)
                for (int i = 0; layer.Bias is not null && i < layer.Outputs; i++) layer.Bias.Span[i] = ((i % 5) - 2.3f) / 20;
            (float[] inputs, byte[] labels) = Examples(graph, 5);
            Differentiate(network, inputs, labels, threads: 2);
            Network drawn = network.ToNetwork(null);
            for (int layer = 0; layer < network.Layers.Length; layer++)
            {
                TrainableLayer trained = network.Layers[layer];
                float[] found = Lanes.Unpadded(trained.Gradient.Span, trained.Outputs, trained.Inputs);
                int step = Math.Max(1, found.Length / 6);
                for (int i = number % step; i < found.Length; i += step, seen++)
                    kinks += Check(found[i], Slopes(drawn, layer, i, isBias: false, inputs, labels), $"graph {number}, grid {layer}, weight {i}");
                if (trained.Bias is not null)
                    kinks += Check(
                        trained.BiasGradient!.Span[0], Slopes(drawn, layer, 0, isBias: true, inputs, labels), $"graph {number}, grid {layer}, bias");
            }
        }

        Assert.InRange(kinks, 0, seen / 5);
        Assert.Equal(
            ["add", "affine", "concat", "convolution", "dense", "flatten", "maxpool", "relu", "reshape", "split"],
            kinds.Order(StringComparer.Ordinal));
    }

    /// <summary>Gates that were recorded at these weights hand on what they would hand on without being held.</summary>
    [Theory]
    [MemberData(nameof(Graphs))]
    public void Held_gates_change_nothing_where_they_were_recorded(string name)
    {
        Network graph = Make(name);
        var network = new WeightNetwork(graph, seed: 11);
        (float[] inputs, byte[] labels) = Examples(graph, 9);
        var pass = new BatchPass(network, 9, new MatrixWorkspace());
        var seen = new List<(float[] Scores, float[] Derivatives)>();
        foreach (Espalier.Training.Gradients.Gates gates in Enum.GetValues<Espalier.Training.Gradients.Gates>())
        {
            pass.Gates = gates;
            inputs.CopyTo(pass.Inputs(9));
            pass.Differentiate(labels, threads: 2);
            seen.Add((pass.Scores.ToArray(), [.. network.Layers.SelectMany(layer => layer.Gradient.Span.ToArray())]));
        }

        Assert.Equal(seen[0].Scores, seen[2].Scores);
        Assert.Equal(seen[0].Derivatives, seen[1].Derivatives);
        foreach ((float free, float held) in seen[0].Derivatives.Zip(seen[2].Derivatives)) Assert.Equal(free, held, 1e-6f);
    }

    [Fact]
    public void An_operator_without_a_gradient_is_named()
    {
        var graph = new Network(new Shape(4), new Dense(new Tensor(new Shape(3, 4), new float[12])), new Softmax(false));
        InvalidInputException refusal = Assert.Throws<InvalidInputException>(
            () => new BatchPass(new WeightNetwork(graph, 1), 4, new MatrixWorkspace()));
        Assert.Contains("softmax", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("lenet", "ecc8a9fc29c1893b")]
    [Trait(InstructionSets.InstructionSetMatrixTests.Trait, "any")]
    public void Instruction_sets_change_nothing(string name, string digest)
    {
        Network graph = Make(name);
        var network = new WeightNetwork(graph, seed: 11);
        (float[] inputs, byte[] labels) = Examples(graph, 3);
        Differentiate(network, inputs, labels, threads: 2);
        foreach (TrainableLayer layer in network.Layers) layer.Step(new StepSettings(0.1f, 0.9f, 0), new Crew(), 1);
        Assert.Equal(digest, TrainingRuns.Digest(network));
    }

    private static int Check(double found, (double Left, double Right) slopes, string place)
    {
        double middle = (slopes.Left + slopes.Right) / 2, reach = Math.Abs(slopes.Left - slopes.Right) / 2;
        // At a kink of a ReLU or of a maximum there are two slopes, and any between them may be meant.
        bool isKink = reach > Tolerance;
        Assert.True(Math.Abs(found - middle) < (isKink ? reach : 0) + Tolerance, $"{place}: {found}, not {middle} ± {reach}");
        return isKink ? 1 : 0;
    }

    private static (double Left, double Right) Slopes(Network network, int grid, int element, bool isBias, float[] inputs, byte[] labels)
    {
        double here = Loss(network, inputs, labels);
        double Moved(double by) => Loss(Perturbed(network, grid, element, isBias, by), inputs, labels);
        return ((here - Moved(-Difference)) / Difference, (Moved(Difference) - here) / Difference);
    }

    private static Network Perturbed(Network network, int grid, int element, bool isBias, double by)
    {
        int next = 0;
        return network.Map((made, _) =>
        {
            if (made.Grid is not { } weights || next++ != grid) return made;
            return made.Form.WithWeights(
                Moved(weights.Weights, isBias ? -1 : element), weights.Bias is null ? null : Moved(weights.Bias, isBias ? element : -1));
        });

        Tensor Moved(Tensor tensor, int at)
        {
            var values = new double[tensor.Length];
            tensor.CopyTo(values);
            if (at >= 0) values[at] += by;
            return new Tensor(tensor.Shape, values);
        }
    }

    private static double Loss(Network network, float[] inputs, byte[] labels)
    {
        var scores = new double[labels.Length * network.OutputShape.Length];
        Forward.Run(network, Array.ConvertAll(inputs, value => (double)value), scores, labels.Length, threads: 1);
        return scores.Chunk(network.OutputShape.Length).Select(
            (row, i) => Math.Log(row.Sum(score => Math.Exp(score - row.Max()))) - (row[labels[i]] - row.Max())).Average();
    }

    private static void Differentiate(TrainableNetwork network, float[] inputs, byte[] labels, int threads)
    {
        var pass = new BatchPass(network, labels.Length, new MatrixWorkspace());
        network.Settle(new Crew(), threads);
        inputs.CopyTo(pass.Inputs(labels.Length));
        pass.Differentiate(labels, threads);
    }

    private static (float[] Inputs, byte[] Labels) Examples(Network graph, int count)
    {
        var stream = new RandomStream(3, 0, StreamPurpose.Sampling);
        float[] inputs = [.. Enumerable.Range(0, count * graph.InputShape.Length).Select(i => stream.UniformSingle((ulong)i))];
        return (inputs, [.. Enumerable.Range(0, count).Select(i => (byte)(i % Classes))]);
    }

    private static Network Make(string name)
    {
        var build = new GraphBuilder(name == "lenet" ? new Shape(1, 28, 28) : new Shape(2, 7, 6));
        int x = GraphBuilder.Input;
        switch (name)
        {
            case "convolution":
                x = build.Add(new Relu(), build.Add(Kernel(7, 2, 3, 3, new Window(), isBiased: true), x));
                x = build.Add(new Relu(), build.Add(Kernel(5, 7, 2, 3, Window.Uniform(1, 1), isBiased: false), x));
                break;
            case "strides":
                x = build.Add(new Relu(), build.Add(Kernel(4, 2, 3, 3, new Window(2, 3, 1, 0, 2, 1), isBiased: true), x));
                x = build.Add(Kernel(3, 4, 2, 1, new Window(2, 2, 0, 0, 1, 0), isBiased: false), x);
                break;
            case "cropped":
                // More padding than the kernel's reach, so that the way back must cut rows off.
                x = build.Add(Kernel(3, 2, 2, 2, new Window(1, 1, 3, 2, 3, 2), isBiased: false), x);
                x = build.Add(Kernel(2, 3, 1, 1, new Window(1, 2, 2, 1, 0, 1), isBiased: false), build.Add(new Relu(), x));
                break;
            case "overlap":
                x = build.Add(
                    new MaxPooling(3, 2, new Window(2, 1, 1, 0, 1, 1)), build.Add(Kernel(3, 2, 3, 3, Window.Uniform(1, 1), isBiased: true), x));
                break;
            case "sums":
                int first = build.Add(Kernel(3, 2, 3, 3, Window.Uniform(1, 1), isBiased: true), x);
                int second = build.Add(Kernel(3, 3, 3, 3, Window.Uniform(1, 1), isBiased: false), build.Add(new Relu(), first));
                x = build.Add(new Relu(), build.Add(new Add(), first, second, first));
                break;
            case "joined":
                int left = build.Add(new Relu(), build.Add(Kernel(3, 2, 3, 3, Window.Uniform(1, 1), isBiased: true), x));
                int right = build.Add(Kernel(2, 2, 1, 1, new Window(), isBiased: false), x);
                x = build.Add(new Concat(), left, right, left);
                x = build.Add(new Concat(Axis: 2), x, x);
                break;
            case "affine":
                x = build.Add(new ElementwiseAffine(new Tensor(new Shape(2, 1, 1), [1.5f, -0.5f]), new Tensor(new Shape(), [0.25f])), x);
                x = build.Add(Kernel(4, 2, 3, 3, new Window(), isBiased: false), x);
                x = build.Add(
                    new ElementwiseAffine(new Tensor(new Shape(4, 1, 1), [1.5f, -2, 0.5f, 1]), new Tensor(new Shape(4, 1, 1), [0.5f, 0, -1, 0.1f])),
                    x);
                x = build.Add(new Relu(), x);
                break;
            case "split":
                x = build.Add(Dense(6, build.ShapeOf(build.Add(new Flatten(), x)).Length), build.Count);
                x = build.Add(new Relu(), build.Add(new SplitSigns(), x));
                break;
            default:
                return WithClasses(Blueprints.LeNet5());
        }

        if (build.ShapeOf(x).Rank > 1) x = build.Add(new Flatten(), x);
        return build.Build(build.Add(Dense(Classes, build.ShapeOf(x).Length), x));
    }

    private static Network WithClasses(Network network) => network.Map((made, node) =>
        node + 1 == network.Nodes.Length ? Dense(Classes, made.Grid!.Inputs) : made);

    private static Convolution Kernel(int outputs, int channels, int height, int width, Window window, bool isBiased) =>
        new(Zeros(outputs, channels, height, width), isBiased ? Zeros(outputs) : null, window);

    private static Dense Dense(int outputs, int inputs) => new(Zeros(outputs, inputs), Zeros(outputs));

    private static Tensor Zeros(params int[] extents) => new(new Shape(extents), new float[new Shape(extents).Length]);
}
