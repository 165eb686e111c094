namespace Espalier.Neurons.Refits;

/// <summary>Solves G c = r for a positive semidefinite G by its Cholesky factor, with a little added to the diagonal.</summary>
internal static class NormalEquations
{
    /// <summary>Replaces the right side by the solution, and the lower half of the matrix by its factor.</summary>
    public static void Solve(double[] matrix, double[] right, int count, double ridge)
    {
        double largest = 0;
        for (int i = 0; i < count; i++) largest = Math.Max(largest, matrix[(i * count) + i]);
        if (!(largest > 0))
        {
            Array.Clear(right);
            return;
        }

        for (int i = 0; i < count; i++)
        {
            Span<double> row = matrix.AsSpan(i * count, count);
            row[i] += ridge * largest;
            for (int j = 0; j <= i; j++)
            {
                ReadOnlySpan<double> other = matrix.AsSpan(j * count, count);
                double rest = row[j] - Directions.Dot(row[..j], other[..j]);
                row[j] = i == j ? Math.Sqrt(Math.Max(rest, 0.01 * ridge * largest)) : rest / other[j];
            }
        }

        for (int i = 0; i < count; i++)
            right[i] = (right[i] - Directions.Dot(matrix.AsSpan(i * count, i), right.AsSpan(0, i))) / matrix[(i * count) + i];
        for (int i = count - 1; i >= 0; i--)
        {
            for (int j = i + 1; j < count; j++) right[i] -= matrix[(j * count) + i] * right[j];
            right[i] /= matrix[(i * count) + i];
        }
    }
}
