using Espalier.Numerics.Special;

namespace Espalier.Tests.Numerics;

/// <summary>Reference values: mpmath 1.2.1 with 50 digits (2F1 series and quadrature), at the double nearest to each argument.</summary>
public sealed class ProbabilityLawTests
{
    [Theory]
    [InlineData(1, 10, 0.1, 0.65132155990000002)]
    [InlineData(3, 8, 0.1, 0.07019082640000001)]
    [InlineData(3, 8, 0.9, 0.9999996264)]
    [InlineData(0.5, 0.5, 1e-20, 6.3661977236758133e-11)]
    [InlineData(0.5, 0.5, 0.3, 0.36901011956554538)]
    [InlineData(0.01, 0.02, 0.4, 0.66406899327522784)]
    [InlineData(1000, 1001, 0.2, 3.5978498573682908e-196)]
    [InlineData(2, 1000000, 1e-8, 4.9667963337782829e-5)]
    [InlineData(300000, 700001, 0.3, 0.50037724408795742)]
    [InlineData(500000, 500001, 0.499, 0.022804041698682975)]
    [InlineData(500000, 500001, 0.4815, 3.7148291080394818e-300)]
    [InlineData(50000000, 50000001, 0.4999, 0.022755530234748452)]
    [InlineData(900000, 2, 0.99999, 0.0012340425073797379)]
    [InlineData(120, 1e-3, 0.5, 1.2494913883548713e-41)]
    public void The_incomplete_beta_function_is_exact_in_the_tails(double a, double b, double x, double expected)
    {
        // The argument's own rounding moves the value by about |ln I|·ε, which the tolerance must grant.
        double tolerance = 2e-13 + (4e-15 * Math.Abs(Math.Log(expected))) + (1e-18 * (a + b));
        Close(expected, IncompleteBeta.Lower(a, b, x, 1 - x), tolerance);
        Close(1 - expected, IncompleteBeta.Lower(b, a, 1 - x, x), tolerance + (1e-15 / (1 - expected)));
    }

    [Fact]
    public void The_inverse_beta_function_inverts_for_all()
    {
        foreach (double a in (double[])[0.5, 1, 3, 40, 1000, 1e6, 5e8])
        {
            foreach (double b in (double[])[0.5, 1, 7, 300, 1e6, 5e8])
            {
                foreach (double p in (double[])[1e-300, 1e-40, 1e-9, 0.001, 0.025, 0.3, 0.5, 0.9, 0.975, 0.999999])
                {
                    (double x, double y) = IncompleteBeta.Inverse(a, b, p);
                    Assert.InRange(x + y, 1 - 1e-15, 1 + 1e-15);
                    if (x < 1e-300) continue;
                    double sensitivity = Math.Sqrt(a + b) + Math.Abs(Math.Log(p)) + Math.Abs(Math.Log(x));
                    Close(p, IncompleteBeta.Lower(a, b, x, y), 1e-12 + (1e-14 * sensitivity), $"for a = {a}, b = {b}, x = {x:R}");
                }
            }
        }
    }

    [Theory]
    [InlineData(-0.5, 0.3085375387259869)]
    [InlineData(-1, 0.15865525393145705)]
    [InlineData(-1.96, 0.024997895148220436)]
    [InlineData(-2, 0.022750131948179207)]
    [InlineData(-2.5, 0.0062096653257761352)]
    [InlineData(-5, 2.8665157187919391e-7)]
    [InlineData(-10, 7.6198530241605261e-24)]
    [InlineData(-37, 5.7255712225245768e-300)]
    [InlineData(-1e200, 0)]
    [InlineData(double.NegativeInfinity, 0)]
    public void The_normal_law_is_exact_in_the_tail(double x, double expected)
    {
        Close(expected, NormalLaw.Cumulative(x), 1e-13);
        Close(1 - expected, NormalLaw.Cumulative(-x), 1e-15);
    }

    [Theory]
    [InlineData(0.4, -0.25334710313579974)]
    [InlineData(0.025, -1.9599639845400542)]
    [InlineData(1e-5, -4.2648907939228246)]
    [InlineData(1e-16, -8.2220822161304356)]
    [InlineData(1e-100, -21.273453560965324)]
    [InlineData(1e-300, -37.047096299361199)]
    public void Normal_quantiles_are_exact(double p, double expected) => Close(expected, NormalLaw.Quantile(p), 1e-14);

    [Fact]
    public void The_binomial_law_equals_its_sum()
    {
        const int n = 30;
        const double p = 0.37;
        double sum = 0;
        double mass = Math.Pow(1 - p, n);
        for (int k = 0; k <= n; k++)
        {
            Close(1 - sum, BinomialLaw.AtLeast(k, n, p), 1e-12 / (1 - sum));
            sum += mass;
            Close(sum, BinomialLaw.AtMost(k, n, p), 1e-12);
            mass *= (n - k) / (k + 1.0) * (p / (1 - p));
        }

        // Of a million trials at one half, at most half a million: a half plus half the middle term.
        Close(0.5 + (0.5 / Math.Sqrt(Math.PI * 500_000)), BinomialLaw.AtMost(500_000, 1_000_000, 0.5), 1e-7);
        Assert.Equal(
            (0.0, 1.0, 1.0, 0.0),
            (BinomialLaw.AtMost(-1, 20, 0.3), BinomialLaw.AtMost(20, 20, 0.3), BinomialLaw.AtLeast(0, 20, 0.3), BinomialLaw.AtLeast(21, 20, 0.3)));
    }

    private static void Close(double expected, double actual, double relative, string what = "") =>
        Assert.True(Math.Abs(actual - expected) <= relative * Math.Abs(expected), $"expected {expected:R}, got {actual:R} {what}");
}
