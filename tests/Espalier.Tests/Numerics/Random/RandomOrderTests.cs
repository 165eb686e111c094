using Espalier.Numerics.Random;

namespace Espalier.Tests.Numerics.Random;

public sealed class RandomOrderTests
{
    private const uint Bound = 3u << 30;

    [Fact]
    public void Bounded_integers_are_uniform_where_scaling_alone_is_not()
    {
        // Below 3·2³⁰, multiply and shift without rejection gives every third integer twice as often.
        var stream = new RandomStream(1, 0, StreamPurpose.Order);
        var integers = new BoundedIntegers(stream);
        int[] counts = new int[3];
        int[] scaled = new int[3];
        for (int i = 0; i < 100_000; i++)
        {
            uint drawn = integers.Below(Bound);
            Assert.True(drawn < Bound);
            counts[drawn % 3]++;
            scaled[(uint)(((ulong)stream.Word((ulong)i) * Bound) >> 32) % 3]++;
        }

        Judge.Accepts(Judge.Equal(counts));
        Judge.Rejects(Judge.Equal(scaled));
    }

    [Fact]
    public void Bounded_integers_below_a_small_bound_are_uniform()
    {
        var integers = new BoundedIntegers(new RandomStream(2, 0, StreamPurpose.Order));
        int[] counts = new int[10];
        int[] modulo = new int[10];
        for (int i = 0; i < 400_000; i++)
        {
            counts[integers.Below(10)]++;
            modulo[integers.Below(256) % 10]++;
        }

        Judge.Accepts(Judge.Equal(counts));
        Judge.Rejects(Judge.Equal(modulo));
    }

    [Fact]
    public void Bounded_integers_follow_their_definition()
    {
        var stream = new RandomStream(3, 1, StreamPurpose.Order);
        var integers = new BoundedIntegers(stream);
        ulong next = 0;
        uint[] bounds = [1, 2, 3, 10, 1000, Bound, 0xFFFF_FFFF, 0x8000_0001];
        for (int i = 0; i < 4000; i++)
        {
            uint bound = bounds[i % bounds.Length];
            // By wide integers: refuse the words whose product's low half is below 2³² mod bound.
            UInt128 product;
            do product = (UInt128)stream.Word(next++) * bound;
            while ((ulong)product % (1UL << 32) < (1UL << 32) % bound);
            Assert.Equal((uint)(product >> 32), integers.Below(bound));
        }
    }

    [Fact]
    public void Bounds_below_one_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new BoundedIntegers(default).Below(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new BoundedIntegers(default).Below(0u));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(784)]
    [InlineData(60_000)]
    public void A_permutation_holds_every_index_once(int count)
    {
        int[] permutation = RandomOrder.Permutation(new RandomStream(4, 0, StreamPurpose.Order), count);
        Assert.Equal(Enumerable.Range(0, count), permutation.Order());
    }

    [Fact]
    [Slow]
    public void Permutations_are_equally_likely()
    {
        int[] counts = new int[120];
        int[] naive = new int[120];
        for (uint tensor = 0; tensor < 120_000; tensor++)
        {
            var stream = new RandomStream(5, tensor, StreamPurpose.Order);
            counts[Rank(RandomOrder.Permutation(stream, 5))]++;
            naive[Rank(NaiveShuffle(stream, 5))]++;
        }

        Judge.Accepts(Judge.Equal(counts));
        Judge.Rejects(Judge.Equal(naive));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(5, 0)]
    [InlineData(5, 5)]
    [InlineData(64, 64)]
    [InlineData(1000, 500)]
    [InlineData(100_000, 3)]
    public void A_subset_is_ascending_and_of_its_size(int count, int size)
    {
        int[] subset = RandomOrder.Subset(new RandomStream(6, 0, StreamPurpose.Order), count, size);
        Assert.Equal(size, subset.Length);
        Assert.All(subset, i => Assert.InRange(i, 0, count - 1));
        Assert.Equal(subset.Distinct().Order(), subset);
    }

    [Fact]
    public void Subsets_larger_than_the_set_are_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => RandomOrder.Subset(default, 3, 4));

    [Fact]
    public void Subsets_are_equally_likely()
    {
        var counts = new Dictionary<int, int>();
        var biased = new Dictionary<int, int>();
        for (uint tensor = 0; tensor < 50_000; tensor++)
        {
            var stream = new RandomStream(7, tensor, StreamPurpose.Order);
            Count(counts, RandomOrder.Subset(stream, 6, 3));
            Count(biased, NextFreeSubset(stream, 6, 3));
        }

        Assert.Equal(20, counts.Count);
        Judge.Accepts(Judge.Equal([.. counts.Values]));
        Judge.Rejects(Judge.Equal([.. biased.Values]));
    }

    private static void Count(Dictionary<int, int> counts, int[] subset)
    {
        int mask = subset.Sum(i => 1 << i);
        counts[mask] = counts.GetValueOrDefault(mask) + 1;
    }

    /// <summary>The biased twin: every place is exchanged with any place.</summary>
    private static int[] NaiveShuffle(RandomStream stream, int count)
    {
        var integers = new BoundedIntegers(stream);
        int[] order = [.. Enumerable.Range(0, count)];
        for (int i = 0; i < count; i++)
        {
            int j = integers.Below(count);
            (order[i], order[j]) = (order[j], order[i]);
        }

        return order;
    }

    /// <summary>The biased twin: where the drawn element is taken, the next free one is.</summary>
    private static int[] NextFreeSubset(RandomStream stream, int count, int size)
    {
        var integers = new BoundedIntegers(stream);
        var taken = new SortedSet<int>();
        while (taken.Count < size)
        {
            int drawn = integers.Below(count);
            while (!taken.Add(drawn)) drawn = (drawn + 1) % count;
        }

        return [.. taken];
    }

    private static int Rank(int[] permutation)
    {
        int rank = 0;
        for (int i = 0; i < permutation.Length; i++)
            rank = (rank * (permutation.Length - i)) + permutation.Skip(i + 1).Count(p => p < permutation[i]);
        return rank;
    }
}
