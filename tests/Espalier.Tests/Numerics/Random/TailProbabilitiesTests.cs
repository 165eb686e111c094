namespace Espalier.Tests.Numerics.Random;

/// <summary>The judges are judged: known values from scipy 1.10.1 (<c>stats.chi2.sf</c>, <c>2*stats.norm.sf</c>, <c>stats.norm.cdf</c>).</summary>
public sealed class TailProbabilitiesTests
{
    [Theory]
    [InlineData(1, 1, 0.31731050786291115)]
    [InlineData(3.84, 1, 0.05004352124870519)]
    [InlineData(18.3, 10, 0.050109061411462506)]
    [InlineData(300, 255, 0.02772752205390483)]
    [InlineData(500, 255, 4.384961916799239e-18)]
    [InlineData(30, 3, 1.3800570312932553e-06)]
    [InlineData(1200, 1023, 9.870605956167375e-05)]
    [InlineData(2000, 1023, 1.0894177425511856e-65)]
    public void Chi_square(double statistic, int degrees, double expected) =>
        Assert.InRange(TailProbabilities.ChiSquare(statistic, degrees) / expected, 1 - 1e-9, 1 + 1e-9);

    [Theory]
    [InlineData(0.5, 0.6170750774519738)]
    [InlineData(1.96, 0.04999579029644087)]
    [InlineData(-3, 0.0026997960632601866)]
    [InlineData(6.1, 1.0606846525897616e-09)]
    [InlineData(7, 2.55962508777167e-12)]
    public void Normal(double z, double expected) =>
        Assert.InRange(TailProbabilities.TwoSidedNormal(z) / expected, 1 - 1e-11, 1 + 1e-11);

    [Theory]
    [InlineData(-6, 9.865876450376946e-10)]
    [InlineData(-1.5, 0.06680720126885807)]
    [InlineData(0, 0.5)]
    [InlineData(0.3, 0.6179114221889526)]
    [InlineData(2.5, 0.9937903346742238)]
    public void Normal_distribution_function(double z, double expected) =>
        Assert.InRange(TailProbabilities.NormalDistribution(z) / expected, 1 - 1e-11, 1 + 1e-11);
}
