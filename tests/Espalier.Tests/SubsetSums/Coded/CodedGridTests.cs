using System.Security.Cryptography;
using Espalier.Numerics.Random;
using Espalier.SubsetSums.Coded;
using Espalier.SubsetSums.Yardsticks;
using Espalier.Tests.InstructionSets;

namespace Espalier.Tests.SubsetSums.Coded;

public sealed class CodedGridTests
{
    [Theory]
    [InlineData(1, 1, 4, 12)]
    [InlineData(1, 2, 1, 14)]
    [InlineData(3, 1, 5, 10)]
    [InlineData(1, 5, 3, 9)]
    [InlineData(2, 7, 2, 8)]
    [InlineData(3, 25, 4, 10)]
    [InlineData(40, 25, 3, 9)]
    [InlineData(5, 130, 1, 8)]
    [InlineData(7, 133, 5, 11)]
    public void What_is_decoded_is_a_value_of_the_word_at_the_scale_of_its_row(int rows, int columns, int bits, int window)
    {
        float[] weights = Normal(rows * columns);
        var coding = new GridCoding(bits, window, 20, 0, 7, 1, Rotated: false);
        CodedGrid grid = GridSearch.Code(coding, rows, columns, weights, [], new CodingWorkspace(1));
        var decoded = new float[weights.Length];
        grid.Decode(decoded);
        float[] values = coding.Values();
        for (int i = 0; i < decoded.Length; i++)
        {
            int at = WindowReader.WindowAt(coding, grid.Word.Span, decoded.Length, i);
            float scale = ScaleSteps.Scale(grid.ScaleBase, grid.Scales.Span[i / columns / GridCoding.RowsPerScale(columns)]);
            Assert.Equal(values[at] * scale, decoded[i]);
        }

        Assert.Equal(((long)bits * rows * columns) + (8 * grid.Scales.Length) + 32, grid.Bits);
        Assert.True(grid.Word.Length * 8L < ((long)bits * rows * columns) + 8);
    }

    [Fact]
    public void A_short_word_is_the_best_of_all()
    {
        // Seven weights of two bits in a window of 16 go round; every word is tried here again, by reading its bits.
        var coding = new GridCoding(2, 16, 24, 3, 5, 0, Rotated: false);
        float[] values = coding.Values();
        float[] factors = [1, 0.5f, 1, 2, 1, 1, 0.25f];
        float[] shifts = Normal(7);
        var symbols = new byte[7];
        ShortWord.Code(16, 2, values, factors, shifts, symbols);
        double least = double.PositiveInfinity;
        for (int word = 0; word < 1 << 14; word++)
        {
            byte[] bytes = [(byte)(word >> 6), (byte)(word << 2)];
            double cost = 0;
            for (int t = 0; t < 7; t++) cost += Math.Pow((factors[t] * values[WindowReader.WindowAt(coding, bytes, 7, t)]) + shifts[t], 2);
            least = Math.Min(least, cost);
        }

        Assert.Equal(least, ShortWord.Cost(16, 2, values, factors, shifts, symbols), 1e-4);
    }

    [Slow]
    [Theory]
    [InlineData(4, 10, 12)]
    [InlineData(2, 7, 30)]
    [InlineData(1, 6, 60)]
    [InlineData(4, 12, 600)]
    [InlineData(2, 11, 300)]
    [InlineData(1, 9, 700)]
    public void A_circular_word_is_the_best_if_short_and_near_it_if_long(int bits, int window, int weights)
    {
        // The best word over all prefixes of its cut takes 2^(L−k) searches.
        var coding = new GridCoding(bits, window, 32, 1, 1, 0, Rotated: false);
        float[] values = coding.Values();
        var trellis = new Trellis(window, bits, values, TrellisKernels.Widest(window, bits));
        float[] factors = [.. Enumerable.Repeat((float)(1 / WindowValues.RootMeanSquare(values)), weights)];
        (double found, double best) = (0, 0);
        bool exact = CircularSearch.IsExact(trellis.Layout, weights);
        for (uint trial = 0; trial < 8; trial++)
        {
            var shifts = new float[weights];
            new RandomStream(8, trial, StreamPurpose.Experiment).FillNormal(0, shifts);
            var symbols = new byte[weights];
            new CodingWorkspace(1).Search(trellis, values, factors, shifts, symbols);
            float cost = ShortWord.Cost(window, bits, values, factors, shifts, symbols);
            float least = float.PositiveInfinity;
            for (int prefix = 0; prefix < trellis.Layout.Prefixes; prefix++)
                least = Math.Min(least, trellis.Search(new Trellis.Workspace(), factors, shifts, prefix, prefix).Cost);
            Assert.True(exact ? cost == least : cost >= least, $"found {cost}, the least is {least}");
            found += cost;
            best += least;
        }

        Assert.Equal(weights < 100, exact);
        Assert.InRange(found / best, 1, 1.005);
    }

    [Theory]
    [Trait(InstructionSetMatrixTests.Trait, "any")]
    [InlineData(false)]
    [InlineData(true)]
    public void Threads_and_instruction_sets_do_not_change_a_bit(bool rotated)
    {
        float[] weights = Normal(11 * 1000);
        float[] importance = [.. Enumerable.Range(0, 1000).Select(i => 1 + (i % 5f))];
        GridCoding coding = new(3, 9, 32, 0, 3, 0, rotated);
        CodedGrid one = GridSearch.Code(coding, 11, 1000, weights, importance, new CodingWorkspace(1));
        CodedGrid two = GridSearch.Code(coding, 11, 1000, weights, importance, new CodingWorkspace(2));
        Assert.Equal(one.Word.ToArray(), two.Word.ToArray());
        Assert.Equal(one.Scales.ToArray(), two.Scales.ToArray());
        var decoded = new float[weights.Length];
        one.Decode(decoded);
        string digest = Convert.ToHexString(SHA256.HashData(System.Runtime.InteropServices.MemoryMarshal.AsBytes<float>(decoded)))[..16];
        Assert.Equal(rotated ? GoldenRotated : Golden, digest);
    }

    [Theory]
    [InlineData(4, 0.0735)]
    [InlineData(3, 0.142)]
    [InlineData(2, 0.275)]
    public void Normal_weights_come_near_the_limit(int bits, double atMost)
    {
        float[] weights = Normal(16 * 512);
        GridCoding coding = GridCoding.Tested(bits, 1, 0, rotated: false, windowBits: 12);
        double error = RelativeError(GridSearch.Code(coding, 16, 512, weights, [], new CodingWorkspace(1)), weights);
        Assert.InRange(error, GaussianLimit.RelativeError(bits), atMost);
    }

    [Fact]
    public void Rotation_helps_heavy_tails_and_importance_the_weighted_error()
    {
        float[] weights = [.. Normal(32 * 256).Select(x => x * x * x)];
        float[] importance = [.. Enumerable.Range(0, 256).Select(i => i % 4 == 0 ? 1 : 0.01f)];
        GridCoding plain = GridCoding.Tested(3, 1, 0, rotated: false, windowBits: 10);
        var workspace = new CodingWorkspace(1);
        CodedGrid alike = GridSearch.Code(plain, 32, 256, weights, [], workspace);
        CodedGrid weighted = GridSearch.Code(plain, 32, 256, weights, importance, workspace);
        CodedGrid rotated = GridSearch.Code(plain with { Rotated = true }, 32, 256, weights, [], workspace);
        Assert.True(RelativeError(rotated, weights) < 0.9 * RelativeError(alike, weights));
        Assert.True(Weighted(weighted, weights, importance) < 0.7 * Weighted(alike, weights, importance));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Feedback_lessens_the_error_of_outputs(bool rotated)
    {
        const int Rows = 48;
        const int Columns = 40;
        float[] weights = Normal(Rows * Columns);
        var moments = new double[Columns * Columns];
        for (int i = 0; i < Columns; i++)
            for (int j = 0; j < Columns; j++) moments[(i * Columns) + j] = Math.Pow(0.9, Math.Abs(i - j));
        GridCoding coding = GridCoding.Tested(2, 1, 0, rotated, windowBits: 10);
        var workspace = new CodingWorkspace(1);
        double plain = OutputError(GridSearch.Code(coding, Rows, Columns, weights, [], workspace), weights, moments);
        CodedGrid grid = GridSearch.CodeWithFeedback(coding with { ByColumns = true }, Rows, Columns, weights, moments, workspace);
        Assert.True(OutputError(grid, weights, moments) < 0.6 * plain);
        CodedGrid two = GridSearch.CodeWithFeedback(coding with { ByColumns = true }, Rows, Columns, weights, moments, new CodingWorkspace(2));
        Assert.Equal(grid.Word.ToArray(), two.Word.ToArray());
    }

    [Theory]
    [InlineData(4, 14, 10, 60)]
    [InlineData(2, 12, 10, 60)]
    public void Short_words_of_many_columns_come_near_the_best(int bits, int window, int weights, int words)
    {
        // So many words that the best of each is not sought; going round and round finds its prefix nearly as well.
        var coding = new GridCoding(bits, window, 32, 1, 1, 0, Rotated: false);
        float[] values = coding.Values();
        var trellis = new Trellis(window, bits, values, TrellisKernels.Widest(window, bits));
        float[] factors = [.. Enumerable.Repeat((float)(1 / WindowValues.RootMeanSquare(values)), weights)];
        Assert.True(CircularSearch.IsExact(trellis.Layout, weights) && !CircularSearch.IsExact(trellis.Layout, weights, words));
        (double found, double best) = (0, 0);
        for (uint trial = 0; trial < words; trial++)
        {
            var shifts = new float[weights];
            new RandomStream(8, trial, StreamPurpose.Experiment).FillNormal(0, shifts);
            var symbols = new byte[weights];
            new CodingWorkspace(1).Search(trellis, values, factors, shifts, symbols, words);
            found += ShortWord.Cost(window, bits, values, factors, shifts, symbols);
            new CodingWorkspace(1).Search(trellis, values, factors, shifts, symbols);
            best += ShortWord.Cost(window, bits, values, factors, shifts, symbols);
        }

        Assert.InRange(found / best, 1, 1.1);
    }

    [Fact]
    public void Second_moments_are_factored()
    {
        double[] moments = [2, 0.5, 0.3, 0.5, 1, -0.2, 0.3, -0.2, 3];
        var factored = new SecondMoments(3, moments);
        for (int i = 0; i < 3; i++)
            for (int j = 0; j < 3; j++)
            {
                double sum = 0;
                for (int k = Math.Max(i, j); k < 3; k++) sum += Upper(i, k) * factored.Diagonal[k] * Upper(j, k);
                Assert.Equal(moments[(3 * i) + j] + (i == j ? 0.02 : 0), sum, 1e-12);
            }

        double Upper(int i, int k) => i == k ? 1 : factored.Feedback(i, k);
    }

    [Fact]
    public void Zeros_and_extreme_weights_are_coded()
    {
        var weights = new float[4 * 130];
        for (int i = 0; i < 130; i++) (weights[130 + i], weights[260 + i]) = (1e-30f * (i - 64), 1e30f * (i - 64));
        var decoded = new float[weights.Length];
        GridSearch.Code(GridCoding.Tested(4, 1, 0, false, 12), 4, 130, weights, [], new CodingWorkspace(1)).Decode(decoded);
        Assert.All(decoded[..130], value => Assert.Equal(0, value));
        Assert.InRange(Enumerable.Range(260, 130).Max(i => Math.Abs(decoded[i] - weights[i])), 0, 2e31f);
        GridSearch.Code(
            GridCoding.Tested(4, 1, 0, false, 12), 1, 130, weights.AsSpan(130, 130), [], new CodingWorkspace(1)).Decode(decoded.AsSpan(0, 130));
        Assert.InRange(Enumerable.Range(0, 130).Max(i => Math.Abs(decoded[i] - weights[130 + i])), 0, 2e-29f);
    }

    [Fact]
    public void Input_that_is_no_grid_is_refused()
    {
        GridCoding coding = GridCoding.Tested(4, 1, 0, rotated: false);
        var workspace = new CodingWorkspace(1);
        Assert.Throws<ArgumentException>(() => GridSearch.Code(coding, 2, 3, new float[5], [], workspace));
        Assert.Throws<ArgumentException>(() => GridSearch.Code(coding, 1, 2, [1, float.NaN], [], workspace));
        Assert.Throws<ArgumentException>(() => GridSearch.Code(coding, 1, 2, [1, 2], [1, -1], workspace));
        Assert.Throws<ArgumentException>(() => CodedGrid.Decode(coding, 1, 2, 1, new byte[1], new byte[2], new float[2]));
    }

    private const string Golden = "7B76604EDC99CCF8";

    private const string GoldenRotated = "F2A1C91460A1D88B";

    private static float[] Normal(int count)
    {
        var values = new float[count];
        new RandomStream(42, 0, StreamPurpose.Experiment).FillNormal(0, values);
        return values;
    }

    private static double RelativeError(CodedGrid grid, float[] weights) =>
        Math.Sqrt(Weighted(grid, weights, [.. Enumerable.Repeat(1f, grid.Columns)]) / weights.Sum(x => (double)x * x));

    private static double Weighted(CodedGrid grid, float[] weights, float[] importance)
    {
        var decoded = new float[weights.Length];
        grid.Decode(decoded);
        return Enumerable.Range(0, weights.Length).Sum(i => importance[i % importance.Length] * Math.Pow((double)weights[i] - decoded[i], 2));
    }

    private static double OutputError(CodedGrid grid, float[] weights, double[] moments)
    {
        var decoded = new float[weights.Length];
        grid.Decode(decoded);
        double sum = 0;
        for (int row = 0; row < grid.Rows; row++)
            for (int i = 0; i < grid.Columns; i++)
                for (int j = 0; j < grid.Columns; j++) sum += Miss(row, i) * moments[(i * grid.Columns) + j] * Miss(row, j);
        return sum;

        double Miss(int row, int column) => weights[(row * grid.Columns) + column] - decoded[(row * grid.Columns) + column];
    }
}
