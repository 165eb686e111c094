namespace Espalier.Neurons;

/// <summary>Vectors of few coordinates, summed in the order of their entries on every machine.</summary>
internal static class Directions
{
    public static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        double sum = 0;
        for (int i = 0; i < a.Length; i++) sum += a[i] * b[i];
        return sum;
    }

    public static double Norm(ReadOnlySpan<double> a) => Math.Sqrt(Dot(a, a));

    /// <summary>Divides by the norm, unless it is 0.</summary>
    public static bool Normalise(Span<double> a)
    {
        double norm = Norm(a);
        if (!(norm > 0)) return false;
        for (int i = 0; i < a.Length; i++) a[i] /= norm;
        return true;
    }
}
