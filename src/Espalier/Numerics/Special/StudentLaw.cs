namespace Espalier.Numerics.Special;

/// <summary>Student's t law.</summary>
public static class StudentLaw
{
    /// <summary>The t that is exceeded with probability <paramref name="tail"/>, in (0, ½], at the given degrees of freedom.</summary>
    public static double UpperQuantile(double tail, double freedom)
    {
        (double x, double y) = tail < 0.25
            ? IncompleteBeta.Inverse(0.5 * freedom, 0.5, 2 * tail)
            : Swapped(IncompleteBeta.Inverse(0.5, 0.5 * freedom, 1 - (2 * tail)));
        return Math.Sqrt(freedom * y / x);
    }

    private static (double X, double Y) Swapped((double X, double Y) pair) => (pair.Y, pair.X);
}
