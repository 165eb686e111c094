using System.Numerics;
using Espalier.Certificates;
using Espalier.Numerics.Random;

namespace Espalier.Tests.Certificates;

public sealed class UpperNormsTests
{
    private static readonly (int Rows, int Columns)[] Shapes = [(1, 1), (1, 9), (9, 1), (3, 3), (20, 20), (7, 40), (40, 7), (64, 50), (130, 33)];

    [Fact]
    public void The_spectral_bound_lies_just_above_power_iteration()
    {
        for (ulong seed = 1; seed <= 6; seed++)
        {
            foreach ((int rows, int columns) in Shapes)
            {
                double[] matrix = Values(seed, rows * columns);
                double lower = PowerIteration(matrix, rows, columns);
                Assert.InRange(UpperNorms.Spectral(matrix, rows, columns, threads: 2), lower * (1 - 1e-13), lower * 1.01);
            }
        }
    }

    [Theory]
    [InlineData(1e-320)]
    [InlineData(1e-308)]
    [InlineData(1e-300)]
    [InlineData(1e-160)]
    [InlineData(1e-61)]
    [InlineData(1e-59)]
    [InlineData(1e60)]
    [InlineData(1e62)]
    [InlineData(1e160)]
    [InlineData(1e300)]
    public void Scale_neither_overflows_nor_vanishes(double scale)
    {
        foreach ((int rows, int columns) in Shapes)
        {
            double[] matrix = [.. Values(3, rows * columns).Select(value => value * scale)];
            // A power of two brings the values near 1 without rounding, so the reference neither overflows nor underflows.
            int exponent = Math.ILogB(scale);
            double lower = Math.ScaleB(PowerIteration([.. matrix.Select(value => Math.ScaleB(value, -exponent))], rows, columns), exponent);
            double upper = UpperNorms.Spectral(matrix, rows, columns, threads: 1);
            // A subnormal has few digits, so the division back rounds by one of its units.
            Assert.InRange(upper, (lower * (1 - 1e-13)) - double.Epsilon, (lower * 1.01) + 1e-318);
        }
    }

    [Fact]
    public void Wildly_mixed_scales_stay_above_the_largest_row_and_column()
    {
        for (ulong seed = 1; seed <= 30; seed++)
        {
            (int rows, int columns) = Shapes[(int)(seed % (ulong)Shapes.Length)];
            double[] matrix = Values(seed, rows * columns);
            double[] exponents = Values(seed + 1000, rows * columns);
            for (int i = 0; i < matrix.Length; i++) matrix[i] = Math.ScaleB(matrix[i], (int)(exponents[i] * 990));
            double upper = UpperNorms.Spectral(matrix, rows, columns, threads: 1);
            double largest = matrix.Max(Math.Abs);
            Assert.InRange(upper, largest, largest * Math.Sqrt(matrix.Length) * (1 + 1e-12));
        }
    }

    [Fact]
    public void Low_rank_is_exact_up_to_rounding()
    {
        for (ulong seed = 1; seed <= 10; seed++)
        {
            foreach ((int rows, int columns) in Shapes)
            {
                double[] left = Values(seed, rows);
                double[] right = Values(seed + 500, columns);
                double[] matrix = [.. left.SelectMany(a => right.Select(b => a * b))];
                double norm = Math.Sqrt(left.Sum(a => a * a) * right.Sum(b => b * b));
                Assert.InRange(UpperNorms.Spectral(matrix, rows, columns, threads: 1), norm * (1 - 1e-13), norm * (1 + 1e-3));
            }
        }
    }

    [Fact]
    public void Orthogonal_matrices_are_the_hardest_and_stay_within_a_hundredth()
    {
        const int side = 64;
        var identity = new double[side * side];
        for (int i = 0; i < side; i++) identity[(i * side) + (i * 7 % side)] = i % 2 == 0 ? 1 : -1;
        Assert.InRange(UpperNorms.Spectral(identity, side, side, threads: 1), 1, 1.01);
        Assert.Equal(0, UpperNorms.Spectral(new double[12], 3, 4, threads: 1));
    }

    [Theory]
    [InlineData(5, 20)]
    [InlineData(20, 5)]
    [InlineData(20, 12)]
    [InlineData(1, 1)]
    public void Two_matrices_side_by_side_are_one_of_twice_the_width(int rows, int columns)
    {
        foreach (double scale in new[] { 1, 1e-200, 1e200 })
        {
            double[] left = [.. Values(8, rows * columns).Select(value => value * scale)];
            double[] right = [.. Values(9, rows * columns).Select(value => value * scale * 3)];
            double[] both = [
                .. Enumerable.Range(0, rows).SelectMany(i => left.Skip(i * columns).Take(columns).Concat(right.Skip(i * columns).Take(columns))),
            ];
            double whole = UpperNorms.Spectral(both, rows, 2 * columns, threads: 1);
            Assert.Equal(1, UpperNorms.Spectral(left, right, rows, columns, threads: 2) / whole, 1e-12);
            Assert.Equal(1, UpperNorms.Euclidean(left, right) / UpperNorms.Euclidean(both), 1e-14);
        }
    }

    /// <summary>Against whole numbers, of which a float64 is one when multiplied by 2¹⁰⁷⁴.</summary>
    [Theory]
    [InlineData(1023)]
    [InlineData(1024)]
    [InlineData(4099)]
    public void Long_vectors_are_no_longer_than_their_bound(int length)
    {
        foreach (double scale in new[] { 1, 1e-59, 1e59, 1e-200 })
        {
            double[] vector = [.. Values(11, length).Select(value => value * scale)];
            BigInteger squares = 0;
            foreach (double value in vector) squares += Whole(value) * Whole(value);
            double bound = UpperNorms.Euclidean(vector);
            Assert.True(Whole(bound) * Whole(bound) >= squares);
            Assert.InRange(bound, 0, Math.Sqrt(vector.Sum(value => value / scale * (value / scale))) * scale * (1 + 2e-13));
        }

        static BigInteger Whole(double value)
        {
            long bits = BitConverter.DoubleToInt64Bits(Math.Abs(value)), fraction = bits & ((1L << 52) - 1);
            int exponent = (int)(bits >> 52);
            return exponent == 0 ? fraction : new BigInteger(fraction | (1L << 52)) << (exponent - 1);
        }
    }

    [Fact]
    public void Threads_change_no_bit()
    {
        double[] matrix = Values(4, 90 * 70);
        Assert.Equal(UpperNorms.Spectral(matrix, 90, 70, threads: 1), UpperNorms.Spectral(matrix, 90, 70, threads: 3));
    }

    /// <summary>‖A·v‖/‖v‖ for a v near the first singular vector: never above the norm by more than its own rounding.</summary>
    private static double PowerIteration(double[] matrix, int rows, int columns)
    {
        double[] v = Values(77, columns);
        double norm = 0;
        for (int step = 0; step < 400; step++)
        {
            double length = Math.Sqrt(v.Sum(value => value * value));
            for (int j = 0; j < columns; j++) v[j] /= length;
            var image = new double[rows];
            for (int i = 0; i < rows; i++)
                for (int j = 0; j < columns; j++) image[i] += matrix[(i * columns) + j] * v[j];
            norm = Math.Sqrt(image.Sum(value => value * value));
            double peak = image.Max(Math.Abs);
            Array.Clear(v);
            for (int i = 0; i < rows; i++)
                for (int j = 0; j < columns; j++) v[j] += matrix[(i * columns) + j] / peak * (image[i] / peak);
        }

        return norm;
    }

    private static double[] Values(ulong seed, int count)
    {
        var stream = new RandomStream(seed, 0, StreamPurpose.Sampling);
        return [.. Enumerable.Range(0, count).Select(i => stream.Uniform((ulong)i))];
    }
}
