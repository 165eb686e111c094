using Espalier.Certificates;
using Espalier.Certificates.Witnesses;
using Espalier.Tests.Certificates.Exact;

namespace Espalier.Tests.Certificates.Witnesses;

public sealed class WitnessSearchTests
{
    [Fact]
    [Slow]
    public void Most_searches_find_the_exact_maximum()
    {
        int found = 0;
        const int Count = 1000;
        for (int number = 0; number < Count; number++)
        {
            DrawnPairs.Pair drawn = DrawnPairs.At(number);
            var pair = new NetworkPair(drawn.A, drawn.B);
            OutputNorm norm = number % 3 == 0 ? OutputNorm.Euclidean : OutputNorm.Largest;
            int? output = number % 3 == 1 ? number % pair.Outputs : null;
            (double exact, _) = ExactMaximum.Near(drawn.A, drawn.B, drawn.Box, norm, output);
            var search = new WitnessSearch(pair, new DifferenceQuestion(drawn.Box, norm, output));
            Witness best = search.Best;
            for (int round = 0; round < 3; round++) best = search.Round(threads: 1, TestContext.Current.CancellationToken);
            Assert.True(drawn.Box.Contains(best.Point.AsSpan()), $"pair {number} ({drawn.Kind}): the witness lies outside");
            Assert.True(best.Value <= exact + (1e-9 * (1 + exact)), $"pair {number} ({drawn.Kind}): {best.Value} exceeds {exact}");
            if (best.Value >= exact - (1e-9 * (1 + exact))) found++;
            else TestContext.Current.TestOutputHelper?.WriteLine($"pair {number} ({drawn.Kind}, {norm}, {output}): {best.Value:R} of {exact:R}");
        }

        Assert.True(found >= 0.97 * Count, $"{found} of {Count} maxima were found");
    }
}
