using Espalier.Numerics;

namespace Espalier.Certificates;

/// <summary>About the largest eigenvalue of a symmetric matrix, from below but for rounding, by Lanczos' method.</summary>
/// <remarks>Where the largest eigenvalues lie close together, as they do after scaling, it comes near far sooner than power iteration.</remarks>
internal static class LargestEigenvalue
{
    private const int Steps = 40;

    /// <summary>The estimate; 0 or no number where the arithmetic fails.</summary>
    /// <param name="matrix">The matrix, with nonnegative eigenvalues.</param>
    /// <param name="size">Its side.</param>
    public static double About(double[] matrix, int size)
    {
        var basis = new List<double[]>();
        List<double> diagonal = [], beside = [];
        double[] v = [.. Enumerable.Range(0, size).Select(static i => 1 + (0.5 * ((i * 29) % 17) / 17))];
        double length = Math.Sqrt(PaddedRows.ProductOfAny(v, v));
        for (int step = 0; step < Math.Min(Steps, size); step++)
        {
            for (int i = 0; i < size; i++) v[i] /= length;
            basis.Add(v);
            var image = new double[size];
            for (int i = 0; i < size; i++) image[i] = PaddedRows.ProductOfAny(matrix.AsSpan(i * size, size), v);
            diagonal.Add(PaddedRows.ProductOfAny(image, v));
            for (int twice = 0; twice < 2; twice++)
            {
                foreach (double[] each in basis)
                {
                    double share = PaddedRows.ProductOfAny(image, each);
                    for (int i = 0; i < size; i++) image[i] -= share * each[i];
                }
            }

            v = image;
            length = Math.Sqrt(PaddedRows.ProductOfAny(v, v));
            if (!(length > 1e-12 * Math.Abs(diagonal[0]))) break;
            beside.Add(length);
        }

        return OfTridiagonal(diagonal, beside);
    }

    /// <summary>By bisection: below the largest eigenvalue of T, not all pivots of x·I − T are positive.</summary>
    private static double OfTridiagonal(List<double> diagonal, List<double> beside)
    {
        double low = diagonal.Max(), high = diagonal.Max(Math.Abs) + (2 * beside.DefaultIfEmpty().Max());
        for (int step = 0; step < 60 && low < high; step++)
        {
            double middle = low + (0.5 * (high - low)), pivot = middle - diagonal[0];
            for (int i = 1; i < diagonal.Count && pivot > 0; i++) pivot = middle - diagonal[i] - (beside[i - 1] * beside[i - 1] / pivot);
            if (pivot > 0) high = middle;
            else low = middle;
        }

        return low;
    }
}
