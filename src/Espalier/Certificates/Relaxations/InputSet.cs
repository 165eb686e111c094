namespace Espalier.Certificates.Relaxations;

/// <summary>Inputs c + diag(r)·ξ with every |ξ_i| ≤ 1, or with ‖ξ‖₂ ≤ 1.</summary>
internal sealed class InputSet(double[] centre, double[] radius, bool isBall)
{
    public double[] Centre { get; } = centre;

    public double[] Radius { get; } = radius;

    public bool IsBall { get; } = isBall;

    public static InputSet Of(Domain domain) => domain switch
    {
        BallDomain ball => new InputSet([.. ball.Centre], [.. Enumerable.Repeat(ball.Radius, ball.Dimension)], isBall: true),
        BoxDomain box => OfBox(box.Lower.AsSpan(), box.Upper.AsSpan()),
        _ => throw new ArgumentException($"no input set is known for a domain of type {domain.GetType().Name}"),
    };

    /// <summary>The box, with radii rounded upward.</summary>
    public static InputSet OfBox(ReadOnlySpan<double> lower, ReadOnlySpan<double> upper)
    {
        var centre = new double[lower.Length];
        var radius = new double[lower.Length];
        for (int i = 0; i < centre.Length; i++)
        {
            centre[i] = (0.5 * lower[i]) + (0.5 * upper[i]);
            radius[i] = Math.Max(Numerics.Outward.SubtractUp(upper[i], centre[i]), Numerics.Outward.SubtractUp(centre[i], lower[i]));
        }

        return new InputSet(centre, radius, isBall: false);
    }
}
