using System.Numerics;
using Espalier.Numerics.Random;

namespace Espalier.Tests.Numerics.Random;

/// <summary>Streams against the laws they claim; each test also meets a generator with a plausible mistake and must reject it.</summary>
public sealed class StreamStatisticsTests
{
    private const int Count = 1 << 20;
    private static readonly RandomStream Stream = new(20_26, 3);

    [Fact]
    public void Single_uniforms_are_uniform()
    {
        float[] values = Uniforms(Stream);
        Judge.Accepts(Judge.Uniform(values.Select(v => (double)v)));
        // A slight warp that keeps the sign and the ends.
        Judge.Rejects(Judge.Uniform(values.Select(v => v * (0.97 + (0.03 * Math.Abs(v))))));
    }

    [Fact]
    public void Low_bits_of_single_uniforms_are_uniform()
    {
        int[] counts = new int[256];
        int[] rounded = new int[256];
        foreach (float v in Uniforms(Stream))
        {
            int k = (int)((v * (1 << 23)) - 0.5f) + (1 << 23);
            counts[k & 255]++;
            // One bit fewer, for the larger half: what a fraction made in [1, 2) and shifted to [−1, 1) loses.
            rounded[k & 255 & ~(k >> 23)]++;
        }

        Judge.Accepts(Judge.Equal(counts));
        Judge.Rejects(Judge.Equal(rounded));
    }

    [Fact]
    public void Double_uniforms_are_uniform()
    {
        double[] values = new double[Count];
        Stream.FillUniform(0, values);
        Judge.Accepts(Judge.Uniform(values));
        // The low word twice where the high word belongs would still pass here; a sum of two words does not.
        Judge.Rejects(Judge.Uniform(values.Select((v, i) => (v + (0.02 * values[i ^ 1])) / 1.02)));
    }

    [Fact]
    public void Low_bits_of_double_uniforms_are_uniform()
    {
        double[] values = new double[Count];
        Stream.FillUniform(0, values);
        int[] counts = new int[256];
        int[] single = new int[256];
        foreach (double v in values)
        {
            counts[(long)((v * (1L << 52)) - 0.5) & 255]++;
            single[(long)((float)v * (1L << 52)) & 255]++;
        }

        Judge.Accepts(Judge.Equal(counts));
        Judge.Rejects(Judge.Equal(single));
    }

    [Fact]
    [Slow]
    public void Normals_are_normal()
    {
        double[] values = new double[1 << 18];
        Stream.FillNormal(0, values);
        Judge.Accepts(Judge.Normal(values));
        // A sum of four uniforms looks normal to the eye.
        Judge.Rejects(Judge.Normal(Sums(4, 1 << 18)));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(3.8)]
    [Slow]
    public void Tails_of_normals_are_normal(double z)
    {
        double[] values = new double[Count];
        Stream.FillNormal(0, values);
        Judge.Accepts(Judge.NormalTail(values, z));
        Judge.Rejects(Judge.NormalTail(Sums(z > 2 ? 12 : 3, Count), z));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(784)]
    [Slow]
    public void A_stream_is_independent_of_itself_shifted(int lag)
    {
        float[] values = Uniforms(Stream);
        Judge.Accepts(Judge.Uncorrelated(values.AsSpan(lag), values.AsSpan(0, Count - lag)));
        Judge.Accepts(Judge.Independent(values.AsSpan(lag), values.AsSpan(0, Count - lag)));
        float[] mixed = [.. values.Select((v, i) => i < lag ? v : (0.99f * v) + (0.01f * values[i - lag]))];
        Judge.Rejects(Judge.Uncorrelated(mixed.AsSpan(lag), mixed.AsSpan(0, Count - lag)));
        float[] repeating = [.. values.Select((v, i) => i % 50 == 0 && i >= lag ? values[i - lag] : v)];
        Judge.Rejects(Judge.Independent(repeating.AsSpan(lag), repeating.AsSpan(0, Count - lag)));
    }

    public static TheoryData<RandomStream> Neighbours =>
    [
        Stream with { Tensor = 4 },
        Stream with { Tensor = 3 + (1u << 31) },
        Stream with { Seed = 20_27 },
        Stream with { Seed = 20_26 + (1UL << 32) },
        Stream with { Purpose = StreamPurpose.Order },
    ];

    [Theory]
    [MemberData(nameof(Neighbours))]
    [Slow]
    public void Neighbouring_streams_are_independent(RandomStream neighbour)
    {
        float[] values = Uniforms(Stream);
        float[] others = Uniforms(neighbour);
        // A generator that seeds by adding to its state gives the neighbour the same numbers, shifted.
        float[] shifted = [.. values.Skip(1), 0];
        for (int lag = 0; lag <= 2; lag++)
        {
            Judge.Accepts(Judge.Uncorrelated(values.AsSpan(lag), others.AsSpan(0, Count - lag)));
            Judge.Accepts(Judge.Independent(values.AsSpan(lag), others.AsSpan(0, Count - lag)));
        }

        Judge.Rejects(Judge.Independent(values.AsSpan(1), shifted.AsSpan(0, Count - 1)));
    }

    /// <summary>Flipping one bit of key or counter flips each of the 128 output bits half the time.</summary>
    [Fact]
    public void Every_input_bit_reaches_every_output_bit()
    {
        Judge.Accepts(Avalanche(rounds: Philox.Rounds));
        Judge.Rejects(Avalanche(rounds: 4));
    }

    private static double Avalanche(int rounds)
    {
        const int Trials = 500;
        double statistic = 0;
        int[] flips = new int[192 * 128];
        for (int trial = 0; trial < Trials; trial++)
        {
            uint[] input = new uint[6];
            Stream.FillWords((ulong)trial * 8, input);
            uint[] plain = Reduced(input, rounds);
            for (int bit = 0; bit < 192; bit++)
            {
                input[bit >> 5] ^= 1u << (bit & 31);
                uint[] flipped = Reduced(input, rounds);
                input[bit >> 5] ^= 1u << (bit & 31);
                for (int i = 0; i < 4; i++)
                {
                    for (uint rest = plain[i] ^ flipped[i]; rest != 0; rest &= rest - 1)
                        flips[(bit * 128) + (i * 32) + BitOperations.TrailingZeroCount(rest)]++;
                }
            }
        }

        foreach (int count in flips) statistic += (count - (Trials / 2.0)) * (count - (Trials / 2.0)) / (Trials / 4.0);
        // A sum of 24 576 nearly independent squares: compare the mean square, four times as loosely as independence would have it.
        return TailProbabilities.TwoSidedNormal((statistic - flips.Length) / (4 * Math.Sqrt(2.0 * flips.Length)));
    }

    private static uint[] Reduced(uint[] input, int rounds)
    {
        if (rounds == Philox.Rounds)
        {
            (uint w0, uint w1, uint w2, uint w3) = Philox.Block(input[0], input[1], input[2], input[3], input[4], input[5]);
            return [w0, w1, w2, w3];
        }

        uint[] c = input[..4];
        for (uint round = 0; round < rounds; round++)
        {
            ulong product0 = (ulong)Philox.Multiplier0 * c[0];
            ulong product1 = (ulong)Philox.Multiplier1 * c[2];
            uint key0 = input[4] + (round * Philox.KeyStep0);
            uint key1 = input[5] + (round * Philox.KeyStep1);
            c = [(uint)(product1 >> 32) ^ c[1] ^ key0, (uint)product1, (uint)(product0 >> 32) ^ c[3] ^ key1, (uint)product0];
        }

        return c;
    }

    private static float[] Uniforms(RandomStream stream)
    {
        float[] values = new float[Count];
        stream.FillUniform(0, values);
        return values;
    }

    /// <summary>Sums of uniforms, scaled to variance 1.</summary>
    private static double[] Sums(int terms, int count)
    {
        double[] uniforms = new double[terms * count];
        Stream.FillUniform(0, uniforms);
        double scale = Math.Sqrt(3.0 / terms);
        double[] sums = new double[count];
        for (int i = 0; i < uniforms.Length; i++) sums[i / terms] += scale * uniforms[i];
        return sums;
    }
}
