using Espalier.Graphs;
using Espalier.Graphs.LinearMaps;
using Espalier.Graphs.Operators;
using Espalier.Numerics.Random;

namespace Espalier.Tests.Graphs.LinearMaps;

/// <summary>Every linear map against its matrix, written out here alone. Numbers are small integers, so all sums are exact.</summary>
public sealed class LinearMapTests
{
    private const int Seeds = 40;

    public static TheoryData<string> Names => [.. Maps(1).Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Actions_are_those_of_the_matrix(string name)
    {
        for (ulong seed = 1; seed <= Seeds; seed++)
        {
            LinearMap map = Maps(seed)[name];
            double[,] matrix = Written(map);
            var workspace = new MapWorkspace { Threads = 1 + (int)(seed % 2) };
            int count = 1 + (int)(seed % 3);
            double[] x = Integers(seed, 1, count * map.Inputs), y = Integers(seed, 2, count * map.Outputs);
            double[] start = Integers(seed, 3, count * map.Outputs);
            double[] forward = [.. start], back = Integers(seed, 4, count * map.Inputs);
            map.Apply(x, forward, count, accumulate: true, workspace);
            double[] fresh = new double[count * map.Outputs], backFresh = [.. back];
            Array.Fill(fresh, 99);
            map.Apply(x, fresh, count, accumulate: false, workspace);
            map.ApplyTransposed(y, back, count, accumulate: true, workspace);
            double[] before = [.. backFresh];
            map.ApplyTransposed(y, backFresh, count, accumulate: false, workspace);
            for (int n = 0; n < count; n++)
            {
                for (int i = 0; i < map.Outputs; i++)
                    Assert.Equal(Sum(map.Inputs, j => matrix[i, j] * x[(n * map.Inputs) + j]), fresh[(n * map.Outputs) + i]);
                for (int j = 0; j < map.Inputs; j++)
                    Assert.Equal(Sum(map.Outputs, i => matrix[i, j] * y[(n * map.Outputs) + i]), backFresh[(n * map.Inputs) + j]);
            }

            Assert.Equal(start.Zip(fresh, (a, b) => a + b), forward);
            Assert.Equal(before.Zip(backFresh, (a, b) => a + b), back);
            RequireEnclosed(map, matrix, seed, workspace);
        }
    }

    /// <summary>⟨A·x, y⟩ = ⟨x, Aᵀ·y⟩, exactly: products of small integers.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void The_transposed_action_is_the_adjoint(string name)
    {
        for (ulong seed = 1; seed <= Seeds; seed++)
        {
            LinearMap map = Maps(seed)[name];
            double[] x = Integers(seed, 5, map.Inputs), y = Integers(seed, 6, map.Outputs);
            double[] ax = new double[map.Outputs], aty = new double[map.Inputs];
            map.Apply(x, ax, 1, accumulate: false, new MapWorkspace());
            map.ApplyTransposed(y, aty, 1, accumulate: false, new MapWorkspace());
            Assert.Equal(ax.Zip(y, (a, b) => (long)a * (long)b).Sum(), x.Zip(aty, (a, b) => (long)a * (long)b).Sum());
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Rows_of_a_matrix_are_combined(string name)
    {
        for (ulong seed = 1; seed <= Seeds; seed++)
        {
            LinearMap map = Maps(seed)[name];
            double[,] matrix = Written(map);
            int[] chosen = [.. Enumerable.Range(0, map.Inputs).Where(j => seed % 4 == 0 || (j + (int)seed) % 3 > 0)];
            const int columns = 8;
            double[] rows = Integers(seed, 7, Math.Max(chosen.Length, 1) * 16), results = Integers(seed, 8, map.Outputs * 24), start = [.. results];
            double[] buffer = [];
            MapOnRows acting = map.OnInputs(chosen, ref buffer);
            acting.Times(rows, 16, columns, results, 24, accumulate: seed % 2 == 0, new MapWorkspace { Threads = 1 + (int)(seed % 2) });
            for (int i = 0; i < map.Outputs; i++)
            {
                for (int c = 0; c < columns; c++)
                {
                    double old = seed % 2 == 0 ? start[(i * 24) + c] : 0;
                    Assert.Equal(old + Sum(chosen.Length, s => matrix[i, chosen[s]] * rows[(s * 16) + c]), results[(i * 24) + c]);
                }

                Assert.Equal(start.AsSpan((i * 24) + columns, 16), results.AsSpan((i * 24) + columns, 16));
            }

            double[] weights = [.. Integers(seed, 9, chosen.Length).Select(Math.Abs)], sums = new double[ColumnMatrix.Padded(map.Outputs)];
            acting.AddAbsolute(weights, sums, new MapWorkspace());
            for (int i = 0; i < map.Outputs; i++) Assert.Equal(Sum(chosen.Length, s => Math.Abs(matrix[i, chosen[s]]) * weights[s]), sums[i]);
            double[] scaled = Integers(seed, 10, map.Outputs * 64);
            if (chosen.Length > 60) continue;
            double[] before = [.. scaled];
            map.ScaledColumns(chosen, weights, scaled.AsSpan(2), 64, accumulate: seed % 2 == 0);
            for (int i = 0; i < map.Outputs; i++)
            {
                for (int s = 0; s < chosen.Length; s++)
                {
                    double old = seed % 2 == 0 ? before[(i * 64) + 2 + s] : 0;
                    Assert.Equal(old + (matrix[i, chosen[s]] * weights[s]), scaled[(i * 64) + 2 + s]);
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Parts_and_differences_are_maps_too(string name)
    {
        for (ulong seed = 1; seed <= Seeds; seed++)
        {
            LinearMap map = Maps(seed)[name], same = Maps(seed)[name];
            double[,] matrix = Written(map);
            Assert.Null(map.Minus(same));
            Assert.Null(map.Minus(map));
            int output = (int)(seed % (ulong)map.Outputs);
            double[,] row = Written(map.ForOutput(output));
            double[,] split = Written(map.AfterSplit());
            var other = new DenseMap(map.Outputs, map.Inputs, Integers(seed, 11, map.Outputs * map.Inputs));
            double[,] difference = Written(map.Minus(other)!);
            double largestRow = 0;
            for (int i = 0; i < map.Outputs; i++)
            {
                for (int j = 0; j < map.Inputs; j++)
                {
                    Assert.Equal(matrix[i, j], split[i, j]);
                    Assert.Equal(-matrix[i, j], split[i, map.Inputs + j]);
                    Assert.Equal(matrix[i, j] - other.Matrix[(i * map.Inputs) + j], difference[i, j]);
                    if (i == output) Assert.Equal(matrix[i, j], row[0, j]);
                }

                largestRow = Math.Max(largestRow, Sum(map.Inputs, j => Math.Abs(matrix[i, j])));
            }

            (double rowSum, double columnSum) = map.LargestSums();
            Assert.True(rowSum >= largestRow);
            Assert.True(columnSum >= Enumerable.Range(0, map.Inputs).Max(j => Sum(map.Outputs, i => Math.Abs(matrix[i, j]))));
        }
    }

    [Fact]
    public void Convolutions_differ_as_convolutions()
    {
        LinearMap a = Convolution(3, 0), b = Convolution(3, 1);
        double[,] first = Written(a), second = Written(b), difference = Written(a.Minus(b)!);
        for (int i = 0; i < a.Outputs; i++)
            for (int j = 0; j < a.Inputs; j++) Assert.Equal(first[i, j] - second[i, j], difference[i, j]);
        Assert.IsType<ConvolutionMap>(a.Minus(b));
    }

    /// <summary>The rows of a convolution, which the other tests start from, against the operator's own evaluation.</summary>
    [Fact]
    public void Convolutions_are_those_of_the_operator()
    {
        for (ulong seed = 1; seed <= Seeds; seed++)
        {
            Network network = new RandomNetworks(seed).Draw();
            if (network.Nodes.Select(node => node.Operator).OfType<Convolution>().FirstOrDefault() is not { } drawn) continue;
            var input = new Shape(drawn.Weights.Shape[1], 5, 6);
            var whole = new Convolution(new Tensor(drawn.Weights.Shape, Integers(seed, 50, drawn.Weights.Length)), null, drawn.Window);
            LinearMap map = AffineSum.Of(whole, [input])!.Maps[0];
            double[,] matrix = Written(map);
            double[] x = Integers(seed, 51, map.Inputs), y = Outputs.Of(new Network(input, whole), x);
            for (int i = 0; i < y.Length; i++) Assert.Equal(Sum(map.Inputs, j => matrix[i, j] * x[j]), y[i]);
        }
    }

    private static void RequireEnclosed(LinearMap map, double[,] matrix, ulong seed, MapWorkspace workspace)
    {
        double[] x = Integers(seed, 12, map.Inputs), radii = [.. Integers(seed, 13, map.Inputs).Select(Math.Abs)];
        double[] y = new double[ColumnMatrix.Padded(map.Outputs)], s = new double[y.Length];
        map.AddEnclosed(x, radii, y, s, workspace);
        for (int i = 0; i < map.Outputs; i++)
        {
            Assert.Equal(Sum(map.Inputs, j => matrix[i, j] * x[j]), y[i]);
            Assert.Equal(Sum(map.Inputs, j => Math.Abs(matrix[i, j]) * radii[j]), s[i]);
        }
    }

    private static Dictionary<string, LinearMap> Maps(ulong seed)
    {
        int n = 1 + (int)(seed % 7);
        return new Dictionary<string, LinearMap>
        {
            ["dense"] = new DenseMap(n + 2, n, Integers(seed, 20, n * (n + 2))),
            ["convolution"] = Convolution(seed, 0),
            ["diagonal"] = new DiagonalMap(Integers(seed, 21, n + 3)),
            ["identity"] = SelectionMap.Identity(n),
            ["negative"] = SelectionMap.Identity(n, -1),
            ["split"] = SelectionMap.Split(n),
            ["nothing"] = SelectionMap.Nothing(n, 3),
            ["placed"] = SelectionMap.Placed(n, 3, 2, n + 4),
            ["taps"] = TapMap.Of(n + 1, n + 5, (i, row) => { row.Add(i, 2); row.Add(i + 3, -3); }),
        };
    }

    private static LinearMap Convolution(ulong seed, ulong salt)
    {
        int Next(uint tensor, int limit) => (int)(new RandomStream(seed, tensor, StreamPurpose.Sampling).Word(0) % (uint)limit);
        var input = new Shape(1 + Next(30, 3), 3 + Next(31, 3), 3 + Next(32, 2));
        var kernel = new Shape(1 + Next(33, 3), input[0], 1 + Next(34, 3), 1 + Next(35, 3));
        var window = new Window(1 + Next(36, 2), 1 + Next(37, 2), Next(38, 2), Next(39, 3), Next(40, 3), Next(41, 2));
        (int height, int width) = window.Slide(input[1], input[2], kernel[2], kernel[3]);
        return new ConvolutionMap(Integers(seed + (1000 * salt), 42, kernel.Length), kernel, input, new Shape(kernel[0], height, width), window);
    }

    private static double[,] Written(LinearMap map)
    {
        var matrix = new double[map.Outputs, map.Inputs];
        var row = new MapRow();
        for (int i = 0; i < map.Outputs; i++)
        {
            map.Row(i, row);
            Assert.True(row.Count <= map.MostTerms);
            for (int k = 0; k < row.Count; k++)
            {
                Assert.True(k == 0 || row.Columns[k] > row.Columns[k - 1]);
                matrix[i, row.Columns[k]] = row.Weights[k];
                Assert.True(row.Weights[k] == 0 || map.Numbers.Contains(row.Weights[k]) || map.Numbers.Contains(-row.Weights[k]));
            }
        }

        return matrix;
    }

    private static double Sum(int count, Func<int, double> term) => Enumerable.Range(0, count).Sum(term);

    /// <summary>Whole numbers from −8 to 8.</summary>
    private static double[] Integers(ulong seed, uint tensor, int count)
    {
        var stream = new RandomStream(seed, tensor, StreamPurpose.Sampling);
        return [.. Enumerable.Range(0, count).Select(i => (double)((int)(stream.Word((ulong)i) % 17) - 8))];
    }
}
