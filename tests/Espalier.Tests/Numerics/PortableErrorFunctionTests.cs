using Espalier.Numerics.Special;
using Espalier.Tests.InstructionSets;

namespace Espalier.Tests.Numerics;

/// <summary>The error function against a series of positive terms in 28 decimal digits: erf(x) = 2/√π·e^(−x²)·Σ 2ⁿx^(2n+1)/(2n+1)‼.</summary>
[Trait(InstructionSetMatrixTests.Trait, "any")]
public sealed class PortableErrorFunctionTests
{
    private const decimal TwoByRootOfPi = 1.1283791670955125738961589031m;

    [Fact]
    public void Agrees_with_its_series_to_a_few_units()
    {
        for (int i = -760; i <= 760; i++)
        {
            // A float64 that a decimal holds exactly.
            double x = i / 128.0;
            double exact = (double)Series((decimal)x);
            double found = PortableErrorFunction.Erf(x);
            Assert.True(Math.Abs(found - exact) <= 6e-16 * Math.Abs(exact), $"erf({x:R}) = {found:R}, not {exact:R}");
        }
    }

    [Fact]
    public void The_share_of_the_normal_law_keeps_its_size_far_below_0()
    {
        // Abramowitz and Stegun, table 26.2, list Q(5) and Q(10) to more digits. Rounding x/√2 costs x² units.
        Assert.Equal(1, PortableErrorFunction.NormalShare(-5) / 2.866515718791939e-7, 1e-15 + (25 * 1.2e-16));
        Assert.Equal(1, PortableErrorFunction.NormalShare(-10) / 7.619853024160526e-24, 1e-15 + (100 * 1.2e-16));
        Assert.Equal(0.5, PortableErrorFunction.NormalShare(0));
    }

    [Fact]
    public void Keeps_its_special_values()
    {
        Assert.Equal((0, 1, -1), (PortableErrorFunction.Erf(0), PortableErrorFunction.Erf(double.PositiveInfinity), PortableErrorFunction.Erf(-30)));
        Assert.True(double.IsNaN(PortableErrorFunction.Erf(double.NaN)));
        Assert.True(double.IsNegative(PortableErrorFunction.Erf(-0.0)));
    }

    private static decimal Series(decimal x)
    {
        decimal sum = 0, term = x;
        for (int n = 0; n < 400 && term != 0; n++, term *= 2 * x * x / ((2 * n) + 1)) sum += term;
        return TwoByRootOfPi * sum / Exponential(x * x);
    }

    private static decimal Exponential(decimal x)
    {
        decimal sum = 0, term = 1;
        for (int n = 1; term > 0 && n < 400; n++)
        {
            sum += term;
            term *= x / n;
        }

        return sum;
    }
}
