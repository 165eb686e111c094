using System.Numerics;
using CsCheck;
using Espalier.Numerics;

namespace Espalier.Tests.Numerics;

public sealed class ExactDecimalTests
{
    private static readonly Gen<ExactDecimal> Decimals =
        Gen.Select(
            Gen.Long,
            Gen.Int[-30, 30],
            (digits, exponent) => ExactDecimal.TryParse($"{digits}e{exponent}", out ExactDecimal value) ? value : default);

    [Fact]
    public void Sums_products_and_order_are_those_of_whole_numbers() => Gen.Select(Decimals, Decimals).Sample((a, b) =>
    {
        const int Unit = -60;
        Assert.Equal(a.Whole(Unit) + b.Whole(Unit), (a + b).Whole(Unit));
        Assert.Equal(a.Whole(Unit) - b.Whole(Unit), (a - b).Whole(Unit));
        Assert.Equal(a.Whole(Unit) * b.Whole(Unit), (a * b).Whole(2 * Unit));
        Assert.Equal(a.Whole(Unit).CompareTo(b.Whole(Unit)), a.CompareTo(b));
        Assert.Equal(a.Whole(Unit) == b.Whole(Unit), a == b);
    });

    [Fact]
    public void What_is_written_is_read_back() => Decimals.Sample(value =>
    {
        Assert.True(ExactDecimal.TryParse(value.ToString(), out ExactDecimal read));
        Assert.Equal(value, read);
    });

    [Fact]
    public void Both_roundings_enclose_a_number() => Decimals.Sample(value =>
    {
        (double down, double up) = (value.RoundDown(), value.RoundUp());
        Assert.True(down == up || double.BitIncrement(down) == up);
        Assert.True(Exact(down) <= value.Whole(-1200) && value.Whole(-1200) <= Exact(up));
    });

    [Theory]
    [InlineData("0", "0")]
    [InlineData("-0.00", "0")]
    [InlineData("10", "10")]
    [InlineData("-1.50", "-1.5")]
    [InlineData("2e-30", "2e-30")]
    [InlineData("2e30", "2e30")]
    public void A_number_has_one_text(string written, string expected)
    {
        Assert.True(ExactDecimal.TryParse(written, out ExactDecimal value));
        Assert.Equal(expected, value.ToString());
    }

    /// <summary>A float64 in units of 10^-1200, which it is a whole number of.</summary>
    private static BigInteger Exact(double value)
    {
        int exponent = 0;
        for (; value != Math.Floor(value); exponent++) value *= 2;
        return new BigInteger(value) * BigInteger.Pow(10, 1200) / BigInteger.Pow(2, exponent);
    }
}
