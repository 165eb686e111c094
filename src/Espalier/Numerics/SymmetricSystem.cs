namespace Espalier.Numerics;

/// <summary>Solves A·X = B for a symmetric positive definite A by its Cholesky factor, in blocks whose updates are matrix products.</summary>
internal static class SymmetricSystem
{
    private const int Block = 64;

    /// <summary>Replaces the right sides by the solutions, and the matrix by its factor.</summary>
    /// <param name="a">A, row-major n × n; of it the lower half is read.</param>
    /// <param name="b">B, row-major n × m.</param>
    /// <param name="n">The order of A.</param>
    /// <param name="threads">Cores to use; never changes the result.</param>
    /// <returns>Whether A is positive definite; if not, B means nothing.</returns>
    public static bool Solve(double[] a, double[] b, int n, int threads)
    {
        for (int first = 0; first < n; first += Block)
            if (!Factor(a, n, first, Math.Min(Block, n - first), threads)) return false;
        int m = b.Length / n;
        for (int first = 0; first < n; first += Block) Forward(a, b, n, m, first, Math.Min(Block, n - first), threads);
        for (int first = (n - 1) / Block * Block; first >= 0; first -= Block) Backward(a, b, n, m, first, Math.Min(Block, n - first), threads);
        return true;
    }

    /// <summary>Factors a block of columns and takes it out of all behind it.</summary>
    private static bool Factor(double[] a, int n, int first, int size, int threads)
    {
        for (int i = first; i < n; i++)
        {
            Span<double> row = a.AsSpan((i * n) + first, size);
            for (int j = 0; j < size && first + j <= i; j++)
            {
                ReadOnlySpan<double> other = a.AsSpan(((first + j) * n) + first, size);
                double rest = row[j];
                for (int k = 0; k < j; k++) rest -= row[k] * other[k];
                if (first + j < i) row[j] = rest / other[j];
                else if (!(rest > 0)) return false;
                else row[j] = Math.Sqrt(rest);
            }
        }

        int behind = first + size, left = n - behind;
        if (left == 0) return true;
        double[] panel = new double[left * size], negative = new double[left * size];
        for (int i = 0; i < left; i++)
        {
            for (int j = 0; j < size; j++) negative[(i * size) + j] = -(panel[(i * size) + j] = a[((behind + i) * n) + first + j]);
        }

        MatrixProduct.Multiply(
            new MatrixView<double>(negative, left, size),
            new MatrixView<double>(panel, size, left, 1, size),
            a.AsSpan((behind * n) + behind),
            n,
            accumulate: true,
            threads);
        return true;
    }

    private static void Forward(double[] a, double[] b, int n, int m, int first, int size, int threads)
    {
        for (int i = first; i < first + size; i++)
        {
            Span<double> row = b.AsSpan(i * m, m);
            for (int j = first; j < i; j++) Subtract(row, a[(i * n) + j], b.AsSpan(j * m, m));
            Divide(row, a[(i * n) + i]);
        }

        int behind = first + size;
        if (behind == n) return;
        double[] solved = Negative(b.AsSpan(first * m, size * m));
        MatrixProduct.Multiply(
            new MatrixView<double>(a.AsSpan((behind * n) + first), n - behind, size, n, 1),
            new MatrixView<double>(solved, size, m),
            b.AsSpan(behind * m),
            m,
            accumulate: true,
            threads);
    }

    private static void Backward(double[] a, double[] b, int n, int m, int first, int size, int threads)
    {
        for (int i = first + size - 1; i >= first; i--)
        {
            Span<double> row = b.AsSpan(i * m, m);
            for (int j = i + 1; j < first + size; j++) Subtract(row, a[(j * n) + i], b.AsSpan(j * m, m));
            Divide(row, a[(i * n) + i]);
        }

        if (first == 0) return;
        double[] solved = Negative(b.AsSpan(first * m, size * m));
        MatrixProduct.Multiply(
            new MatrixView<double>(a.AsSpan(first * n), first, size, 1, n),
            new MatrixView<double>(solved, size, m),
            b.AsSpan(0, first * m),
            m,
            accumulate: true,
            threads);
    }

    private static void Subtract(Span<double> row, double factor, ReadOnlySpan<double> other)
    {
        for (int i = 0; i < row.Length; i++) row[i] -= factor * other[i];
    }

    private static void Divide(Span<double> row, double divisor)
    {
        for (int i = 0; i < row.Length; i++) row[i] /= divisor;
    }

    private static double[] Negative(ReadOnlySpan<double> values)
    {
        double[] negative = values.ToArray();
        for (int i = 0; i < negative.Length; i++) negative[i] = -negative[i];
        return negative;
    }
}
