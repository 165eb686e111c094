namespace Espalier.Certificates.Witnesses;

/// <summary>A domain as a search moves in it. All but <see cref="Inside"/> is subject to rounding.</summary>
internal abstract class SearchSpace(int dimension)
{
    public int Dimension { get; } = dimension;

    public static SearchSpace Of(Domain domain) => domain switch
    {
        BoxDomain box => new BoxSpace(box),
        BallDomain ball => new BallSpace(ball),
        _ => throw new ArgumentException($"no search is known in a domain of the kind {domain.GetType().Name}"),
    };

    /// <summary>A start that depends on its number alone; number 0 is the middle.</summary>
    public abstract void Start(int number, Span<double> point);

    /// <summary>Moves a point by chance, in some of its coordinates, by up to a share of the domain's size; it depends on the number alone.</summary>
    public abstract void Shake(int number, double share, Span<double> point);

    /// <summary>Moves a point along a gradient, by a share of the domain's size, and stays inside.</summary>
    public abstract void Step(ReadOnlySpan<double> gradient, double share, Span<double> point);

    /// <summary>
    /// The step from a point to the best point of the domain for a linear function, or, where some normals are given, a step to
    /// a better one at right angles to them. False where there is none.
    /// </summary>
    public abstract bool TryDirection(
        ReadOnlySpan<double> point, ReadOnlySpan<double> gradient, IReadOnlyList<double[]> normals, Span<double> direction);

    /// <summary>The step from a point along an axis to the border of the domain. False if there is none.</summary>
    public abstract bool TryLine(ReadOnlySpan<double> point, ReadOnlySpan<double> axis, Span<double> direction);

    /// <summary>
    /// The factors with which normals make up a gradient for which there is no direction, after what the domain's own border
    /// takes of it.
    /// </summary>
    public abstract double[] Multipliers(ReadOnlySpan<double> point, ReadOnlySpan<double> gradient, IReadOnlyList<double[]> normals);

    /// <summary>The nearest point that surely lies in the domain, or one close to it.</summary>
    public abstract double[] Inside(ReadOnlySpan<double> point);

    /// <summary>A number in [−1, 1), or 0 for coordinates that a shake leaves alone.</summary>
    protected static double Shift(int number, int coordinate) =>
        Spread(~number, 2 * coordinate) < 0.5 ? 0 : (2 * Spread(~number, (2 * coordinate) + 1)) - 1;

    /// <summary>A number in [0, 1) that depends on a start and a coordinate (SplitMix64).</summary>
    protected static double Spread(int number, int coordinate)
    {
        ulong z = (((ulong)(uint)number << 32) | (uint)coordinate) * 0x9E37_79B9_7F4A_7C15;
        z = (z ^ (z >> 30)) * 0xBF58_476D_1CE4_E5B9;
        z = (z ^ (z >> 27)) * 0x94D0_49BB_1331_11EB;
        return ((z ^ (z >> 31)) >> 11) * 1.1102230246251565e-16;
    }
}
