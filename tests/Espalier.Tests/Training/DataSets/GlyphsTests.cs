using System.Security.Cryptography;
using Espalier.Numerics.Random;
using Espalier.Tests.InstructionSets;
using Espalier.Tests.Numerics.Random;
using Espalier.Training.DataSets;

namespace Espalier.Tests.Training.DataSets;

public sealed class GlyphsTests
{
    /// <summary>
    /// SHA-256 of the pixels of images 0 to 99 of the training and of the test set of seed 1.
    /// <c>python3 tests/Espalier.Tests/Training/DataSets/glyphs_reference.py</c> (Python 3.11, standard library only; no tolerance)
    /// draws them from docs/formats.md alone and prints the same.
    /// </summary>
    [Theory]
    [Trait(InstructionSetMatrixTests.Trait, "any")]
    [InlineData(true, "fec4beb9798aabf908490eadd2acd2b7a5f661e9676d87647eb559909aac7e2c")]
    [InlineData(false, "9720f21c01d2ea000fd4b74c6c26833139f2fe49a86fb2dcbe02ae9eed06916d")]
    public void The_bytes_are_the_same_everywhere(bool training, string digest) =>
        Assert.Equal(digest, Convert.ToHexStringLower(SHA256.HashData(Glyphs.Make(1, training, 100, threads: 1).Pixels)));

    [Fact]
    public void Threads_change_nothing()
    {
        LabelledImages one = Glyphs.Make(5, training: true, 300, threads: 1);
        LabelledImages many = Glyphs.Make(5, training: true, 300, threads: 7);
        Assert.True(one.Pixels.SequenceEqual(many.Pixels) && one.Labels.SequenceEqual(many.Labels));
        byte[] single = new byte[784];
        Assert.Equal(one.Labels[123], Glyphs.Render(5, 123, single));
        Assert.Equal(one.PixelsOf(123).ToArray(), single);
    }

    [Fact]
    public void Labels_are_balanced()
    {
        LabelledImages set = Glyphs.Make(6, training: false, 1000, threads: 2);
        Assert.All(Enumerable.Range(0, 10), digit => Assert.Equal(100, set.Labels.Count((byte)digit)));
        Assert.Equal(10, set.Classes);
    }

    [Fact]
    public void No_image_recurs_within_or_across_sets()
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (LabelledImages set in new[] { Glyphs.Make(7, true, 1000, 2), Glyphs.Make(7, false, 1000, 2), Glyphs.Make(8, true, 1000, 2) })
        {
            for (int i = 0; i < set.Count; i++) Assert.True(seen.Add(Convert.ToHexString(set.PixelsOf(i))));
        }
    }

    [Fact]
    public void Every_image_has_ink_inside_and_little_at_the_border()
    {
        LabelledImages set = Glyphs.Make(9, training: true, 2000, threads: 2);
        int bright = 0;
        for (int i = 0; i < set.Count; i++)
        {
            ReadOnlySpan<byte> pixels = set.PixelsOf(i);
            int ink = 0;
            for (int p = 0; p < 784; p++)
            {
                if (pixels[p] < 128) continue;
                ink++;
                if (p % 28 is 0 or 27 || p / 28 is 0 or 27) bright++;
            }

            Assert.InRange(ink, 15, 300);
        }

        Assert.InRange(bright, 0, 2000);
    }

    /// <summary>Each digit's hands are equally likely, also over consecutive images of one digit.</summary>
    [Fact]
    public void Hands_are_equally_likely()
    {
        int[] counts = new int[3];
        for (uint index = 1; index < 300_000; index += 10)
            counts[(int)(3 * (0.5 * (new RandomStream(1, index, StreamPurpose.Glyphs).UniformSingle(0) + 1.0)))]++;
        Judge.Accepts(Judge.Equal(counts));
        counts[0] += 600;
        counts[1] -= 600;
        Judge.Rejects(Judge.Equal(counts));
    }

    /// <summary>Learnable and not trivial: nearest class mean, a linear rule, is right for most images and wrong for some.</summary>
    [Fact]
    [Slow]
    public void A_simple_linear_rule_is_often_but_not_always_right()
    {
        LabelledImages training = Glyphs.Make(10, training: true, 3000, threads: 2);
        LabelledImages test = Glyphs.Make(10, training: false, 1000, threads: 2);
        double[][] means = [.. Enumerable.Range(0, 10).Select(_ => new double[784])];
        for (int i = 0; i < training.Count; i++)
        {
            for (int p = 0; p < 784; p++) means[training.Labels[i]][p] += training.PixelsOf(i)[p] / 300.0;
        }

        int correct = 0;
        for (int i = 0; i < test.Count; i++)
        {
            byte[] pixels = [.. test.PixelsOf(i)];
            int nearest = Enumerable.Range(0, 10).MinBy(d => means[d].Zip(pixels, (m, x) => (m - x) * (m - x)).Sum());
            if (nearest == test.Labels[i]) correct++;
        }

        Assert.InRange(correct, 650, 950);
    }

    [Fact]
    public void Wrong_arguments_are_refused()
    {
        Assert.Throws<ArgumentException>(() => Glyphs.Render(1, 0, new byte[783]));
        Assert.Throws<ArgumentOutOfRangeException>(() => Glyphs.Make(1, true, -1, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Glyphs.Make(1, true, 1, 0));
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => Glyphs.Make(1, true, 10, 1, cancelled.Token));
    }
}
