using Espalier.Numerics.Random;

namespace Espalier.Tests.Numerics.Random;

public sealed class DistributionTests
{
    [Theory]
    [InlineData("uniform(-1,1)")]
    [InlineData("uniform(-0.4642,0.5407)")]
    [InlineData("uniform(0,1E-40)")]
    [InlineData("uniform(-3.4028235E+38,3.4028235E+38)")]
    [InlineData("normal(1)")]
    [InlineData("normal(0.05)")]
    [InlineData("normal(0.050507627227610534)")]
    [InlineData("normal(1E-20)")]
    public void The_canonical_text_reads_back_as_itself(string text)
    {
        Distribution law = Distribution.Parse(text);
        Assert.Equal(text, law.ToString());
        Assert.Equal(law, Distribution.Parse(law.ToString()));
    }

    [Theory]
    [InlineData(" uniform( -1.0 , +1e0 ) ", "uniform(-1,1)")]
    [InlineData("uniform(-0,1)", "uniform(0,1)")]
    [InlineData("uniform(0.1000000001,1)", "uniform(0.1,1)")]
    [InlineData("normal(.5)", "normal(0.5)")]
    public void Other_spellings_have_the_same_canonical_text(string text, string canonical) =>
        Assert.Equal(canonical, Distribution.Parse(text).ToString());

    [Theory]
    [InlineData("")]
    [InlineData("uniform")]
    [InlineData("uniform()")]
    [InlineData("uniform(1)")]
    [InlineData("uniform(-1,1")]
    [InlineData("uniform(-1,1,2)")]
    [InlineData("uniform(1,-1)")]
    [InlineData("uniform(1,1)")]
    [InlineData("uniform(0.1,0.1000000001)")]
    [InlineData("uniform(NaN,1)")]
    [InlineData("uniform(-Infinity,1)")]
    [InlineData("uniform(-1,1e39)")]
    [InlineData("uniform(-1;1)")]
    [InlineData("normal(0)")]
    [InlineData("normal(-1)")]
    [InlineData("normal(NaN)")]
    [InlineData("normal(Infinity)")]
    [InlineData("normal(1e400)")]
    [InlineData("normal(1e300)")]
    [InlineData("normal(1e-300)")]
    [InlineData("normal(0,1)")]
    [InlineData("cauchy(1)")]
    [InlineData("normal(1)x")]
    [InlineData("normal(\n\u001b[31m)")]
    public void Nonsense_is_refused(string text)
    {
        InvalidInputException error = Assert.Throws<InvalidInputException>(() => Distribution.Parse(text, "--distribution"));
        Assert.StartsWith("--distribution, '", error.Message);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public void Every_law_survives_its_text()
    {
        var draws = new RandomStream(8, 0, StreamPurpose.Sampling);
        for (ulong i = 0; i < 20_000; i += 2)
        {
            (float a, float b) = (BitConverter.UInt32BitsToSingle(draws.Word(i)), BitConverter.UInt32BitsToSingle(draws.Word(i + 1)));
            if (!float.IsFinite(a) || !float.IsFinite(b) || a == b) continue;
            var law = new UniformDistribution(Math.Min(a, b), Math.Max(a, b));
            Assert.Equal(law, Distribution.Parse(law.ToString()));
            Assert.InRange(law.At(draws, i), law.Low, law.High);
            var normal = new NormalDistribution(Math.Exp(60 * draws.Uniform(i)));
            Assert.Equal(normal, Distribution.Parse(normal.ToString()));
            Assert.True(float.IsFinite(normal.At(draws, i)));
        }
    }

    [Fact]
    public void The_ends_of_an_interval_are_never_passed()
    {
        // Half the width of [0, ε] rounds to nothing and that of the whole line is near the largest number.
        foreach (
            (float low, float high) in new[] { (0f, float.Epsilon), (-float.MaxValue, float.MaxValue), (1f, 1.0000001f), (16777216f, 16777218f) })
        {
            float[] values = new float[10_000];
            new RandomStream(9, 0).FillUniform(0, low, high, values);
            Assert.All(values, v => Assert.InRange(v, low, high));
        }
    }

    [Fact]
    public void Bounds_out_of_order_are_refused()
    {
        Assert.Throws<ArgumentException>(() => new RandomStream(1, 0).FillUniform(0, 1, -1, new float[1]));
        Assert.Throws<ArgumentException>(() => new RandomStream(1, 0).UniformSingle(0, float.NaN, 1));
        Assert.Throws<ArgumentException>(() => new RandomStream(1, 0).Uniform(0, 0, double.PositiveInfinity));
    }
}
