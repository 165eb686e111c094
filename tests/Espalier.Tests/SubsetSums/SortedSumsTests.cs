using Espalier.SubsetSums;
using Espalier.Tests.InstructionSets;

namespace Espalier.Tests.SubsetSums;

/// <summary>The vector kernels against their scalar twins, bit for bit.</summary>
public sealed unsafe class SortedSumsTests
{
    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(8)]
    [InlineData(11)]
    [Trait(InstructionSetMatrixTests.Trait, "any")]
    public void Sorted_lists_are_the_same_with_and_without_vectors(int count)
    {
        for (int seed = 0; seed < 20; seed++)
        {
            (int[] vector, int[] scalar, int[] sorted) = Lists(seed, count, seed % 3 == 0 ? 4 : 1 << 20);
            Assert.True(sorted.AsSpan().SequenceEqual(scalar), $"seed {seed}");
            Assert.True(sorted.AsSpan().SequenceEqual(vector), $"seed {seed}");
        }
    }

    [Theory]
    [InlineData(4)]
    [InlineData(7)]
    [InlineData(9)]
    [Trait(InstructionSetMatrixTests.Trait, "any")]
    public void Sweeps_find_the_same_pairs_with_and_without_vectors(int count)
    {
        for (int seed = 0; seed < 40; seed++)
        {
            int largest = seed % 4 == 0 && count < 9 ? 3 : 1 << 18;
            int[] low = Lists(seed, count, largest).Vector;
            int[] high = Lists(seed + 1000, count, largest).Vector;
            int target = new System.Random(seed).Next(-10, low[^1] + high[^1] + 10);
            int limit = seed % 2 == 0 ? int.MaxValue : 50;
            Assert.Equal(Walk(low, high, target, limit, vectors: false), Walk(low, high, target, limit, vectors: true));
        }
    }

    private static IEnumerable<(int Low, int High)> Walk(int[] low, int[] high, int target, int limit, bool vectors)
    {
        var window = new SearchWindow();
        window.Reset(limit, 10);
        fixed (int* lowSums = low, highSums = high)
            Espalier.SubsetSums.TwoPointers.Run(lowSums, highSums, low.Length, target, 0, window, vectors);
        Assert.False(window.Overflowed);
        window.Sort();
        return [.. window.Pairs.ToArray().Select(pair => (pair.Low, pair.High)).Order()];
    }

    private static (int[] Vector, int[] Scalar, int[] Sorted) Lists(int seed, int count, int largest)
    {
        var random = new System.Random(seed);
        int[] units = [.. Enumerable.Range(0, 2 * count).Select(_ => random.Next(largest))];
        int size = 1 << count;
        int[] lowBuffers = new int[2 * size];
        int[] highBuffers = new int[2 * size];
        int[] sorted = [
            .. Enumerable.Range(0, size).Select(mask => Enumerable.Range(0, count).Sum(i => ((mask >> i) & 1) * units[count + i])).Order(),
        ];
        fixed (int* low = units, lowMemory = lowBuffers, highMemory = highBuffers)
        {
            (_, nint high) = SortedSums.Build(low, low + count, count, lowMemory, highMemory, vectors: true);
            int[] vector = new Span<int>((int*)high, size).ToArray();
            (_, high) = SortedSums.Build(low, low + count, count, lowMemory, highMemory, vectors: false);
            return (vector, new Span<int>((int*)high, size).ToArray(), sorted);
        }
    }
}
