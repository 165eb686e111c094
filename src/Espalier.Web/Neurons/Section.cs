namespace Espalier.Web.Neurons;

/// <summary>A circle on the unit sphere: the plane of two orthogonal unit vectors.</summary>
public sealed class Section
{
    private readonly double[] _first;
    private readonly double[] _second;

    private Section(double[] first, double[] second) => (_first, _second) = (first, second);

    /// <summary>The unit circle, by the usual angle.</summary>
    public static Section Circle { get; } = new([1, 0], [0, 1]);

    /// <summary>Through the target (angle 0) and another vector; where that is no other direction, a coordinate takes its place.</summary>
    public static Section Through(IReadOnlyList<double> target, IReadOnlyList<double>? other)
    {
        double[] first = Unit([.. target])!;
        IEnumerable<double[]> choices = Enumerable.Range(0, first.Length).Select(i => (double[])[.. first.Select((_, k) => k == i ? 1.0 : 0)]);
        if (other is not null) choices = choices.Prepend([.. other]);
        return new(first, choices.Select(choice => Unit(Across(choice, first))).OfType<double[]>().First());
    }

    /// <summary>The point of an angle.</summary>
    public double[] At(double angle) => [.. _first.Zip(_second, (a, b) => (Math.Cos(angle) * a) + (Math.Sin(angle) * b))];

    /// <summary>The angle of a point in the plane, from 0 to 2π, or null for the middle.</summary>
    public double? AngleOf(IReadOnlyList<double> point)
    {
        (double x, double y) = (Dot(_first, point), Dot(_second, point));
        if (x == 0 && y == 0) return null;
        double angle = Math.Atan2(y, x);
        return angle < 0 ? angle + (2 * Math.PI) : angle;
    }

    /// <summary>Whether a point lies in the plane, and is not merely seen from it.</summary>
    public bool Holds(IReadOnlyList<double> point)
    {
        (double x, double y) = (Dot(_first, point), Dot(_second, point));
        double away = Dot(point, point);
        return away - (x * x) - (y * y) <= 1e-9 * away;
    }

    /// <summary>A scalar product.</summary>
    internal static double Dot(IReadOnlyList<double> a, IReadOnlyList<double> b)
    {
        double sum = 0;
        for (int i = 0; i < a.Count; i++) sum += a[i] * b[i];
        return sum;
    }

    private static double[] Across(double[] vector, double[] unit)
    {
        double along = Dot(vector, unit);
        return [.. vector.Zip(unit, (v, u) => v - (along * u))];
    }

    private static double[]? Unit(double[] vector)
    {
        double norm = Math.Sqrt(Dot(vector, vector));
        return norm < 1e-9 ? null : [.. vector.Select(v => v / norm)];
    }
}
