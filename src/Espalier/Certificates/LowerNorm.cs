using Espalier.Numerics;

namespace Espalier.Certificates;

/// <summary>The spectral norm of a matrix from below, but for rounding, by power iteration: nothing that is claimed rests on it.</summary>
internal static class LowerNorm
{
    private const int Steps = 6;

    /// <summary>Far more than the roundings on the way.</summary>
    private const double Margin = 1 - 1e-9;

    /// <summary>Of two matrices of one shape side by side; the second may be empty.</summary>
    public static double Spectral(ReadOnlySpan<double> left, ReadOnlySpan<double> right, int rows, int columns)
    {
        var x = new double[columns];
        var y = new double[right.IsEmpty ? 0 : columns];
        Array.Fill(x, 1);
        Array.Fill(y, 1);
        double norm = 0;
        for (int step = 0; step < Steps; step++)
        {
            double length = Math.Sqrt(PaddedRows.ProductOfAny(x, x) + PaddedRows.ProductOfAny(y, y));
            double[] nextX = new double[x.Length], nextY = new double[y.Length];
            double squares = 0;
            for (int i = 0; i < rows; i++)
            {
                ReadOnlySpan<double> ofLeft = left.Slice(i * columns, columns), ofRight = y.Length == 0 ? [] : right.Slice(i * columns, columns);
                double image = (PaddedRows.ProductOfAny(ofLeft, x) + PaddedRows.ProductOfAny(ofRight, y)) / length;
                squares += image * image;
                AddScaled(image, ofLeft, nextX);
                AddScaled(image, ofRight, nextY);
            }

            (x, y) = (nextX, nextY);
            norm = Math.Max(norm, Math.Sqrt(squares));
            if (!(squares > 0)) break;
        }

        return double.IsFinite(norm) ? norm * Margin : 0;
    }

    private static void AddScaled(double factor, ReadOnlySpan<double> row, Span<double> to)
    {
        int whole = row.Length & ~7;
        PaddedRows.AddScaled(factor, row[..whole], to[..whole]);
        for (int i = whole; i < row.Length; i++) to[i] = Math.FusedMultiplyAdd(factor, row[i], to[i]);
    }
}
