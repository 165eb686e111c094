using Espalier.Graphs;
using Espalier.Graphs.Operators;
using Espalier.Tests.InstructionSets;
using static Espalier.Tests.Graphs.ConvolutionTests;

namespace Espalier.Tests.Graphs;

/// <summary>3×3 convolutions of many channels against the sums that <c>Winograd</c> names, taken one by one, and against float64.</summary>
[Trait(InstructionSetMatrixTests.Trait, "any")]
public sealed class WinogradTests
{
    public static TheoryData<int, int, int, int, int, int> Cases => new()
    {
        // Channels, height, width, output channels, padding above and to the left, padding below and to the right.
        { 16, 7, 7, 16, 1, 1 },
        { 70, 7, 9, 17, 1, 1 },
        { 17, 28, 27, 33, 1, 1 },
        { 20, 3, 3, 16, 0, 0 },
        { 16, 4, 65, 70, 0, 2 },
        { 200, 5, 6, 24, 2, 1 },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Every_bit_is_that_of_sixteen_chains(int channels, int height, int width, int made, int before, int behind)
    {
        Network network = Of(channels, height, width, made, before, behind);
        const int Count = 3;
        float[] inputs = Values(3, Count * network.InputShape.Length);
        float[] expected = [.. inputs.Chunk(network.InputShape.Length).SelectMany(image => OneByOne(network, image))];
        for (int threads = 1; threads <= 5; threads += 2)
            Outputs.RequireSameBits(expected, Outputs.InSingle(network, inputs, threads), $"{threads} threads");
        float[] alone = Outputs.InSingle(network, inputs[..network.InputShape.Length], 2);
        Outputs.RequireSameBits(expected[..alone.Length], alone, "alone");

        double[] wide = Wide(network, inputs);
        double scale = wide.Max(Math.Abs);
        Assert.True(wide.Zip(expected).All(pair => Math.Abs(pair.First - pair.Second) <= 2e-6 * scale));
    }

    [Theory]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NaN)]
    [InlineData(1e37f)]
    [InlineData(-3e38f)]
    public void An_image_that_could_leave_float32_is_computed_by_chains_and_leaves_those_beside_it_alone(float loud)
    {
        Network network = Of(24, 9, 8, 20, 1, 1);
        int inside = network.InputShape.Length, outside = network.OutputShape.Length;
        float[] inputs = Values(5, 3 * inside), calm = Outputs.InSingle(network, inputs);
        inputs[inside + 37] = loud;
        float[] found = Outputs.InSingle(network, inputs, 2);
        Outputs.RequireSameBits(calm[..outside], found[..outside], "before");
        Outputs.RequireSameBits(calm[(2 * outside)..], found[(2 * outside)..], "behind");

        // Outputs that do not see the loud number are finite, though it shares a tile with them.
        double[] wide = Wide(network, inputs[inside..(2 * inside)]);
        Assert.All(
            wide.Zip(found[outside..(2 * outside)]),
            pair => Assert.True(
                double.IsFinite(pair.First)
                    ? Math.Abs(pair.First - pair.Second) <= 1e-5 * Math.Max(10, Math.Abs(pair.First))
                    : !float.IsFinite(pair.Second)));
    }

    [Fact]
    public void Sums_and_clips_at_hand_change_no_bit()
    {
        var first = new Convolution(Drawn(1, 16, 16, 3, 3), Drawn(2, 16), Window.Uniform(1, 1));
        var second = new Convolution(Drawn(3, 16, 16, 3, 3), null, Window.Uniform(1, 1));
        Node[] nodes = [new(first, [0]), new(new Relu(), [1]), new(second, [2]), new(new Add(), [3, 0]), new(new Relu(), [4])];
        var network = new Network(new Shape(16, 6, 7), [.. nodes]);
        float[] image = Values(7, network.InputShape.Length);
        float[] hidden = [.. Outputs.InSingle(new Network(network.InputShape, first), image).Select(value => value <= 0 ? 0 : value)];
        float[] expected = [
            .. Outputs.InSingle(new Network(network.InputShape, second), hidden).Zip(image, (a, b) => a + b).Select(value => value <= 0 ? 0 : value),
        ];
        for (int threads = 1; threads <= 3; threads++)
            Outputs.RequireSameBits(expected, Outputs.InSingle(network, image, threads), $"{threads} threads");
    }

    private static Network Of(int channels, int height, int width, int made, int before, int behind) => new(
        new Shape(channels, height, width),
        new Convolution(Drawn(1, made, channels, 3, 3), Drawn(2, made), new Window(1, 1, before, before, behind, behind)));

    private static float[] OneByOne(Network network, float[] image)
    {
        var layer = (Convolution)network.Nodes[0].Operator;
        Shape input = network.InputShape, output = network.OutputShape;
        float[] weights = new float[layer.Weights.Length], bias = new float[output[0]], made = new float[output.Length];
        layer.Weights.CopyTo(weights);
        layer.Bias!.CopyTo(bias);
        float At(int c, int y, int x)
        {
            (y, x) = (y - layer.Window.Top, x - layer.Window.Left);
            return y < 0 || y >= input[1] || x < 0 || x >= input[2] ? 0 : image[(((c * input[1]) + y) * input[2]) + x];
        }

        for (int row = 0; row < output[0]; row++)
        {
            for (int y = 0; y < output[1]; y += 2)
            {
                for (int x = 0; x < output[2]; x += 2)
                {
                    var sums = new float[4, 4];
                    for (int c = 0; c < input[0]; c++)
                    {
                        float[,] kernel = Kernel(weights.AsSpan(((row * input[0]) + c) * 9, 9)), patch = Patch((i, j) => At(c, y + i, x + j));
                        for (int i = 0; i < 16; i++)
                            sums[i / 4, i % 4] = MathF.FusedMultiplyAdd(kernel[i / 4, i % 4], patch[i / 4, i % 4], sums[i / 4, i % 4]);
                    }

                    for (int i = 0; i < 4; i++)
                    {
                        int down = y + (i / 2), right = x + (i % 2);
                        if (down < output[1] && right < output[2])
                            made[(((row * output[1]) + down) * output[2]) + right] = Output(sums, i / 2, i % 2) + bias[row];
                    }
                }
            }
        }

        return made;
    }

    private static float[,] Kernel(ReadOnlySpan<float> g)
    {
        double[,] half = new double[4, 3];
        var made = new float[4, 4];
        for (int x = 0; x < 3; x++)
        {
            (double a, double b, double c) = (g[x], g[3 + x], g[6 + x]);
            (half[0, x], half[1, x], half[2, x], half[3, x]) = (a, (a + b + c) / 2, (a - b + c) / 2, c);
        }

        for (int y = 0; y < 4; y++)
        {
            (double a, double b, double c) = (half[y, 0], half[y, 1], half[y, 2]);
            (made[y, 0], made[y, 1], made[y, 2], made[y, 3]) = ((float)a, (float)((a + b + c) / 2), (float)((a - b + c) / 2), (float)c);
        }

        return made;
    }

    private static float[,] Patch(Func<int, int, float> at)
    {
        var across = new float[4, 4];
        var made = new float[4, 4];
        for (int y = 0; y < 4; y++)
        {
            across[y, 0] = at(y, 0) - at(y, 2);
            across[y, 1] = at(y, 1) + at(y, 2);
            across[y, 2] = at(y, 2) - at(y, 1);
            across[y, 3] = at(y, 1) - at(y, 3);
        }

        for (int x = 0; x < 4; x++)
        {
            made[0, x] = across[0, x] - across[2, x];
            made[1, x] = across[1, x] + across[2, x];
            made[2, x] = across[2, x] - across[1, x];
            made[3, x] = across[1, x] - across[3, x];
        }

        return made;
    }

    private static float Output(float[,] sums, int down, int right)
    {
        float Column(int x) => down == 0 ? (sums[0, x] + sums[1, x]) + sums[2, x] : (sums[1, x] - sums[2, x]) - sums[3, x];
        return right == 0 ? (Column(0) + Column(1)) + Column(2) : (Column(1) - Column(2)) - Column(3);
    }

    private static double[] Wide(Network network, float[] inputs) => Outputs.Of(network, [.. inputs.Select(value => (double)value)]);
}
