using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Espalier.Numerics.Random;
using Espalier.Numerics.Special;
using Espalier.Tests.InstructionSets;

namespace Espalier.Tests.Numerics.Random;

/// <summary>Bulk generation against one element at a time, bit for bit.</summary>
[Trait(InstructionSetMatrixTests.Trait, "any")]
public sealed class BulkTests
{
    private const float Low = -0.4642f;
    private const float High = 0.5407f;

    // Around every width and group: 4 words a block, 2 to 8 blocks a vector, 2 vectors a group, 256 normals and 2048 words a pass.
    private static readonly int[] Lengths =
    [
        0, 1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 32, 33, 63, 64, 65, 66, 67, 68, 127, 128, 129, 255,
        256, 257, 260, 1023, 1025, 2047, 2048, 2049, 2117,
    ];

    private static readonly ulong[] Starts =
    [
        0, 1, 2, 3, 4, 5, 63, 1000,
        // The low half of the block number carries into the high half within the run.
        (1UL << 34) - 70, (1UL << 34) - 33, (1UL << 34) - 1, (1UL << 33) - 5, (1UL << 40) + 3,
    ];

    private static readonly RandomStream Stream = new(0xFEDC_BA98_7654_3210, 77, StreamPurpose.Sampling);

    [Fact]
    public void Words_agree_with_the_scalar_twin() => ForAll<uint>((start, all) => Stream.FillWords(start, all), Stream.Word);

    [Fact]
    public void Single_uniforms_agree_with_the_scalar_twin() =>
        ForAll<float>((start, all) => Stream.FillUniform(start, all), Stream.UniformSingle);

    [Fact]
    public void Uniforms_on_an_interval_agree_with_the_scalar_twin() =>
        ForAll<float>((start, all) => Stream.FillUniform(start, Low, High, all), i => Stream.UniformSingle(i, Low, High));

    [Fact]
    public void Double_uniforms_agree_with_the_scalar_twin() => ForAll<double>((start, all) => Stream.FillUniform(start, all), Stream.Uniform);

    [Fact]
    public void Normals_agree_with_the_scalar_twin() => ForAll<double>((start, all) => Stream.FillNormal(start, all), Stream.Normal);

    [Fact]
    public void Single_normals_are_the_double_normals_rounded_once() =>
        ForAll<float>((start, all) => Stream.FillNormal(start, all), i => (float)Stream.Normal(i));

    [Fact]
    public void Distributions_agree_with_their_scalar_twins()
    {
        string[] laws =
        [
            "uniform(-0.4642,0.5407)", "normal(0.05)", "laplace(0.05)", "exponential(0.01,0.05)", "hyperbolic(0.001,2)", "lattice(0.125,9)",
            "mixture(0.3,uniform(-1,1),laplace(0.5))",
        ];
        foreach (Distribution law in laws.Select(text => Distribution.Parse(text)))
            ForAll<float>((start, all) => law.Fill(Stream, start, all), i => law.At(Stream, i));
    }

    [Fact]
    public void Every_lane_width_that_runs_here_agrees()
    {
        uint[] expected = new uint[512];
        ulong block = (1UL << 32) - 40;
        PhiloxBlocks.FillScalar(Stream, block, expected);
        uint[] words = new uint[512];
        void Check(int done)
        {
            Assert.Equal(512, done);
            Assert.Equal(expected, words);
            Array.Clear(words);
        }

        if (Avx512F.IsSupported) Check(PhiloxBlocks.FillLanes<Vector512<ulong>, PhiloxLanes512>(Stream, block, words));
        if (Avx2.IsSupported) Check(PhiloxBlocks.FillLanes<Vector256<ulong>, PhiloxLanes256>(Stream, block, words));
        if (Sse2.IsSupported) Check(PhiloxBlocks.FillLanes<Vector128<ulong>, PhiloxLanes128>(Stream, block, words));
        PhiloxBlocks.Fill(Stream, block, words);
        Check(512);
    }

    [Fact]
    public void Vectors_of_normals_agree_in_the_centre_the_middle_and_the_tail()
    {
        // Uniforms within 2⁻⁴⁰ of ±1 take the far tail; ±0.85 is where the centre ends.
        List<double> uniforms = [1 - double.Epsilon, 0, 0.85, -0.85, Math.BitIncrement(0.85), Math.BitDecrement(-0.85)];
        for (int bits = 1; bits <= 53; bits++) uniforms.AddRange([1 - Math.ScaleB(1, -bits), Math.ScaleB(1, -bits) - 1, Math.ScaleB(1, -bits)]);
        uniforms.RemoveAll(u => Math.Abs(u) >= 1);
        double[] values = [.. uniforms];
        BulkConversions.Normal(values);
        Assert.Equal(uniforms.Select(u => InverseNormal.FromCentred(0.5 * u)), values);
    }

    [Fact]
    public void Bulk_allocates_nothing()
    {
        float[] singles = new float[5000];
        double[] doubles = new double[5000];
        long before = 0;
        for (int warm = 0; warm < 2; warm++)
        {
            before = GC.GetAllocatedBytesForCurrentThread();
            Stream.FillUniform(3, singles);
            Stream.FillUniform(3, -2, 5, singles);
            Stream.FillUniform(3, doubles);
            Stream.FillNormal(3, doubles);
            Stream.FillNormal(3, singles);
        }

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public void The_last_indices_can_be_had_and_none_beyond()
    {
        uint[] words = new uint[70];
        Stream.FillWords(ulong.MaxValue - 69, words);
        Assert.Equal(Stream.Word(ulong.MaxValue), words[69]);
        Assert.Equal(Stream.Word(ulong.MaxValue - 69), words[0]);
        Assert.Throws<ArgumentOutOfRangeException>(() => Stream.FillWords(ulong.MaxValue - 68, words));
        Assert.Throws<ArgumentOutOfRangeException>(() => Stream.FillUniform(ulong.MaxValue - 3, new float[5]));
        double[] normals = new double[3];
        Stream.FillNormal(long.MaxValue - 2, normals);
        Assert.Equal(Stream.Normal(long.MaxValue), normals[2]);
        Assert.Throws<ArgumentOutOfRangeException>(() => Stream.FillNormal(long.MaxValue - 1, normals));
        Assert.Throws<ArgumentOutOfRangeException>(() => Stream.FillUniform(1UL << 63, normals));
        Stream.FillWords(ulong.MaxValue, []);
    }

    private delegate void Filler<T>(ulong start, Span<T> destination);

    private static void ForAll<T>(Filler<T> fill, Func<ulong, T> scalar)
        where T : struct
    {
        foreach (ulong start in Starts)
        {
            T[] expected = [.. Enumerable.Range(0, Lengths[^1]).Select(i => scalar(start + (ulong)i))];
            foreach (int length in Lengths)
            {
                // Guards on both sides: nothing is written beyond the span.
                T[] guarded = new T[length + 2];
                fill(start, guarded.AsSpan(1, length));
                Assert.True(expected.AsSpan(0, length).SequenceEqual(guarded.AsSpan(1, length)), $"start {start}, length {length}");
                Assert.Equal(default, guarded[0]);
                Assert.Equal(default, guarded[^1]);
            }
        }
    }
}
