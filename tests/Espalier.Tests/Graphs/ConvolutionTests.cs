using Espalier.Graphs;
using Espalier.Graphs.Operators;
using Espalier.Numerics.Random;
using Espalier.Tests.InstructionSets;

namespace Espalier.Tests.Graphs;

/// <summary>Convolutions bit for bit against the chain that the contract names, and what is fused against the operators one by one.</summary>
[Trait(InstructionSetMatrixTests.Trait, "any")]
public sealed class ConvolutionTests
{
    public static TheoryData<int, int, int, int, int, int, int, int, int> Cases => new()
    {
        // Channels, height, width, output channels, kernel, stride, padding, dilation, groups.
        { 1, 28, 28, 6, 5, 1, 2, 1, 1 },
        { 6, 14, 14, 16, 5, 1, 0, 1, 1 },
        { 3, 30, 31, 9, 7, 2, 3, 1, 1 },
        { 70, 7, 7, 15, 3, 1, 1, 1, 1 },
        { 40, 9, 9, 33, 1, 1, 0, 1, 1 },
        { 24, 12, 11, 40, 1, 2, 0, 1, 1 },
        { 12, 17, 13, 12, 3, 1, 1, 1, 12 },
        { 12, 17, 13, 24, 3, 2, 2, 2, 4 },
        { 2, 6, 50, 3, 3, 3, 0, 2, 1 },
        { 5, 3, 3, 70, 2, 1, 24, 3, 1 },
    };

    [Slow]
    [Theory]
    [MemberData(nameof(Cases))]
    public void Every_bit_is_that_of_the_chain(
        int channels, int height, int width, int made, int kernel, int stride, int padding, int dilation, int groups)
    {
        var window = Window.Uniform(stride, padding) with { DilationY = dilation, DilationX = dilation };
        var layer = new Convolution(Drawn(1, made, channels / groups, kernel, kernel), Drawn(2, made), window, groups);
        var network = new Network(new Shape(channels, height, width), layer);
        const int Count = 3;
        float[] inputs = Values(3, Count * network.InputShape.Length);
        float[] expected = [.. inputs.Chunk(network.InputShape.Length).SelectMany(image => Chains(layer, network, image))];
        for (int threads = 1; threads <= 5; threads += 2)
            Outputs.RequireSameBits(expected, Outputs.InSingle(network, inputs, threads), $"{threads} threads");
        int first = network.InputShape.Length;
        for (int threads = 1; threads <= 4; threads++)
        {
            Outputs.RequireSameBits(
                expected[..network.OutputShape.Length], Outputs.InSingle(network, inputs[..first], threads), $"alone, {threads} threads");
        }

        double[] wide = Outputs.Of(network, [.. inputs.Select(value => (double)value)]);
        double scale = wide.Max(Math.Abs);
        Assert.True(wide.Zip(expected).All(pair => Math.Abs(pair.First - pair.Second) <= 1e-5 * scale));
    }

    [Fact]
    public void What_is_done_with_sums_at_hand_changes_no_bit()
    {
        for (uint seed = 0; seed < 60; seed++)
        {
            Network network = Residual(seed);
            const int Count = 2;
            float[] inputs = Values(100 + seed, Count * network.InputShape.Length);
            float[] expected = [.. inputs.Chunk(network.InputShape.Length).SelectMany(image => OneByOne(network, image))];
            for (int threads = 1; threads <= 3; threads++)
                Outputs.RequireSameBits(expected, Outputs.InSingle(network, inputs, threads), $"seed {seed}");
        }
    }

    [Fact]
    public void Pooling_by_rows_is_the_largest_under_the_kernel()
    {
        for (int code = 0; code < 240; code++)
        {
            (int kernel, int stride, int padding, int dilation) = (2 + (code % 3), 1 + (code / 3 % 4), code / 12 % 2, 1 + (code / 24 % 2));
            (int height, int width) = (7 + (code / 48), 9 + (code % 29));
            var pooling = new MaxPooling(kernel, kernel, Window.Uniform(stride, padding) with { DilationY = dilation, DilationX = dilation });
            var network = new Network(new Shape(2, height, width), pooling);
            float[] image = Values((uint)code, network.InputShape.Length);
            if (code % 4 == 0) image[code % image.Length] = float.NaN;
            if (code % 5 == 0) image.AsSpan(0, image.Length / 2).Fill(-0f);
            float[] found = Outputs.InSingle(network, image);
            for (int at = 0; at < found.Length; at++)
            {
                int x = at % network.OutputShape[2], y = at / network.OutputShape[2] % network.OutputShape[1];
                float best = float.NegativeInfinity;
                for (int tap = 0; tap < kernel * kernel; tap++)
                {
                    int row = (y * stride) - padding + (tap / kernel * dilation), column = (x * stride) - padding + (tap % kernel * dilation);
                    if (row < 0 || row >= height || column < 0 || column >= width) continue;
                    int plane = at / (network.OutputShape[1] * network.OutputShape[2]) * height * width;
                    best = MathF.Max(best, image[plane + (row * width) + column]);
                }

                Assert.True(
                    float.IsNaN(best) ? float.IsNaN(found[at]) : best.Equals(found[at]),
                    $"case {code}, output {at}: {found[at]}, not {best}");
            }
        }
    }

    /// <summary>Two branches of convolutions, normalised or not, added, clipped, and perhaps read twice.</summary>
    private static Network Residual(uint seed)
    {
        int channels = 1 + (int)(seed % 5), made = 2 + (int)(seed % 7);
        var nodes = new List<Node>();
        int Append(Operator next, params int[] reads)
        {
            nodes.Add(new Node(next, [.. reads]));
            return nodes.Count;
        }

        int Branch(uint number, int from)
        {
            var weights = Drawn((10 * seed) + number, made, from == 0 ? channels : made, 3, 3);
            int value = Append(new Convolution(weights, (seed + number) % 2 == 0 ? Drawn(5, made) : null, Window.Uniform(1, 1)), from);
            if ((seed >> (int)number) % 2 == 0) value = Append(new BatchNorm(Drawn(6, made), Drawn(7, made), Drawn(8, made), Positive(made)), value);
            return value;
        }

        int main = Branch(0, 0), side = seed % 3 == 0 ? Branch(1, 0) : main;
        main = Append(new Relu(), main);
        main = Branch(2, main);
        int sum = seed % 2 == 0 ? Append(new Add(), main, side) : Append(new Add(), side, main);
        if (seed % 4 != 0) sum = Append(new Relu(), sum);
        if (seed % 5 == 0) sum = Append(new Add(), sum, sum);
        return new Network(new Shape(channels, 6, 7), [.. nodes]);
    }

    private static float[] OneByOne(Network network, float[] image)
    {
        var values = new List<float[]> { image };
        foreach ((int index, Node node) in network.Nodes.Index())
        {
            // Each operator as a network of its own, which has nothing to fuse.
            if (node.Operator is Add)
                values.Add([.. values[node.Reads[0]].Zip(values[node.Reads[1]], (a, b) => a + b)]);
            else
                values.Add(Outputs.InSingle(new Network(network.Shapes[node.Reads[0]], node.Operator), values[node.Reads[0]]));
            Assert.Equal(network.Shapes[index + 1].Length, values[^1].Length);
        }

        return values[^1];
    }

    private static float[] Chains(Convolution layer, Network network, float[] image)
    {
        Shape input = network.InputShape, output = network.OutputShape;
        (int kernelHeight, int kernelWidth, int channels) = (layer.Weights.Shape[2], layer.Weights.Shape[3], layer.Weights.Shape[1]);
        var made = new float[output.Length];
        for (int at = 0; at < made.Length; at++)
        {
            int channel = at / (output[1] * output[2]), y = at / output[2] % output[1], x = at % output[2];
            int group = channel / (output[0] / layer.Groups);
            float sum = 0;
            for (int k = 0; k < channels * kernelHeight * kernelWidth; k++)
            {
                int row = (y * layer.Window.StrideY) - layer.Window.Top + (k / kernelWidth % kernelHeight * layer.Window.DilationY);
                int column = (x * layer.Window.StrideX) - layer.Window.Left + (k % kernelWidth * layer.Window.DilationX);
                int plane = (group * channels) + (k / (kernelHeight * kernelWidth));
                float element = row < 0 || row >= input[1] || column < 0 || column >= input[2]
                    ? 0
                    : image[(((plane * input[1]) + row) * input[2]) + column];
                sum = MathF.FusedMultiplyAdd((float)layer.Weights[(channel * channels * kernelHeight * kernelWidth) + k], element, sum);
            }

            made[at] = sum + (float)layer.Bias![channel];
        }

        return made;
    }

    internal static Tensor Drawn(uint tensor, params int[] extents) => new(new Shape(extents), Values(tensor, new Shape(extents).Length));

    private static Tensor Positive(int length) => new(new Shape(length), [.. Values(9, length).Select(value => MathF.Abs(value) + 0.1f)]);

    internal static float[] Values(uint tensor, int length)
    {
        var stream = new RandomStream(7, tensor);
        return [.. Enumerable.Range(0, length).Select(i => stream.UniformSingle((ulong)i))];
    }
}
