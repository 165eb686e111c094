using System.Numerics;
using Espalier.SubsetSums.Hitting;

namespace Espalier.Tests.SubsetSums;

public sealed class PrefixCodeTests
{
    /// <summary>A code for all masks at once: Σ 2^-length is 1, but for the rounding of lengths to 2^-10 bit.</summary>
    [Fact]
    public void Lengths_are_those_of_a_code()
    {
        var random = new System.Random(3);
        var code = new PrefixCode([.. Enumerable.Range(0, 1000).Select(_ => (ulong)random.Next(1 << random.Next(0, 17)))]);
        double sum = code.Count(0, 0) > 0 ? Math.Pow(2, -(double)code.Costs.Of(0) / HitCosts.Bit) : 0;
        for (int n = 1; n <= 16; n++)
        {
            for (int k = 1; k <= n; k++)
            {
                ulong mask = (1UL << (n - 1)) | ((1UL << (k - 1)) - 1);
                sum += (double)Choose(n - 1, k - 1) * Math.Pow(2, -(double)code.Costs.Of(mask) / HitCosts.Bit);
            }
        }

        Assert.InRange(sum, 0.999, 1.001);
    }

    [Fact]
    public void Ranks_take_the_logarithm_of_their_number()
    {
        for (int n = 1; n <= 44; n++)
            for (int k = 1; k <= n; k++) Assert.Equal(BigInteger.Log(Choose(n - 1, k - 1), 2), PrefixCode.RankBits(n, k), 1e-11);
        Assert.Equal(0, PrefixCode.RankBits(0, 0));
    }

    /// <summary>Uniform over the 8 subsets of prefix 4: 3 bits each, and nothing for the prefix.</summary>
    [Fact]
    public void Entropy_of_equally_likely_subsets_is_the_logarithm_of_their_number()
    {
        ulong[] masks = [.. Enumerable.Range(8, 8).Select(mask => (ulong)mask)];
        Assert.Equal(8 * 3, PrefixCode.Entropy(masks), 1e-9);
        Assert.Equal(0, PrefixCode.Entropy(new ulong[100]), 1e-9);
        // Half empty, half candidate 1: one bit each.
        Assert.Equal(100, PrefixCode.Entropy([.. Enumerable.Range(0, 100).Select(i => (ulong)(i & 1))]), 1e-9);
    }

    private static BigInteger Choose(int n, int k)
    {
        BigInteger result = 1;
        for (int i = 1; i <= k; i++) result = result * (n - k + i) / i;
        return result;
    }
}
