using Espalier.Certificates;
using Espalier.Tests.Graphs;

namespace Espalier.Tests.Certificates.Exact;

/// <summary>The oracle itself: two number systems agree, and no sample exceeds it.</summary>
public sealed class ExactMaximumTests
{
    [Fact]
    public void Fractions_and_float64_find_the_same_maximum()
    {
        for (int number = 0; number < 150; number++)
        {
            DrawnPairs.Pair pair = DrawnPairs.At(number, coarse: true, mostInputs: 2, mostWidth: 4);
            double exact = ExactMaximum.Exactly(pair.A, pair.B, pair.Box).Near;
            Assert.Equal(exact, ExactMaximum.Near(pair.A, pair.B, pair.Box).Value, 1e-10 * (1 + exact));
        }
    }

    [Fact]
    [Slow]
    public void No_sample_exceeds_the_maximum_and_many_come_close()
    {
        int close = 0;
        for (int number = 0; number < 300; number++)
        {
            DrawnPairs.Pair pair = DrawnPairs.At(number, seed: 3);
            double[][] grid = [.. Grid(pair, pair.Box.Dimension == 3 ? 12 : 60)];
            double[][] differences = [.. Outputs.Difference(pair.A, pair.B, [.. grid.SelectMany(point => point)]).Chunk(pair.A.OutputShape.Length)];
            foreach (OutputNorm norm in Enum.GetValues<OutputNorm>())
            {
                double most = ExactMaximum.Near(pair.A, pair.B, pair.Box, norm).Value;
                double sampled = differences.Max(difference => ExactMaximum.Norm(difference, norm, output: null));
                Assert.True(sampled <= most + (1e-9 * (1 + most)), $"pair {number} ({pair.Kind}): {sampled} at a grid point, above {most}");
                if (sampled >= 0.9 * most) close++;
            }
        }

        Assert.True(close > 500, $"only {close} of 600 maxima are confirmed by a grid");
    }

    private static IEnumerable<double[]> Grid(DrawnPairs.Pair pair, int steps)
    {
        int n = pair.Box.Dimension;
        for (int index = 0; index < Math.Pow(steps + 1, n); index++)
        {
            int rest = index;
            var point = new double[n];
            for (int i = 0; i < n; i++, rest /= steps + 1)
                point[i] = pair.Box.Lower[i] + ((pair.Box.Upper[i] - pair.Box.Lower[i]) * (rest % (steps + 1)) / steps);
            yield return point;
        }
    }
}
