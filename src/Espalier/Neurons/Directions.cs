namespace Espalier.Neurons;

/// <summary>Vectors of few coordinates, summed in the order of their entries on every machine.</summary>
internal static class Directions
{
    /// <summary>Below this sum, squares that vanished may have mattered.</summary>
    private const double LeastSquare = 1e-280;

    public static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        double sum = 0;
        for (int i = 0; i < a.Length; i++) sum += a[i] * b[i];
        return sum;
    }

    /// <summary>The Euclidean norm, whether or not squares leave the range of float64.</summary>
    public static double Norm(ReadOnlySpan<double> a)
    {
        double square = Dot(a, a);
        return square is > LeastSquare and <= double.MaxValue ? Math.Sqrt(square) : RescaledNorm(a);
    }

    /// <summary>The largest magnitude of an entry.</summary>
    public static double Largest(ReadOnlySpan<double> a)
    {
        double largest = 0;
        foreach (double entry in a) largest = Math.Max(largest, Math.Abs(entry));
        return largest;
    }

    /// <summary>Divides by the norm, unless it is 0.</summary>
    public static bool Normalise(Span<double> a)
    {
        double norm = Norm(a);
        if (!(norm > 0)) return false;
        for (int i = 0; i < a.Length; i++) a[i] /= norm;
        return true;
    }

    private static double RescaledNorm(ReadOnlySpan<double> a)
    {
        double largest = Largest(a);
        if (largest == 0 || !double.IsFinite(largest)) return largest;
        int exponent = Math.ILogB(largest);
        double square = 0;
        foreach (double entry in a)
        {
            double scaled = Math.ScaleB(entry, -exponent);
            square += scaled * scaled;
        }

        return Math.ScaleB(Math.Sqrt(square), exponent);
    }
}
