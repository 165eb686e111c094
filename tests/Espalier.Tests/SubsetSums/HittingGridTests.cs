using Espalier.Numerics.Random;
using Espalier.SubsetSums;
using Espalier.SubsetSums.Hitting;
using Espalier.Tests.InstructionSets;

namespace Espalier.Tests.SubsetSums;

/// <summary>Whole grids against their weights one by one.</summary>
public sealed class HittingGridTests
{
    private const int Columns = 37;
    private const int Rows = 61;
    private const int BlockRows = 110;
    private static readonly float[] Weights = Draw(Rows * Columns, 5, new NormalDistribution(0.3));
    private static readonly float[] Shared = Draw(BlockRows * Columns, 6, new UniformDistribution(-1, 1));
    private static readonly double[] Tolerances = [.. Enumerable.Range(0, Rows).Select(row => row % 7 == 0 ? 1e-4 : 0.01 * (1 + (row % 3)))];

    public static TheoryData<string, int> Sources => new()
    {
        { "uniform(-1,1)", 0 }, { "normal(0.4)", 0 }, { "hyperbolic(0.001,1)", 0 }, { "uniform(-2,2)", 1 }, { "uniform(-2,2)", -1 },
    };

    [Slow]
    [Theory]
    [MemberData(nameof(Sources))]
    [Trait(InstructionSetMatrixTests.Trait, "any")]
    public void A_grid_is_its_weights_one_by_one(string law, int sign)
    {
        HittingCandidates candidates = Candidates(law, sign);
        ulong[] masks = new ulong[Weights.Length];
        HittingRow[] rows = HittingWidths.SolveGrid(candidates, Weights, Tolerances, masks, 2, cancel: TestContext.Current.CancellationToken)!;
        var search = new PrefixSearch();
        Distribution distribution = Distribution.Parse(law);
        for (int row = 0; row < Rows; row++)
        {
            var expected = default(HittingRow);
            for (int column = 0; column < Columns; column++)
            {
                int weight = (row * Columns) + column;
                IEnumerable<int> places = Enumerable.Range(0, candidates.CountOf(column));
                double[] list = [.. places.Select(k => Independent(distribution, sign, weight, candidates.Row(column, k)))];
                Assert.Equal(list[3], candidates.At(weight, 3));
                HittingResult result = HittingWidths.Solve(list, Weights[weight], Tolerances[row], null, search, vectors: false);
                Assert.True(result.Mask == masks[weight], $"weight {weight}: {result.Mask:X} is not {masks[weight]:X}");
                expected = expected.With([result]);
            }

            Assert.Equal(expected, rows[row]);
            Assert.Equal(0, rows[row].Misses);
            Assert.True(rows[row].MaxError <= Tolerances[row]);
        }
    }

    [Fact]
    public void Threads_and_pieces_change_nothing()
    {
        HittingCandidates candidates = Candidates("uniform(-1,1)", 0);
        ulong[] one = new ulong[Weights.Length];
        ulong[] three = new ulong[Weights.Length];
        HittingRow[]? rows = HittingWidths.SolveGrid(candidates, Weights, Tolerances, one, 1, cancel: TestContext.Current.CancellationToken);
        Assert.Equal(rows!, HittingWidths.SolveGrid(candidates, Weights, Tolerances, three, 3, cancel: TestContext.Current.CancellationToken)!);
        Assert.Equal(one, three);

        var part = new HittingResult[100];
        double[] tolerances = [.. Enumerable.Range(500, 100).Select(weight => Tolerances[weight / Columns])];
        HittingWidths.Solve(candidates, 500, Weights.AsSpan(500, 100), tolerances, part);
        Assert.Equal(one[500..600], part.Select(result => result.Mask));
    }

    /// <summary>Units of such candidates leave the range of float32, in which the first widths of many weights are tried at once.</summary>
    [Theory]
    [InlineData(1e-26f)]
    [InlineData(1e38f)]
    public void Candidates_of_extreme_size_have_the_widths_of_their_weights(float size)
    {
        string law = FormattableString.Invariant($"uniform(-{size:R},{size:R})");
        HittingCandidates candidates = HittingCandidates.Direct(Distribution.Parse(law), new RandomStream(9, 4), 50);
        float[] weights = [.. Weights.Take(50).Select(weight => weight * size)];
        double[] tolerances = [.. Enumerable.Repeat(0.05 * size, 50)];
        var results = new HittingResult[50];
        HittingWidths.Solve(candidates, 0, weights, tolerances, results);
        for (int weight = 0; weight < 50; weight++)
        {
            double[] list = [.. Enumerable.Range(0, SubsetSum.MaxCandidates).Select(k => candidates.At(weight, k))];
            Assert.Equal(HittingWidths.Solve(list, weights[weight], tolerances[weight]), results[weight]);
        }
    }

    [Fact]
    public void Block_rows_are_those_of_the_wanted_sign()
    {
        HittingCandidates positive = Candidates("uniform(-2,2)", 1);
        for (int column = 0; column < Columns; column++)
        {
            int[] rows = [.. Enumerable.Range(0, BlockRows).Where(k => Shared[(k * Columns) + column] > 0).Take(SubsetSum.MaxCandidates)];
            Assert.Equal(rows.Length, positive.CountOf(column));
            Assert.Equal(rows, Enumerable.Range(0, rows.Length).Select(k => positive.Row(column, k)));
        }
    }

    [Fact]
    public void Shortest_codes_cost_no_more_than_shortest_prefixes()
    {
        HittingCandidates candidates = Candidates("exponential(0.01,0.2)", 0);
        double[] tolerances = [.. Enumerable.Repeat(0.01, Rows)];
        ulong[] prefixes = new ulong[Weights.Length];
        ulong[] codes = new ulong[Weights.Length];
        HittingWidths.SolveGrid(candidates, Weights, tolerances, prefixes, 1, cancel: TestContext.Current.CancellationToken);
        var code = new PrefixCode(prefixes);
        HittingRow[] rows = HittingWidths.SolveGrid(
            candidates, Weights, tolerances, codes, 2, code: code, cancel: TestContext.Current.CancellationToken)!;
        Assert.All(rows, row => Assert.True(row.Misses == 0 && row.MaxError <= 0.01));
        for (int i = 0; i < codes.Length; i++) Assert.True(code.Costs.Of(codes[i]) <= code.Costs.Of(prefixes[i]));
        Assert.True(PrefixCode.Entropy(codes) < PrefixCode.Entropy(prefixes));
    }

    [Fact]
    public void Stops_when_told_and_refuses_what_is_not_finite()
    {
        HittingCandidates candidates = Candidates("uniform(-1,1)", 0);
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        Assert.Null(HittingWidths.SolveGrid(candidates, Weights, Tolerances, new ulong[Weights.Length], 2, cancel: cancelled.Token));
        float[] broken = [.. Weights];
        broken[40] = float.NaN;
        InvalidInputException error = Assert.Throws<InvalidInputException>(() => HittingWidths.SolveGrid(
            candidates, broken, Tolerances, new ulong[Weights.Length], 2, cancel: TestContext.Current.CancellationToken));
        Assert.Equal("index 40", error.Place);
    }

    private static HittingCandidates Candidates(string law, int sign) => sign == 0
        ? HittingCandidates.Direct(Distribution.Parse(law), new RandomStream(9, 4), Weights.Length)
        : HittingCandidates.Products(Distribution.Parse(law), new RandomStream(9, 4), Weights.Length, Columns, Shared, sign);

    /// <summary>The layout as the documentation states it.</summary>
    private static double Independent(Distribution law, int sign, int weight, int row)
    {
        double number = law.At(new RandomStream(9, 4), (ulong)((row * Weights.Length) + weight));
        return sign == 0 ? number : Shared[(row * Columns) + (weight % Columns)] * number;
    }

    private static float[] Draw(int count, uint tensor, Distribution law)
    {
        float[] numbers = new float[count];
        law.Fill(new RandomStream(9, tensor), 0, numbers);
        return numbers;
    }
}
