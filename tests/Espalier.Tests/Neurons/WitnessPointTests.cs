using Espalier.Neurons;
using Espalier.Tests.Numerics;

namespace Espalier.Tests.Neurons;

/// <summary>The witness of an error as a point of the ball, checked without rounding.</summary>
public sealed class WitnessPointTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(5)]
    public void The_point_lies_in_the_ball_and_the_difference_there_is_what_is_said(int dimension)
    {
        foreach (double radius in (double[])[1e-300, 1e-8, 1, 3, 1e90])
        {
            for (int number = 0; number < 20; number++)
            {
                NeuronProblem drawn = DrawnProblems.Problem(dimension, 6, number);
                var problem = new NeuronProblem(drawn.Weights, drawn.Coefficients, drawn.Target, radius);
                int[] kept = DrawnProblems.Subset(6, number);
                SupNormBounds error = SupNorm.Evaluate(problem, kept, 1e-6);
                WitnessPoint witness = SupNorm.AtPoint(problem, kept, error);
                Assert.True(DrawnProblems.ExactSquares(witness.Point).Compare(Dyadic.Of(radius) * Dyadic.Of(radius)) <= 0);
                Assert.True(DrawnProblems.ExactDifference(problem, kept, [.. witness.Point]).Abs().Compare(Dyadic.Of(witness.Value)) >= 0);
                Assert.InRange(witness.Value, error.Lower * (1 - 1e-13), error.Upper);
            }
        }
    }

    /// <summary>Entries below the normal numbers are rounded by far more than a last digit of the radius.</summary>
    [Theory]
    [InlineData(5e-324)]
    [InlineData(1e-320)]
    [InlineData(1e-310)]
    public void The_smallest_balls_have_a_point_too(double radius)
    {
        for (int number = 0; number < 5; number++)
        {
            NeuronProblem drawn = DrawnProblems.Problem(3, 6, number);
            var problem = new NeuronProblem(drawn.Weights, drawn.Coefficients, drawn.Target, radius);
            int[] kept = DrawnProblems.Subset(6, number);
            WitnessPoint witness = SupNorm.AtPoint(problem, kept, SupNorm.Evaluate(problem, kept, 1e-6));
            Assert.True(DrawnProblems.ExactSquares(witness.Point).Compare(Dyadic.Of(radius) * Dyadic.Of(radius)) <= 0);
            Assert.True(DrawnProblems.ExactDifference(problem, kept, [.. witness.Point]).Abs().Compare(Dyadic.Of(witness.Value)) >= 0);
        }
    }

    /// <summary>
    /// The twin: the direction of length 1 in place of the point is outside a small ball and too weak in a large one.
    /// </summary>
    [Fact]
    public void A_direction_is_no_point()
    {
        NeuronProblem drawn = DrawnProblems.Problem(3, 6, 1);
        foreach (double radius in (double[])[0.5, 3])
        {
            var problem = new NeuronProblem(drawn.Weights, drawn.Coefficients, drawn.Target, radius);
            SupNormBounds error = SupNorm.Evaluate(problem, [0, 1]);
            bool isInside = DrawnProblems.ExactSquares(error.Witness).Compare(Dyadic.Of(radius) * Dyadic.Of(radius)) <= 0;
            bool isLarge = DrawnProblems.ExactDifference(problem, [0, 1], [.. error.Witness]).Abs().Compare(Dyadic.Of(error.Lower)) >= 0;
            Assert.False(isInside && isLarge);
        }
    }
}
