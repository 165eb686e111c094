using System.Runtime.CompilerServices;
using Espalier.Graphs.LinearMaps;
using Espalier.Numerics;

namespace Espalier.Certificates;

/// <summary>Upper bounds on norms: no rounding ever makes them too small.</summary>
public static class UpperNorms
{
    /// <summary>The most multiply-adds that squaring may cost in all; large matrices are squared fewer times, which loosens the bound.</summary>
    private const double MostWork = 4e10;

    private const int MostSquarings = 10;

    /// <summary>From this length on a sum's own error is bounded, rather than each term rounded upward, which is much faster and no looser.</summary>
    private const int LongVector = 1024;

    /// <summary>
    /// Magnitudes between 2^−200 and 2^200 need no scaling: neither the Gram matrix nor its square leaves the range of float64, and
    /// what underflows in either, at most 2⁶²·2⁻¹⁰⁷⁴ in all, is far below <see cref="Rounding.Underflow"/>.
    /// </summary>
    private const int PlainExponent = 200;

    /// <summary>An upper bound on the Euclidean norm.</summary>
    public static double Euclidean(ReadOnlySpan<double> vector) => Euclidean(vector, []);

    /// <summary>An upper bound on the Euclidean norm of two vectors, one behind the other.</summary>
    internal static double Euclidean(ReadOnlySpan<double> first, ReadOnlySpan<double> second)
    {
        int scale = Exponent(first, second);
        if (first.Length >= LongVector && Math.Abs(scale) <= PlainExponent) return LongEuclidean(first, second);
        return Outward.ScaleUp(Outward.SqrtUp(AddSquares(AddSquares(0, first, scale), second, scale)), scale);
    }

    /// <summary>The same by plain sums in lanes: each misses its exact value by at most as many roundings as its chain has terms.</summary>
    private static double LongEuclidean(ReadOnlySpan<double> first, ReadOnlySpan<double> second)
    {
        int chain = (Math.Max(first.Length, second.Length) / 8) + 16;
        double sum = SquareSum(first) + SquareSum(second);
        return Outward.SqrtUp(Outward.AddUp(Outward.AddUp(sum, Outward.MultiplyUp(2 * Gamma(chain), sum)), Rounding.Underflow));
    }

    private static double SquareSum(ReadOnlySpan<double> vector)
    {
        int whole = vector.Length & ~7;
        double sum = PaddedRows.SquareSum(vector[..whole]);
        foreach (double value in vector[whole..]) sum += value * value;
        return sum;
    }

    /// <summary>
    /// An upper bound on the spectral norm of a row-major matrix: ‖A‖₂ ≤ ‖(AᵀA)^m‖_F^(1/2m) with m a power of two, by repeated
    /// squaring; or the Frobenius norm where that is smaller. Power iteration would give a lower bound.
    /// </summary>
    /// <remarks>
    /// G = AᵀA is computed with an error of at most γ·‖A‖²_F in the Frobenius norm, and a square of G ± e with at most
    /// 2‖G‖_F·e + e² + γ‖G‖²_F, where γ = p·u/(1 − p·u) for chains of p fused multiply-adds. Scaling is by powers of two.
    /// </remarks>
    public static double Spectral(ReadOnlySpan<double> matrix, int rows, int columns, int threads) => Spectral(matrix, [], rows, columns, threads);

    /// <summary>
    /// The same for any linear map: where its matrix is not stored, Schur's test ‖A‖₂ ≤ √(largest row sum · largest column sum) of magnitudes.
    /// </summary>
    internal static double Spectral(LinearMap map, int threads)
    {
        if (map is RepeatedMap repeated) return Spectral(repeated.OfOne, threads);
        if (!map.Matrix.IsEmpty) return Spectral(map.Matrix, map.Outputs, map.Inputs, threads);
        (double row, double column) = map.LargestSums();
        double schur = Outward.SqrtUp(Outward.MultiplyUp(row, column));
        return map is ConvolutionMap convolution ? Math.Min(schur, Spectral(convolution, threads)) : schur;
    }

    /// <summary>
    /// Of a convolution by the norm of its kernels as a matrix over what a place reads, where each element is read by so many places; or as one
    /// over what an element goes to, where each place adds up so many taps.
    /// </summary>
    private static double Spectral(ConvolutionMap map, int threads)
    {
        (double gathered, double scattered) = (0, 0);
        for (int group = 0; group < map.Groups; group++)
        {
            ReadOnlySpan<double> matrix = map.MatrixOf(group);
            int channels = map.Outputs / map.Places / map.Groups, length = matrix.Length / channels, inputs = length / map.Taps;
            gathered = Math.Max(gathered, Spectral(matrix, channels, length, threads));
            var turned = new double[matrix.Length];
            for (int i = 0; i < turned.Length; i++)
                turned[(((i / length * map.Taps) + (i % map.Taps)) * inputs) + (i % length / map.Taps)] = matrix[i];
            scattered = Math.Max(scattered, Spectral(turned, channels * map.Taps, inputs, threads));
        }

        return Math.Min(Outward.MultiplyUp(gathered, Outward.SqrtUp(map.MostReaders)), Outward.MultiplyUp(scattered, Outward.SqrtUp(map.Taps)));
    }

    /// <summary>The same for two matrices of one shape side by side, without ever copying them together; the second may be empty.</summary>
    internal static double Spectral(ReadOnlySpan<double> left, ReadOnlySpan<double> right, int rows, int columns, int threads)
    {
        double frobenius = Euclidean(left, right);
        if (frobenius == 0 || !double.IsFinite(frobenius)) return frobenius;
        int width = right.IsEmpty ? columns : checked(2 * columns);
        int side = Math.Min(rows, width);
        double work = Math.Pow(side, 3);
        int squarings = (int)Math.Clamp(MostWork / work, 0, MostSquarings);
        int exponent = Exponent(left, right);
        if (Math.Abs(exponent) <= PlainExponent) exponent = 0;
        double[] gram = exponent == 0
            ? Gram(left, right, rows, columns, threads)
            : Gram(Scaled(left, -exponent), Scaled(right, -exponent), rows, columns, threads);
        double unscaled = Math.ScaleB(frobenius, -exponent);
        double error = Outward.AddUp(Outward.MultiplyUp(Gamma(Math.Max(rows, width)), Outward.MultiplyUp(unscaled, unscaled)), Rounding.Underflow);
        long scale = 2L * exponent;
        int roots = 1;
        double[] square = squarings > 0 ? new double[gram.Length] : [];
        for (; roots <= squarings; roots++)
        {
            double norm = Euclidean(gram);
            var view = new MatrixView<double>(gram, side, side);
            MatrixProduct.Multiply(view, view, square, accumulate: false, threads);
            double carried = Outward.MultiplyUp(error, Outward.AddUp(2 * norm, error));
            error = Outward.AddUp(carried, Outward.MultiplyUp(Gamma(side), Outward.MultiplyUp(norm, norm)));
            int shift = Exponent(square);
            for (int i = 0; i < square.Length; i++) square[i] = Math.ScaleB(square[i], -shift);
            error = Outward.AddUp(Outward.ScaleUp(error, -shift), Rounding.Underflow);
            scale = (2 * scale) + shift;
            (gram, square) = (square, gram);
        }

        return Math.Min(frobenius, Root(Outward.AddUp(Euclidean(gram), error), scale, roots));
    }

    /// <summary>
    /// The same for less work: a little above an estimate, where that can be proved; or what is enough, if that is more.
    /// </summary>
    /// <remarks>
    /// If Cholesky's algorithm comes to its end on Ã = m·I − AᵀA as computed, then λmin(Ã) ≥ −γ/(1 − γ)·tr Ã with γ of p + 1 roundings, in any
    /// order of summation (Demmel; Rump 2006). So λmax is at most m, and that, and what the Gram matrix misses.
    /// </remarks>
    internal static double SpectralNear(ReadOnlySpan<double> matrix, int rows, int columns, double enough, int threads)
    {
        double frobenius = Euclidean(matrix);
        int side = Math.Min(rows, columns);
        bool isPlain = frobenius > 0 && Math.Abs(Exponent(matrix)) <= PlainExponent;
        if (!isPlain || side < 32) return Spectral(matrix, rows, columns, threads);
        double[] gram = Gram(matrix, [], rows, columns, threads);
        double relative = Gamma(Math.Max(rows, columns));
        double missed = Outward.AddUp(Outward.MultiplyUp(relative, Outward.MultiplyUp(frobenius, frobenius)), Rounding.Underflow);
        double about = Math.Sqrt(LargestEigenvalue.About(gram, side));
        foreach (double share in (double[])[1.0005, 1.002, 1.005, 1.01, 1.03, 1.1])
        {
            double near = Math.Max(share * about, enough);
            double most = near * near;
            if (!(about > 0) || !double.IsFinite(most) || !IsDefinite(gram, side, most)) continue;
            double lost = Outward.MultiplyUp(Outward.MultiplyUp(4 * Gamma(side + 4), side), most);
            return Math.Min(frobenius, Outward.SqrtUp(Outward.AddUp(Outward.AddUp(most, lost), missed)));
        }

        return Spectral(matrix, rows, columns, threads);
    }

    /// <summary>Whether Cholesky's algorithm comes to its end on m·I − G, row by row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static bool IsDefinite(double[] gram, int side, double most)
    {
        int stride = ColumnMatrix.Padded(side);
        var factor = new double[side * stride];
        for (int i = 0; i < side; i++)
        {
            Span<double> row = factor.AsSpan(i * stride, stride);
            for (int j = 0; j <= i; j++)
            {
                int length = ColumnMatrix.Padded(j);
                Span<double> other = factor.AsSpan(j * stride, stride);
                double value = (i == j ? most : 0) - gram[(i * side) + j] - PaddedRows.Product(row[..length], other[..length]);
                if (i != j) row[j] = value / other[j];
                else if (value > 0) row[i] = Math.Sqrt(value);
                else return false;
            }
        }

        return true;
    }

    /// <summary>AᵀA or AAᵀ, whichever is smaller, of A = [left right].</summary>
    private static double[] Gram(ReadOnlySpan<double> left, ReadOnlySpan<double> right, int rows, int columns, int threads)
    {
        int blocks = right.IsEmpty ? 1 : 2;
        int width = blocks * columns;
        int side = Math.Min(rows, width);
        var gram = new double[checked(side * side)];
        for (int i = 0; i < blocks; i++)
        {
            var first = new MatrixView<double>(i == 0 ? left : right, rows, columns);
            if (rows <= width)
            {
                MatrixProduct.Multiply(first, first.Transposed, gram, accumulate: i > 0, threads);
                continue;
            }

            for (int j = 0; j < blocks; j++)
            {
                var second = new MatrixView<double>(j == 0 ? left : right, rows, columns);
                MatrixProduct.Multiply(
                    first.Transposed, second, gram.AsSpan((i * columns * width) + (j * columns)), width, accumulate: false, threads);
            }
        }

        return gram;
    }

    private static double[] Scaled(ReadOnlySpan<double> matrix, int exponent)
    {
        var scaled = new double[matrix.Length];
        for (int i = 0; i < scaled.Length; i++) scaled[i] = Math.ScaleB(matrix[i], exponent);
        return scaled;
    }

    /// <summary>(value · 2^scale)^(1/2^roots), rounded up.</summary>
    private static double Root(double value, long scale, int roots)
    {
        for (int i = 0; i < roots; i++)
        {
            if ((scale & 1) != 0)
            {
                value *= 2;
                scale--;
            }

            value = Outward.SqrtUp(value);
            scale /= 2;
        }

        return Outward.ScaleUp(value, (int)Math.Clamp(scale, -3000, 3000));
    }

    private static double Gamma(int length)
    {
        double roundings = length * Rounding.Nearest;
        return Outward.DivideUp(roundings, 1 - (2 * roundings));
    }

    private static double AddSquares(double sum, ReadOnlySpan<double> vector, int scale)
    {
        foreach (double value in vector)
        {
            double scaled = Outward.ScaleUp(Math.Abs(value), -scale);
            sum = Outward.AddUp(sum, Outward.MultiplyUp(scaled, scaled));
        }

        return sum;
    }

    private static int Exponent(ReadOnlySpan<double> values) => Exponent(values, []);

    /// <summary>The binary exponent of the largest magnitude, so that dividing by 2^exponent brings it into [1, 2); 0 where all are 0.</summary>
    private static int Exponent(ReadOnlySpan<double> first, ReadOnlySpan<double> second)
    {
        double largest = 0;
        foreach (double value in first) largest = Math.Max(largest, Math.Abs(value));
        foreach (double value in second) largest = Math.Max(largest, Math.Abs(value));
        return largest == 0 || !double.IsFinite(largest) ? 0 : Math.ILogB(largest);
    }
}
