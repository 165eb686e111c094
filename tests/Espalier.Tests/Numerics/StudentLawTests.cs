using Espalier.Numerics.Special;

namespace Espalier.Tests.Numerics;

public sealed class StudentLawTests
{
    /// <summary>Reference values: mpmath 1.2.1 with 50 digits.</summary>
    [Theory]
    [InlineData(0.025, 1, 12.706204736174704)]
    [InlineData(0.025, 3, 3.1824463052837095)]
    [InlineData(0.4, 3, 0.27667066233268985)]
    [InlineData(0.49999, 7, 2.5974602759820491e-5)]
    [InlineData(0.005, 30, 2.7499956535672253)]
    [InlineData(0.025, 1000, 1.9623390808264085)]
    [InlineData(1e-12, 3, 10331.108244292486)]
    [InlineData(0.0005, 2.5, 18.277893528130648)]
    public void Student_quantiles_are_exact(double tail, double freedom, double expected) =>
        Assert.Equal(expected, StudentLaw.UpperQuantile(tail, freedom), 1e-11 * expected);
}
