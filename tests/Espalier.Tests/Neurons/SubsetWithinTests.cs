using Espalier.Neurons;

namespace Espalier.Tests.Neurons;

public sealed class SubsetWithinTests
{
    /// <summary>Just below and above the proven optimum the answer must change; every status is a proof at these sizes.</summary>
    [Theory]
    [InlineData(1, 40)]
    [InlineData(2, 120)]
    [InlineData(3, 60)]
    [InlineData(5, 20)]
    [Slow]
    public void Decisions_are_those_of_the_proven_optimum(int dimension, int instances)
    {
        int asked = 0;
        for (int number = 0; number < instances; number++)
        {
            NeuronProblem problem = DrawnProblems.Problem(dimension, 4 + (number % 10), number);
            double optimum = NeuronSubset.Exact(problem).Error.Upper;
            if (optimum < 1e-3) continue;
            asked++;
            foreach (double share in (double[])[0.3, 0.9, 0.999, 1.001, 1.1, 2])
            {
                SubsetWithinResult answer = SubsetWithin.Decide(problem, share * optimum);
                SubsetWithinStatus wanted = share > 1 ? SubsetWithinStatus.Found : SubsetWithinStatus.Refuted;
                Assert.True(answer.Status == wanted, $"d = {dimension}, instance {number}, {share} of the optimum {optimum}: {answer.Status}");
                if (wanted == SubsetWithinStatus.Found) Assert.True(SupNorm.Evaluate(problem, [.. answer.Kept]).Lower <= share * optimum);
            }
        }

        Assert.True(asked > instances / 2, $"{asked} of {instances} optima are above nothing");
    }

    [Fact]
    public void The_answer_scales_with_the_radius()
    {
        NeuronProblem unit = DrawnProblems.Problem(3, 9, 4);
        var large = new NeuronProblem(unit.Weights, unit.Coefficients, unit.Target, 7);
        double optimum = NeuronSubset.Exact(unit).Error.Upper;
        Assert.Equal(SubsetWithinStatus.Found, SubsetWithin.Decide(large, 7.01 * optimum).Status);
        Assert.Equal(SubsetWithinStatus.Refuted, SubsetWithin.Decide(large, 6.99 * optimum).Status);
    }

    [Fact]
    public void What_cannot_be_decided_is_said_so()
    {
        NeuronProblem wide = DrawnProblems.Problem(2, 400, 1);
        Assert.Equal(SubsetWithinStatus.Undecided, SubsetWithin.Decide(wide, 1e-3, effort: 1).Status);
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        Assert.Equal(SubsetWithinStatus.Cancelled, SubsetWithin.Decide(DrawnProblems.Problem(4, 30, 1), 0.05, 1, cancelled.Token).Status);
    }

    [Fact]
    public void Keeping_nothing_can_be_enough_or_all_there_is()
    {
        var useless = new NeuronProblem([1, 2], [0], [0.3, 0.4]);
        Assert.Equal(SubsetWithinStatus.Found, SubsetWithin.Decide(useless, 0.6).Status);
        Assert.Empty(SubsetWithin.Decide(useless, 0.6).Kept);
        Assert.Equal(SubsetWithinStatus.Refuted, SubsetWithin.Decide(useless, 0.4).Status);
        Assert.Throws<InvalidInputException>(() => SubsetWithin.Decide(useless, 0));
        Assert.Throws<InvalidInputException>(() => SubsetWithin.Decide(useless, double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(() => SubsetWithin.Decide(useless, 0.1, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => SubsetWithin.Decide(useless, 0.1, SubsetWithin.MostEffort + 1));
    }
}
