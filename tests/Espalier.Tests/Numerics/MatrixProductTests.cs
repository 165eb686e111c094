using System.Numerics;
using System.Runtime.InteropServices;
using Espalier.Numerics;
using Espalier.Numerics.Random;
using Espalier.Tests.InstructionSets;

namespace Espalier.Tests.Numerics;

/// <summary>Every product equals, bit for bit, the chain that the contract states.</summary>
[Trait(InstructionSetMatrixTests.Trait, "any")]
public sealed class MatrixProductTests
{
    private const ulong Seed = 5;
    private readonly MatrixWorkspace _workspace = new();

    [Fact]
    public void Small_shapes_equal_the_chain()
    {
        int[] depths = [0, 1, 2, 7, 9];
        for (int m = 0; m <= 9; m++)
        {
            for (int n = 0; n <= 18; n++)
            {
                foreach (int k in depths) CheckBoth(m, k, n, (m + n + k) % 8, 1 + ((m + n) % 3));
            }
        }
    }

    // The tiles are 8 or 6 rows high and 32, 16 or 8 columns wide; a stretch of the depth is 192 or 96 long. The last three straddle blocks.
    [Theory]
    [InlineData(1, 200, 10)]
    [InlineData(1, 100, 130)]
    [InlineData(2, 97, 65)]
    [InlineData(3, 50, 33)]
    [InlineData(8, 95, 32)]
    [InlineData(9, 97, 31)]
    [InlineData(12, 193, 17)]
    [InlineData(13, 192, 16)]
    [InlineData(6, 191, 15)]
    [InlineData(7, 385, 64)]
    [InlineData(17, 33, 63)]
    [InlineData(25, 48, 49)]
    [InlineData(40, 8, 1)]
    [InlineData(270, 100, 40)]
    [InlineData(20, 30, 1100)]
    [InlineData(70, 110, 90)]
    public void Shapes_that_straddle_tiles_and_blocks_equal_the_chain(int m, int k, int n)
    {
        for (int form = 0; form < 8; form++) CheckBoth(m, k, n, form, 1 + (form % 3));
    }

    [Fact]
    public void Random_shapes_equal_the_chain()
    {
        var stream = new RandomStream(Seed, 99);
        for (uint i = 0; i < 120; i++)
        {
            int Extent(uint place, uint limit) => (int)(stream.Word((8 * i) + place) % (1 + (stream.Word((8 * i) + place + 4) % limit)));
            CheckBoth(Extent(0, 40), Extent(1, 120), Extent(2, 80), (int)(stream.Word((8 * i) + 3) % 8), 1 + (int)(i % 3));
        }
    }

    [Fact]
    public void Signed_zeros_infinities_and_subnormals_follow_the_chain()
    {
        float[] a = [-0f, 0f, float.Epsilon, float.MaxValue, float.PositiveInfinity, -1f];
        float[] b = [1f, -0f, 0.5f, 2f, -1f, 1e-45f];
        float[] c = new float[36];
        float[] expected = new float[36];
        MatrixProduct.Multiply(new MatrixView<float>(a, 6, 1), new MatrixView<float>(b, 1, 6), c);
        Chain<float>(new(a, 6, 1), new(b, 1, 6), expected, 6, accumulate: false);
        Assert.Equal(expected.Select(Bits), c.Select(Bits));
        Assert.Equal(0, Bits(c[1]));
    }

    [Fact]
    public void A_reused_workspace_allocates_nothing()
    {
        var a = new float[64 * 300];
        var b = new float[300 * 100];
        var c = new float[64 * 100];
        void Step() => MatrixProduct.Multiply(new MatrixView<float>(a, 64, 300), new MatrixView<float>(b, 300, 100), c, workspace: _workspace);
        Step();
        long before = GC.GetAllocatedBytesForCurrentThread();
        Step();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Shapes_that_do_not_fit_are_refused()
    {
        var data = new float[12];
        var result = new float[16];
        Assert.Throws<ArgumentException>(() => MatrixProduct.Multiply<float>(new(data, 3, 4), new(data, 3, 4), result));
        Assert.Throws<ArgumentException>(() => MatrixProduct.Multiply<float>(new(data, 3, 4), new(data, 4, 3), result.AsSpan(0, 8)));
        Assert.Throws<ArgumentException>(() => MatrixProduct.Multiply<float>(new(data, 3, 4), new(data, 4, 3), result, rowStride: 2));
        Assert.Throws<ArgumentException>(() => new MatrixView<float>(data, 3, 5));
        Assert.Throws<ArgumentException>(() => new MatrixView<float>(data, 2, 2, -1, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => MatrixProduct.Multiply<float>(new(data, 3, 4), new(data, 4, 3), result, threads: 0));
        Assert.Throws<NotSupportedException>(() => MatrixProduct.Multiply<Half>(new(new Half[1], 1, 1), new(new Half[1], 1, 1), new Half[1]));
    }

    [Fact]
    public void A_result_over_a_factor_is_refused()
    {
        var data = new float[16];
        Assert.Throws<ArgumentException>(() => MatrixProduct.Multiply<float>(new(data, 4, 4), new(new float[16], 4, 4), data));
        Assert.Throws<ArgumentException>(() => MatrixProduct.Multiply<float>(new(new float[16], 4, 4), new(data, 4, 4), data));
    }

    [Fact]
    public void A_view_knows_its_elements_and_its_transpose()
    {
        var view = new MatrixView<float>([1, 2, 3, 4, 5, 6], 2, 3);
        Assert.Equal((6f, 3f), (view[1, 2], view.Transposed[2, 0]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new MatrixView<float>([1, 2, 3, 4, 5, 6], 2, 3)[0, 3]);
    }

    private static int Bits(float value) => BitConverter.SingleToInt32Bits(value);

    private void CheckBoth(int m, int k, int n, int form, int threads)
    {
        Check<float>(m, k, n, form, threads);
        Check<double>(m, k, n, form, threads);
    }

    /// <summary>Bits of <paramref name="form"/>: A transposed, B transposed, accumulating.</summary>
    private void Check<T>(int m, int k, int n, int form, int threads)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        const int Gap = 3;
        MatrixView<T> a = (form & 1) == 0
            ? new(Values<T>(m * (k + Gap), 1), m, k, k + Gap, 1)
            : new MatrixView<T>(Values<T>(k * m, 1), k, m).Transposed;
        MatrixView<T> b = (form & 2) == 0
            ? new(Values<T>(k * (n + Gap), 2), k, n, n + Gap, 1)
            : new MatrixView<T>(Values<T>(n * k, 2), n, k).Transposed;
        T[] actual = Values<T>(m * (n + Gap), 3);
        T[] expected = [.. actual];
        MatrixProduct.Multiply(a, b, actual, n + Gap, (form & 4) != 0, threads, _workspace);
        Chain(a, b, expected, n + Gap, (form & 4) != 0);
        Assert.True(
            MemoryMarshal.AsBytes<T>(expected).SequenceEqual(MemoryMarshal.AsBytes<T>(actual)),
            $"{typeof(T).Name} {m}×{k}×{n}, form {form}, {threads} threads, seed {Seed}");
    }

    private static void Chain<T>(MatrixView<T> a, MatrixView<T> b, Span<T> c, int stride, bool accumulate)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int i = 0; i < a.Rows; i++)
        {
            for (int j = 0; j < b.Columns; j++)
            {
                T sum = accumulate ? c[(i * stride) + j] : T.Zero;
                for (int k = 0; k < a.Columns; k++) sum = T.FusedMultiplyAdd(a[i, k], b[k, j], sum);
                c[(i * stride) + j] = sum;
            }
        }
    }

    private static T[] Values<T>(int length, uint tensor)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var stream = new RandomStream(Seed, tensor);
        var values = new T[length];
        for (int i = 0; i < length; i++) values[i] = T.CreateTruncating(stream.Uniform((ulong)i));
        return values;
    }
}
