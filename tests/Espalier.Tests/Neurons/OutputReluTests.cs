using Espalier.Neurons;
using Espalier.Numerics.Random;

namespace Espalier.Tests.Neurons;

/// <summary>Errors and decisions with a ReLU behind the output.</summary>
public sealed class OutputReluTests
{
    [Theory]
    [InlineData(1, 40)]
    [InlineData(2, 120)]
    [InlineData(3, 40)]
    [InlineData(4, 20)]
    [InlineData(5, 10)]
    public void Both_sides_hold_and_meet(int dimension, int instances)
    {
        int different = 0;
        for (int number = 0; number < instances; number++)
        {
            NeuronProblem problem = DrawnProblems.Problem(dimension, 3 + (number % 5), number);
            int[] kept = DrawnProblems.Subset(problem.Width, number);
            SupNormBounds error = OutputReluError.Evaluate(problem, kept);
            double sampled = Sampled(problem, kept);
            Assert.True(sampled <= error.Upper * (1 + 1e-12), $"d = {dimension}, instance {number}: {sampled:R} above {error}");
            Assert.True(error.Upper <= (error.Lower * 1.003) + 1e-12, $"d = {dimension}, instance {number}: {error}");
            Assert.True(error.Lower <= Rectified(problem, kept, [.. error.Witness]) + 1e-12);
            SupNormBounds plain = SupNorm.Evaluate(problem, kept, 1e-6);
            Assert.True(error.Lower <= plain.Upper);
            if (error.Upper < 0.99 * plain.Lower) different++;

            // A grid reaches nearly as far, so an upper side that is too large would show.
            if (dimension <= 2) Assert.True(error.Upper <= sampled + 2e-3, $"instance {number}: {error} far above {sampled:R}");
        }

        // The twin: the error without the ReLU is another number.
        Assert.True(different > instances / 10, $"only {different} of {instances} differ");
    }

    [Slow]
    [Theory]
    [InlineData(2, 30)]
    [InlineData(3, 15)]
    [InlineData(4, 6)]
    public void Decisions_are_those_of_enumeration(int dimension, int instances)
    {
        for (int number = 0; number < instances; number++)
        {
            NeuronProblem problem = DrawnProblems.Problem(dimension, 4 + (number % 4), number);
            double lower = double.PositiveInfinity;
            double upper = double.PositiveInfinity;
            for (int mask = 0; mask < 1 << problem.Width; mask++)
            {
                SupNormBounds error = OutputReluError.Evaluate(problem, [.. Enumerable.Range(0, problem.Width).Where(j => (mask >> j & 1) != 0)]);
                (lower, upper) = (Math.Min(lower, error.Lower), Math.Min(upper, error.Upper));
            }

            Assert.NotEqual(SubsetWithinStatus.Refuted, SubsetWithin.DecideBehindRelu(problem, upper * 1.001).Status);
            Assert.NotEqual(SubsetWithinStatus.Found, SubsetWithin.DecideBehindRelu(problem, lower * 0.999).Status);
            Assert.Equal(SubsetWithinStatus.Found, SubsetWithin.DecideBehindRelu(problem, upper * 1.02).Status);
            Assert.Equal(SubsetWithinStatus.Refuted, SubsetWithin.DecideBehindRelu(problem, lower * 0.98).Status);
        }
    }

    /// <summary>What is negative throughout where the target is silent is hidden by the ReLU.</summary>
    [Fact]
    public void A_kink_behind_the_target_is_hidden()
    {
        foreach (int dimension in (int[])[2, 3, 4])
        {
            double[] axis = [1, .. new double[dimension - 1]];
            var problem = new NeuronProblem([.. axis, .. axis.Select(entry => -entry)], [1, -5], axis);
            Assert.InRange(OutputReluError.Evaluate(problem, [0, 1]).Upper, 0, 1e-10);
            Assert.InRange(SupNorm.Evaluate(problem, [0, 1]).Upper, 4.99, 5.01);
        }
    }

    /// <summary>Among the multiples of g that a bound looks at, a neuron near the smallest numbers is in some and not in others.</summary>
    [Theory]
    [InlineData(3)]
    [InlineData(5)]
    public void A_neuron_near_the_smallest_numbers_changes_nothing(int dimension)
    {
        for (int number = 0; number < 20; number++)
        {
            NeuronProblem drawn = DrawnProblems.Problem(dimension, 8, number);
            double[] away = [.. drawn.Target.ToArray().Select(entry => -entry)];
            var problem = new NeuronProblem([.. drawn.Weights, .. away], [.. drawn.Coefficients, 1e-320], drawn.Target);
            SupNormBounds without = OutputReluError.Evaluate(problem, [0, 1, 2, 3, 4, 5, 6, 7]);
            SupNormBounds with = OutputReluError.Evaluate(problem, [0, 1, 2, 3, 4, 5, 6, 7, 8]);
            Assert.Equal((without.Lower, without.Upper, without.Nodes), (with.Lower, with.Upper, with.Nodes));
        }
    }

    private static double Sampled(NeuronProblem problem, int[] kept)
    {
        int d = problem.Dimension;
        double most = 0;
        var stream = new RandomStream(3, (uint)d, StreamPurpose.Sampling);
        for (int i = 0; i < 4000; i++)
        {
            double[] x = d == 2
                ? [Math.Cos(2 * Math.PI * i / 4000), Math.Sin(2 * Math.PI * i / 4000)]
                : [.. Enumerable.Range(0, d).Select(c => stream.Normal((ulong)((i * d) + c)))];
            double norm = Math.Sqrt(DrawnProblems.Dot(x, x));
            most = Math.Max(most, Rectified(problem, kept, [.. x.Select(entry => entry / norm)]));
        }

        return most;
    }

    private static double Rectified(NeuronProblem problem, int[] kept, double[] x)
    {
        double target = Math.Max(0, DrawnProblems.Dot(problem.Target, x));
        return Math.Abs(Math.Max(0, DrawnProblems.Difference(problem, kept, x) + target) - target);
    }
}
