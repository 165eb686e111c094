using System.Numerics;
using CsCheck;
using Espalier.Numerics.Random;
using Espalier.SubsetSums;
using Espalier.SubsetSums.Hitting;
using Espalier.Tests.InstructionSets;

namespace Espalier.Tests.SubsetSums;

/// <summary>Single weights: the definition by brute force, one method against another, planted answers.</summary>
public sealed class HittingWidthTests
{
    [Fact]
    public void Equals_brute_force() => CompareWithBruteForce(12_000, 8);

    [Fact]
    [Trait(InstructionSetMatrixTests.Trait, "any")]
    public void Equals_brute_force_at_every_instruction_set() => CompareWithBruteForce(600, 9);

    [Theory]
    [InlineData(14, 60, 1e-4)]
    [InlineData(21, 40, 1e-6)]
    [InlineData(25, 20, 1e-7)]
    [Trait(InstructionSetMatrixTests.Trait, "any")]
    public void Walks_and_tables_equal_the_exact_solver(int n, int count, double epsilon)
    {
        var search = new PrefixSearch();
        Instances.Of(n, n).Sample(instance =>
        {
            HittingResult expected = Definition(instance.Candidates, instance.Target, epsilon);
            foreach (bool vectors in (bool[])[true, false])
            {
                HittingResult found = HittingWidths.Solve(instance.Candidates, instance.Target, epsilon, null, search, vectors);
                Assert.True(expected == found, $"expected {expected}, got {found}, {instance}");
            }
        }, iter: count, threads: 1);
    }

    [Theory]
    [InlineData(22)]
    [InlineData(30)]
    [InlineData(31)]
    [InlineData(36)]
    public void A_planted_subset_is_found_at_its_width(int width)
    {
        // 53 random bits each, and a tolerance that chance meets with probability 2^width · 1e-14.
        var stream = new RandomStream(77, (uint)width);
        double[] candidates = [.. Enumerable.Range(0, SubsetSum.MaxCandidates).Select(i => stream.Uniform((ulong)i))];
        ulong planted = (stream.LongWord(100) & ((1UL << width) - 1)) | (1UL << (width - 1));
        double target = Enumerable.Range(0, width).Where(i => ((planted >> i) & 1) != 0).Sum(i => candidates[i]);
        HittingResult result = HittingWidths.Solve(candidates, target, 1e-14);
        Assert.Equal((SubsetSumStatus.Found, planted, width), (result.Status, result.Mask, result.Width));
    }

    [Fact]
    public void The_longest_search_stays_within_its_memory()
    {
        var stream = new RandomStream(78, 0);
        double[] candidates = [.. Enumerable.Range(0, SubsetSum.MaxCandidates).Select(i => stream.Uniform((ulong)i))];
        long before = GC.GetAllocatedBytesForCurrentThread();
        HittingResult result = HittingWidths.Solve(candidates, 0.123, 1e-11);
        Assert.Equal(SubsetSumStatus.Found, result.Status);
        Assert.InRange(result.Width, 32, SubsetSum.MaxCandidates);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 24 << 20);
        // Half of the tolerance that the hit needed is missed at its width.
        Assert.NotEqual(result.Width, HittingWidths.Solve(candidates, 0.123, 0.5 * result.Error).Width);
    }

    [Fact]
    public void What_falls_short_keeps_all_of_its_sign()
    {
        double[] candidates = [0.5, -0.25, 0.125, 0, 0.5];
        HittingResult result = HittingWidths.Solve(candidates, 2, 0.1);
        Assert.Equal(new HittingResult(SubsetSumStatus.Infeasible, 0b10101, 0.875), result);
        result = HittingWidths.Solve(candidates, -2, 0.1);
        Assert.Equal(new HittingResult(SubsetSumStatus.Infeasible, 0b10, 1.75), result);
    }

    /// <summary>Multiples of 2^-24 never come within 2^-40 of a target between them, however many there are.</summary>
    [Fact]
    public void A_target_beside_the_grid_is_refused_without_a_search()
    {
        var stream = new RandomStream(79, 0);
        double[] candidates = [.. Enumerable.Range(0, SubsetSum.MaxCandidates).Select(i => (double)stream.UniformSingle((ulong)i))];
        double target = 0.25 + Math.ScaleB(1, -26);
        HittingResult result = HittingWidths.Solve(candidates, target, Math.ScaleB(1, -40));
        SubsetSumResult best = SubsetSum.Solve(candidates.AsSpan(0, PrefixSearch.MissWidth), target, SubsetSumObjective.Error);
        Assert.Equal(new HittingResult(SubsetSumStatus.Infeasible, best.Mask, best.Error), result);
        // Exactly on the grid there is a hit.
        Assert.Equal(0, HittingWidths.Solve(candidates, 0.25, Math.ScaleB(1, -40)).Error);
    }

    [Slow]
    [Fact]
    public void The_shortest_code_equals_brute_force()
    {
        for (int seed = 0; seed < 400; seed++)
        {
            var random = new System.Random(seed);
            double[] candidates = [.. Enumerable.Range(0, 12).Select(_ => (2 * random.NextDouble()) - 1)];
            double target = (2 * random.NextDouble()) - 1;
            double epsilon = seed % 2 == 0 ? 0.1 : 0.01;
            // Any code will do: short prefixes in one, few kept in the other.
            ulong Word(int _) => seed % 3 == 0 ? 1UL << random.Next(12) : (ulong)random.Next(1 << random.Next(1, 12));
            var code = new PrefixCode([.. Enumerable.Range(0, 500).Select(Word)]);
            ulong? best = null;
            double error(ulong mask) => Math.Abs(target - Enumerable.Range(0, 12).Where(i => ((mask >> i) & 1) != 0).Sum(i => candidates[i]));
            for (ulong mask = 0; mask < 1 << 12; mask++)
            {
                if (error(mask) > epsilon) continue;
                if (best is not { } known || (code.Costs.Of(mask), error(mask)).CompareTo((code.Costs.Of(known), error(known))) < 0) best = mask;
            }

            HittingResult found = HittingWidths.Solve(candidates, target, epsilon, code);
            Assert.True(best is null == (found.Status == SubsetSumStatus.Infeasible), $"seed {seed}");
            if (best is not null) Assert.True(best == found.Mask, $"seed {seed}: expected {best:X}, got {found.Mask:X}");
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    public void Refuses_what_is_no_tolerance(double epsilon) =>
        Assert.Throws<InvalidInputException>(() => HittingWidths.Solve([1.0], 0, epsilon));

    [Fact]
    public void Refuses_what_is_not_finite()
    {
        Assert.Throws<InvalidInputException>(() => HittingWidths.Solve([double.NaN], 0, 1));
        Assert.Throws<InvalidInputException>(() => HittingWidths.Solve([1.0], double.PositiveInfinity, 1));
        Assert.Throws<InvalidInputException>(() => HittingWidths.Solve(new double[45], 0, 1));
    }

    /// <summary>The definition, by another solver: the first prefix of which the exact solver finds a subset.</summary>
    private static HittingResult Definition(double[] candidates, double target, double epsilon)
    {
        for (int n = 0; ; n++)
        {
            SubsetSumResult result = SubsetSum.Solve(candidates.AsSpan(0, n), target, SubsetSumObjective.Error, epsilon);
            if (result.Status == SubsetSumStatus.Found || n == candidates.Length) return new HittingResult(result.Status, result.Mask, result.Error);
        }
    }

    private static void CompareWithBruteForce(int count, int largest)
    {
        var search = new PrefixSearch();
        Instances.Of(0, largest).Sample(instance =>
        {
            (SubsetSumStatus Status, ulong Mask) expected = (SubsetSumStatus.Unsolved, 0);
            for (int n = 0; n <= instance.Candidates.Length && expected.Status != SubsetSumStatus.Found; n++)
                expected = BruteForce.Solve(instance.Candidates[..n], instance.Target, SubsetSumObjective.Error, instance.Epsilon);
            foreach (bool vectors in (bool[])[true, false])
            {
                HittingResult found = HittingWidths.Solve(instance.Candidates, instance.Target, instance.Epsilon, null, search, vectors);
                Assert.True(expected == (found.Status, found.Mask), $"vectors {vectors}, expected {expected}, got {found}, {instance}");
                Assert.Equal(64 - BitOperations.LeadingZeroCount(found.Mask), found.Width);
            }
        }, iter: count, threads: 1);
    }
}
