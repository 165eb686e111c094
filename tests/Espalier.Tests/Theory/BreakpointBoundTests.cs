using Espalier.Theory;

namespace Espalier.Tests.Theory;

public sealed class BreakpointBoundTests
{
    [Theory]
    [InlineData(1, 0.05, 2, 0.5)]
    [InlineData(1, 0.001, 3, 0.01)]
    [InlineData(20, 0.001, 2, 0.1)]
    public void The_width_is_the_largest_that_the_bound_allows(int families, double epsilon, double radius, double delta)
    {
        BreakpointBound bound = BreakpointBound.For(families, epsilon, radius);
        Assert.Equal(2 * Math.Atan(4 * epsilon * Math.Sqrt(families)) / Math.PI, bound.Mass, 1e-15);
        double width = bound.Width(delta);
        Assert.InRange(bound.LogProbability(width), double.NegativeInfinity, Math.Log(delta) + 1e-12);
        Assert.True(bound.LogProbability(width + 1) > Math.Log(delta));
        Assert.Equal(families * Math.Log(1 - Math.Pow(1 - bound.Mass, 7)), bound.LogProbability(7), 1e-10);
    }

    [Fact]
    public void The_best_spread_is_at_least_as_good_as_one_family()
    {
        var question = new ThresholdQuestion(200, 0.001, 0.01);
        BreakpointBound best = BreakpointBound.Best(question);
        Assert.InRange(best.Families, 2, 100);
        Assert.True(best.Width(0.01) > 10 * BreakpointBound.For(1, 0.001, 2).Width(0.01));
    }

    [Fact]
    public void A_window_beyond_the_ball_says_nothing()
    {
        Assert.Equal((1, 0), (BreakpointBound.For(1, 0.5, 2).Mass, BreakpointBound.For(1, 0.5, 2).Width(0.5)));
        Assert.Throws<InvalidInputException>(() => BreakpointBound.For(1, 0.1, 1));
        Assert.Throws<InvalidInputException>(() => BreakpointBound.For(0, 0.1, 2));
        Assert.Throws<InvalidInputException>(() => BreakpointBound.For(1, 0, 2));
    }
}
