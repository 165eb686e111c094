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

    /// <summary>The unit vector along a coordinate.</summary>
    public static double[] Axis(int dimension, int coordinate = 0)
    {
        double[] axis = new double[dimension];
        axis[coordinate] = 1;
        return axis;
    }

    /// <summary>Takes out of a vector its part along a unit vector.</summary>
    public static void Remove(ReadOnlySpan<double> unit, Span<double> from)
    {
        double share = Dot(unit, from);
        for (int i = 0; i < from.Length; i++) from[i] -= share * unit[i];
    }

    /// <summary>The cosine and the sine of the angle between two unit vectors, the sine from what is left of one across the other.</summary>
    public static (double Cos, double Sin) Angle(ReadOnlySpan<double> unit, ReadOnlySpan<double> other)
    {
        double dot = Dot(unit, other);
        double square = 0;
        for (int i = 0; i < unit.Length; i++)
        {
            double across = other[i] - (dot * unit[i]);
            square += across * across;
        }

        return (dot, Math.Sqrt(square));
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
