using Espalier.Theory;

namespace Espalier.Tests.Theory;

public sealed class ParameterCountingTests
{
    [Theory]
    [InlineData(10, 0.01)]
    [InlineData(1, 0.25)]
    [InlineData(3, 1e-3)]
    [InlineData(16, 0.03125)]
    public void The_formula_equals_the_inequality_in_whole_numbers(int dimension, double epsilon)
    {
        int ratio = (int)Math.Round(1 / (2 * epsilon));
        int smallest = 0;
        while (!ParameterCounting.Suffices(smallest, dimension, ratio)) smallest++;
        Assert.Equal(smallest, ParameterCounting.For(dimension, epsilon).Width);
    }

    [Fact]
    public void It_says_nothing_near_one_half_and_refuses_from_there_on()
    {
        Assert.Equal((0, 0), (ParameterCounting.For(1, 0.49).Width, ParameterCounting.For(1, 0.49).Parameters));
        Assert.Throws<InvalidInputException>(() => ParameterCounting.For(2, 0.5));
        Assert.Throws<InvalidInputException>(() => ParameterCounting.For(0, 0.1));
        Assert.Equal((100 * Math.Log2(50)) - 1, ParameterCounting.For(10, 0.01).ParameterBound, 1e-10);
    }
}
