using CsCheck;
using Espalier.SubsetSums;
using Espalier.Tests.InstructionSets;

namespace Espalier.Tests.SubsetSums;

public sealed class SubsetSumTests
{
    [Theory]
    [InlineData(8000, 0, 9)]
    [InlineData(1940, 10, 13)]
    [InlineData(60, 14, 16)]
    [Slow]
    public void Equals_brute_force(int count, int smallest, int largest) => CompareWithBruteForce(count, smallest, largest);

    [Fact]
    [Trait(InstructionSetMatrixTests.Trait, "any")]
    public void Equals_brute_force_at_every_instruction_set() => CompareWithBruteForce(300, 0, 13);

    [Fact]
    public void No_candidates_leave_the_empty_subset()
    {
        Assert.Equal(new SubsetSumResult(SubsetSumStatus.Found, 0, 0, 2.5), SubsetSum.Solve([], -2.5, SubsetSumObjective.Error));
        Assert.Equal(new SubsetSumResult(SubsetSumStatus.Infeasible, 0, 0, 2.5), SubsetSum.Solve([], -2.5, SubsetSumObjective.Edges, 1));
    }

    [Fact]
    public void An_error_that_only_rounds_to_epsilon_is_infeasible()
    {
        // |z − Σ| = 1 − 2^-10 + 2^-62: its float64 is ε, the value itself is above ε.
        double[] candidates = [Math.ScaleB(1, -10) - Math.ScaleB(1, -62)];
        double epsilon = 1 - Math.ScaleB(1, -10);
        foreach (SubsetSumObjective objective in (SubsetSumObjective[])[SubsetSumObjective.Error, SubsetSumObjective.Edges])
        {
            SubsetSumResult result = SubsetSum.Solve(candidates, 1, objective, epsilon);
            Assert.Equal(new SubsetSumResult(SubsetSumStatus.Infeasible, 1, candidates[0], epsilon), result);
            result = SubsetSum.Solve([Math.ScaleB(1, -10)], 1, objective, epsilon);
            Assert.Equal(SubsetSumStatus.Found, result.Status);
        }
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity)]
    public void Refuses_what_is_not_finite(double value)
    {
        InvalidInputException inCandidates = Assert.Throws<InvalidInputException>(() => SubsetSum.Solve([1, value], 0, SubsetSumObjective.Error));
        Assert.Equal(("candidates", "index 1"), (inCandidates.InputSource, inCandidates.Place));
        Assert.Throws<InvalidInputException>(() => new SharedCandidates([1, value]));
        Assert.Throws<InvalidInputException>(() => SubsetSum.Solve([1], value, SubsetSumObjective.Error));
    }

    [Fact]
    public void Refuses_what_it_cannot_solve()
    {
        Assert.Throws<InvalidInputException>(() => SubsetSum.Solve(new double[45], 0, SubsetSumObjective.Error));
        Assert.Throws<InvalidInputException>(() => SubsetSum.Solve([double.MaxValue, double.MaxValue], 0, SubsetSumObjective.Error));
        Assert.Throws<InvalidInputException>(() => SubsetSum.Solve([1], double.MaxValue, SubsetSumObjective.Error));
        foreach (double epsilon in (double[])[0, -1, double.NaN, double.NegativeInfinity])
            Assert.Throws<InvalidInputException>(() => SubsetSum.Solve([1], 0, SubsetSumObjective.Edges, epsilon));
    }

    [Fact]
    public void One_subset_sum_has_no_shortest_word()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => SubsetSum.Solve([1], 2, SubsetSumObjective.Bits, 0.1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new SharedCandidates([1]).Solve(2, SubsetSumObjective.Bits, 0.1));
    }

    private static void CompareWithBruteForce(int count, int smallest, int largest) =>
        Instances.Of(smallest, largest).Sample(CompareWithBruteForce, iter: count);

    private static void CompareWithBruteForce(Instance instance)
    {
        var workspace = new SubsetSumWorkspace();
        var shared = new SharedCandidates(instance.Candidates);
        foreach (SubsetSumObjective objective in (SubsetSumObjective[])[SubsetSumObjective.Error, SubsetSumObjective.Edges])
        {
            (SubsetSumStatus, ulong) expected = BruteForce.Solve(instance.Candidates, instance.Target, objective, instance.Epsilon);
            SubsetSumResult fresh = SubsetSum.Solve(instance.Candidates, instance.Target, objective, instance.Epsilon, workspace);
            Assert.True(expected == (fresh.Status, fresh.Mask), $"{objective}, expected {expected}, got {fresh}");
            SubsetSumResult one = shared.Solve(instance.Target, objective, instance.Epsilon, workspace);
            Assert.True(one == fresh, $"{objective}, shared {one}, fresh {fresh}");
        }
    }
}
