using Espalier.Numerics.Random;
using Espalier.Theory;

namespace Espalier.Tests.Theory;

public sealed class BinMassesTests
{
    [Fact]
    public void Without_a_size_condition_the_masses_are_those_of_the_Cauchy_law()
    {
        var masses = new BinMasses(new Bins(2, 0.1), 0);
        for (int bin = 0; bin < masses.Bins.Count; bin++)
        {
            (double low, double high) = masses.Bins.Middle(bin);
            double expected = low < high ? (Math.Atan(high) - Math.Atan(low)) / Math.PI : 0;
            Assert.Equal(expected, masses.Breaking[bin], 1e-15);
        }

        Assert.Equal(2.0 / 3, masses.Landing.Sum(), 1e-14);
    }

    [Fact]
    public void The_worst_case_leaves_out_the_heaviest_bins()
    {
        var masses = new BinMasses(new Bins(2, 0.25), 0.7);
        for (int cap = 0; cap <= masses.Bins.Count; cap++)
        {
            Assert.Equal(masses.Breaking.Order().Take(masses.Bins.Count - cap).Sum(), masses.Up(cap), 1e-15);
            Assert.Equal(masses.Landing.OrderDescending().Take(cap).Sum(), masses.Down(cap), 1e-15);
        }

        Assert.Equal((masses.Up(14), masses.Down(14)), (masses.Up(99), masses.Down(99)));
    }

    /// <summary>Draws of neurons; a binomial count is off by five standard deviations with probability below 1e-6.</summary>
    [Fact]
    public void Draws_agree_and_those_of_a_single_Gaussian_do_not()
    {
        const int Trials = 60_000;
        var masses = new BinMasses(new Bins(2, 0.5), 0.6);
        double expected = masses.TotalBreaking;
        Assert.True(Deviation(coefficient: null) < 5);

        // The text's "single Gaussian weight" in place of the product with the output coefficient.
        Assert.True(Deviation(coefficient: 1) > 5);

        double Deviation(double? coefficient)
        {
            var stream = new RandomStream(4, 0, StreamPurpose.Sampling);
            int hits = 0;
            for (ulong trial = 0; trial < Trials; trial++)
            {
                Kink kink = new InputFamily(1).KinkOf(
                    [stream.Normal(3 * trial), stream.Normal((3 * trial) + 1)], coefficient ?? stream.Normal((3 * trial) + 2))!.Value;
                if (masses.Bins.Find(kink.Position) is not { } bin || Math.Abs(kink.Jump) <= 0.6) continue;
                (double low, double high) = masses.Bins.Middle(bin);
                if (kink.Position >= low && kink.Position <= high) hits++;
            }

            return Math.Abs(hits - (Trials * expected)) / Math.Sqrt(Trials * expected * (1 - expected));
        }
    }

    [Fact]
    public void One_narrow_last_bin_has_no_middle()
    {
        var masses = new BinMasses(new Bins(1.25, 10), 0.1);
        Assert.Equal((0.0, 0.0), (masses.TotalBreaking, masses.Up(0)));
        Assert.Equal(2 * Math.Atan(0.75) / Math.PI, masses.Down(1), 1e-15);
        Assert.Throws<InvalidInputException>(() => new BinMasses(new Bins(2, 1), -1));
        Assert.Throws<InvalidInputException>(() => new BinMasses(new Bins(2, 1), double.NaN));
    }
}
