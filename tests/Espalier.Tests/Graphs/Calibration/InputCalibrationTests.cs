using System.Collections.Immutable;
using Espalier.Graphs;
using Espalier.Graphs.Calibration;
using Espalier.Graphs.Operators;
using Espalier.Numerics.Random;

namespace Espalier.Tests.Graphs.Calibration;

public sealed class InputCalibrationTests
{
    private const int Count = 300;

    [Fact]
    public void A_dense_grid_meets_what_the_network_before_it_makes()
    {
        var network = new Network(new Shape(6), Matrix(5, 6, 1), new Relu(), Matrix(3, 5, 2));
        float[] inputs = Normal(Count * 6, 3);
        var before = new Network(new Shape(6), network.Layers[0], network.Layers[1]);
        float[] read = Outputs.InSingle(before, inputs);
        ImmutableArray<InputMoments?> moments = InputCalibration.Of(network, inputs, Count, products: true, threads: 2);
        Assert.Equal([true, false, true], moments.Select(met => met is not null));
        Compare(moments[0]!, inputs, 6);
        Compare(moments[2]!, read, 5);
    }

    [Fact]
    public void A_convolution_meets_its_patches_padding_included()
    {
        var kernels = new Tensor(new Shape(4, 2, 3, 3), Normal(72, 5));
        var network = new Network(new Shape(2, 7, 6), new Convolution(kernels, null, new Window(2, 1, 1, 0, 1, 2)));
        float[] inputs = Normal(20 * 84, 6);
        InputMoments met = InputCalibration.Of(network, inputs, 20, products: true, threads: 1)[0]!;
        // Places 4×6, each patch written out with the definition of the window.
        var patches = new List<float>();
        for (int n = 0; n < 20; n++)
            for (int y = 0; y < 4; y++)
                for (int x = 0; x < 6; x++)
                    for (int c = 0; c < 2; c++)
                        for (int dy = 0; dy < 3; dy++)
                            for (int dx = 0; dx < 3; dx++)
                            {
                                (int row, int column) = ((2 * y) + dy - 1, x + dx);
                                bool inside = row is >= 0 and < 7 && column is >= 0 and < 6;
                                patches.Add(inside ? inputs[(n * 84) + (c * 42) + (row * 6) + column] : 0);
                            }

        Compare(met, [.. patches], 18);
    }

    [Fact]
    public void Threads_and_products_do_not_change_the_squares()
    {
        var network = new Network(new Shape(40), Matrix(30, 40, 1), new Relu(), Matrix(30, 30, 2));
        float[] inputs = Normal(Count * 40, 3);
        InputMoments one = InputCalibration.Of(network, inputs, Count, products: true, threads: 1)[2]!;
        InputMoments two = InputCalibration.Of(network, inputs, Count, products: true, threads: 2)[2]!;
        InputMoments squares = InputCalibration.Of(network, inputs, Count, products: false, threads: 2)[2]!;
        Assert.Equal(one.Products!.Value.ToArray(), two.Products!.Value.ToArray());
        Assert.Null(squares.Products);
        for (int i = 0; i < 30; i++) Assert.Equal(one.MeanSquares.Span[i], squares.MeanSquares.Span[i], 1e-4);
    }

    [Fact]
    public void What_overflows_is_refused()
    {
        var network = new Network(new Shape(1), Matrix(1, 1, 1));
        Assert.Throws<InvalidInputException>(() => InputCalibration.Of(network, [float.PositiveInfinity], 1, false, 1));
    }

    private static void Compare(InputMoments met, float[] vectors, int columns)
    {
        Assert.Equal(vectors.Length / columns, met.Count);
        for (int i = 0; i < columns; i++)
            for (int j = 0; j < columns; j++)
            {
                double mean = 0;
                for (int n = 0; n < met.Count; n++) mean += (double)vectors[(n * columns) + i] * vectors[(n * columns) + j] / met.Count;
                Assert.Equal(mean, met.Products!.Value.Span[(i * columns) + j], 1e-5);
                if (i == j) Assert.Equal(mean, met.MeanSquares.Span[i], 1e-5);
            }
    }

    private static Dense Matrix(int rows, int columns, uint seed) => new(new Tensor(new Shape(rows, columns), Normal(rows * columns, seed)));

    private static float[] Normal(int count, uint seed)
    {
        var values = new float[count];
        new RandomStream(seed, 0, StreamPurpose.Experiment).FillNormal(0, values);
        return values;
    }
}
