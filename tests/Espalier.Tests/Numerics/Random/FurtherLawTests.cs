using Espalier.Numerics.Random;

namespace Espalier.Tests.Numerics.Random;

/// <summary>Laws beyond uniform and normal against their distribution functions; each meets a plausible mistake and must reject it.</summary>
public sealed class FurtherLawTests
{
    private const int Count = 1 << 19;
    private static readonly RandomStream Stream = new(20_27, 3);

    [Fact]
    public void Hyperbolic_magnitudes_are_uniform_in_their_logarithm()
    {
        double Uniform(double x, double low) => Math.CopySign(Math.Log(Math.Abs(x) / low) / Math.Log(2 / low), x);
        Judge.Accepts(Judge.Uniform(Draw("hyperbolic(0.001,2)").Select(x => Uniform(x, 0.001))));
        // Density 1/|w|^1.03; a magnitude with the sign of another; the bounds taken for one octave less.
        Judge.Rejects(
            Judge.Uniform(Draw("hyperbolic(0.001,2)").Select(x => Uniform(x, 0.001)).Select(u => Math.CopySign(Math.Pow(Math.Abs(u), 1.03), u))));
        Judge.Rejects(Judge.Uniform(Draw("hyperbolic(0.0011,2)").Select(x => Uniform(x, 0.001))));
    }

    [Theory]
    [InlineData("exponential(0.01,0.05)", 0.01, 0.05)]
    [InlineData("laplace(0.05)", 0, 0.05)]
    public void Excesses_are_exponential(string law, double start, double mean)
    {
        IEnumerable<double> Uniforms(double start, double mean) =>
            Draw(law).Select(x => Math.CopySign(1 - Math.Exp(-Math.Max(0, Math.Abs(x) - start) / mean), x));
        Judge.Accepts(Judge.Uniform(Uniforms(start, mean)));
        Judge.Rejects(Judge.Uniform(Uniforms(start, mean * 1.04)));
        Judge.Rejects(Judge.Uniform(Uniforms(start + 0.0005, mean)));
        // Base 2 for base e.
        Judge.Rejects(Judge.Uniform(Draw(law).Select(x => Math.CopySign(1 - Math.Pow(2, -Math.Max(0, Math.Abs(x) - start) / mean), x))));
    }

    [Fact]
    public void Mixtures_are_mixed_in_their_share()
    {
        double[] values = Draw("mixture(0.3,uniform(-0.1,0.1),laplace(0.05))");
        double Uniform(double x, double share)
        {
            double size = Math.Abs(x);
            return Math.CopySign((share * Math.Min(size / 0.1, 1)) + ((1 - share) * (1 - Math.Exp(-size / 0.05))), x);
        }

        Judge.Accepts(Judge.Uniform(values.Select(x => Uniform(x, 0.3))));
        Judge.Rejects(Judge.Uniform(values.Select(x => Uniform(x, 0.36))));
    }

    [Fact]
    public void Parts_of_a_mixture_keep_their_law()
    {
        // Two laws that lie apart: each part by itself.
        double[] values = Draw("mixture(0.25,uniform(-1,1),exponential(2,0.5))");
        double[] inner = [.. values.Where(x => Math.Abs(x) < 1)];
        Judge.Accepts(Judge.Uniform(inner));
        Judge.Accepts(TailProbabilities.TwoSidedNormal((inner.Length - (0.25 * Count)) / Math.Sqrt(0.25 * 0.75 * Count)));
        Judge.Rejects(TailProbabilities.TwoSidedNormal((inner.Length - (0.26 * Count)) / Math.Sqrt(0.25 * 0.75 * Count)));
        Judge.Accepts(Judge.Uniform(values.Where(x => Math.Abs(x) >= 2).Select(x => Math.CopySign(1 - Math.Exp(-(Math.Abs(x) - 2) / 0.5), x))));
    }

    [Fact]
    public void Multiples_of_a_step_are_equally_likely()
    {
        int[] counts = new int[11];
        int[] rounded = new int[11];
        foreach (double x in Draw("lattice(0.25,5)"))
        {
            Assert.Equal(Math.Round(x / 0.25), x / 0.25);
            counts[(int)(x / 0.25) + 5]++;
        }

        // Rounding to the nearest gives the ends half their share.
        for (int i = 0; i < Count; i++) rounded[(int)Math.Round(5 * Stream.Uniform((ulong)i)) + 5]++;
        Judge.Accepts(Judge.Equal(counts));
        Judge.Rejects(Judge.Equal(rounded));
    }

    [Theory]
    [InlineData("hyperbolic(0.001,2)")]
    [InlineData("exponential(0.01,0.05)")]
    [InlineData("laplace(0.05)")]
    [InlineData("mixture(0.5,uniform(-1,1),mixture(0.25,normal(2),laplace(1)))")]
    [InlineData("lattice(0.0078125,127)")]
    public void Texts_read_back_and_no_number_passes_the_largest(string text)
    {
        Distribution law = Distribution.Parse(text);
        Assert.Equal(text, law.ToString());
        Assert.Equal(law, Distribution.Parse($" {text.Replace(",", " , ")} "));
        Assert.True(Draw(text).Max(Math.Abs) <= law.LargestMagnitude);
        foreach (double u in (double[])[1 - Math.ScaleB(1, -53), Math.ScaleB(1, -53), -1 + Math.ScaleB(1, -53), -Math.ScaleB(1, -53)])
        {
            float extreme = law.From(u);
            Assert.True(float.IsFinite(extreme) && Math.Abs(extreme) <= law.LargestMagnitude);
        }
    }

    [Theory]
    [InlineData("hyperbolic(0,1)")]
    [InlineData("hyperbolic(1,1)")]
    [InlineData("hyperbolic(2,1)")]
    [InlineData("hyperbolic(1)")]
    [InlineData("laplace(0)")]
    [InlineData("laplace(1e300)")]
    [InlineData("exponential(-1,1)")]
    [InlineData("exponential(NaN,1)")]
    [InlineData("mixture(0,normal(1),normal(2))")]
    [InlineData("mixture(1,normal(1),normal(2))")]
    [InlineData("mixture(0.5,normal(1))")]
    [InlineData("mixture(0.5,normal(1),normal(2)")]
    [InlineData("mixture(0.5,normal(1),,normal(2))")]
    [InlineData("lattice(0.5,0)")]
    [InlineData("lattice(0.5,1.5)")]
    [
        InlineData(
            "mixture(.5,mixture(.5,mixture(.5,mixture(.5,mixture(.5,mixture(.5,normal(1),"
                + "normal(1)),normal(1)),normal(1)),normal(1)),normal(1)),normal(1))"),
    ]
    public void Nonsense_is_refused(string text) => Assert.Throws<InvalidInputException>(() => Distribution.Parse(text));

    private static double[] Draw(string law)
    {
        float[] values = new float[Count];
        Distribution.Parse(law).Fill(Stream, 0, values);
        return [.. values.Select(x => (double)x)];
    }
}
