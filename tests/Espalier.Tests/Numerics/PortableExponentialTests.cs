using Espalier.Numerics.Special;
using Espalier.Tests.InstructionSets;

namespace Espalier.Tests.Numerics;

[Trait(InstructionSetMatrixTests.Trait, "any")]
public sealed class PortableExponentialTests
{
    [Fact]
    public void Agrees_with_the_platform_to_a_few_units()
    {
        for (int i = 0; i <= 70_000; i++)
        {
            double x = -i / 100.0;
            Assert.True(
                Math.Abs(PortableExponential.ExpOfNonPositive(x) - Math.Exp(x)) <= 3 * Math.Abs(Math.BitIncrement(Math.Exp(x)) - Math.Exp(x)),
                $"e^{x}");
        }
    }

    [Fact]
    public void Keeps_its_special_values()
    {
        Assert.Equal(1, PortableExponential.ExpOfNonPositive(0));
        Assert.Equal(0, PortableExponential.ExpOfNonPositive(double.NegativeInfinity));
        Assert.Equal(0, PortableExponential.ExpOfNonPositive(-800));
        Assert.True(double.IsNaN(PortableExponential.ExpOfNonPositive(double.NaN)));
    }
}
