using Espalier.Theory.Proven;

namespace Espalier.Tests.Theory.Proven;

public sealed class AbsoluteValueApproximationTests
{
    /// <summary>Computed by others to ten digits.</summary>
    [Theory]
    [InlineData(0, 0.5)]
    [InlineData(2, 0.125)]
    [InlineData(4, 0.0676208993)]
    [InlineData(6, 0.0459290621)]
    [InlineData(8, 0.0346897281)]
    [InlineData(10, 0.0278451186)]
    [InlineData(14, 0.0199487818)]
    [InlineData(16, 0.0174680523)]
    [InlineData(24, 0.0116610597)]
    public void The_certified_numbers_have_the_known_digits_and_lie_below(int degree, double known)
    {
        double certified = AbsoluteValueApproximation.LowerBound(degree);
        Assert.Equal(known, certified, 6e-11);
        Assert.Equal(certified, AbsoluteValueApproximation.LowerBound(degree + 1));
        Assert.InRange(AbsoluteValueApproximation.Estimate(degree), certified * (1 - 1e-15), certified * (1 + 1e-10));
    }

    [Fact]
    public void The_exchange_certifies_nearly_all_of_an_eighth()
    {
        Assert.Equal(0.125, AbsoluteValueApproximation.LowerBound(2));
        Assert.InRange(AbsoluteValueApproximation.OfPoints(RemezExchange.Points(1)), 0.125 * (1 - 1e-13), 0.125);
    }

    [Fact]
    public void Any_points_give_a_lower_bound()
    {
        // For degree 2 the optimum is 0, ½, 1; other points give less, never more.
        foreach (double middle in (double[])[0.1, 0.3, 0.49, 0.5, 0.51, 0.8])
            Assert.InRange(AbsoluteValueApproximation.OfPoints([0, middle, 1]), 0, 0.125);
        // |Σ λu|/Σ|λ| by hand for 0, 0.3, 1: λ = 1/(0.09·1), −1/(0.09·0.91), 1/(1·0.91).
        double[] weights = [1 / 0.09, -1 / (0.09 * 0.91), 1 / 0.91];
        double expected = Math.Abs((weights[1] * 0.3) + weights[2]) / weights.Sum(Math.Abs);
        Assert.Equal(expected, AbsoluteValueApproximation.OfPoints([0, 0.3, 1]), 1e-14);
    }

    [Fact]
    public void Degree_times_constant_grows_towards_the_limit_of_Bernstein_and_the_explicit_bound_stays_below()
    {
        double before = 0;
        foreach (int degree in (int[])[2, 4, 8, 16, 32, 64, 128, 256])
        {
            double scaled = degree * AbsoluteValueApproximation.LowerBound(degree);
            Assert.InRange(scaled, Math.Max(0.25 - 1e-12, before), 0.2801694990238691);
            Assert.InRange(AbsoluteValueApproximation.Explicit(degree), 0, AbsoluteValueApproximation.LowerBound(degree));
            before = scaled;
        }

        double beyond = AbsoluteValueApproximation.LowerBound(AbsoluteValueApproximation.LargestExchange + 2);
        Assert.Equal(AbsoluteValueApproximation.Explicit(AbsoluteValueApproximation.LargestExchange + 2), beyond);
        Assert.Throws<InvalidInputException>(() => AbsoluteValueApproximation.LowerBound(-1));
    }
}
