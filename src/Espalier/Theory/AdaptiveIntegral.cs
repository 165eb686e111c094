namespace Espalier.Theory;

/// <summary>An integral and a bound on how far it is off.</summary>
/// <param name="Value">The integral.</param>
/// <param name="Error">The sum over all pieces of the difference between the 7-point and the 15-point rule, which overstates the error of
/// the latter for smooth functions.</param>
internal readonly record struct AdaptiveIntegral(double Value, double Error)
{
    private const int MaximumDepth = 40;

    private static readonly double[] Nodes =
    [
        0.991455371120812639206854697526329, 0.949107912342758524526189684047851, 0.864864423359769072789712788640926,
        0.741531185599394439863864773280788, 0.586087235467691130294144691258820, 0.405845151377397166906606412076961,
        0.207784955007898467600689403773245, 0,
    ];

    private static readonly double[] KronrodWeights =
    [
        0.022935322010529224963732008058970, 0.063092092629978553290700663189204, 0.104790010322250183839876322541518,
        0.140653259715525918745189590510238, 0.169004726639267902826583426598550, 0.190350578064785409913256402421014,
        0.204432940075298892414161999234649, 0.209482141084727828012999174891714,
    ];

    private static readonly double[] GaussWeights =
        [
            0.129484966168869693270611432679082,
            0.279705391489276667901467771423780,
            0.381830050505118944950369775488975,
            0.417959183673469387755102040816327,
        ];

    /// <summary>The Gauss–Kronrod pair (7, 15), halving the interval until the two agree within the tolerance.</summary>
    public static AdaptiveIntegral Of(Func<double, double> function, double low, double high, double tolerance) =>
        low < high ? Of(function, low, high, tolerance, 0) : default;

    private static AdaptiveIntegral Of(Func<double, double> function, double low, double high, double tolerance, int depth)
    {
        double centre = 0.5 * (low + high);
        double half = 0.5 * (high - low);
        double value = function(centre);
        double kronrod = value * KronrodWeights[7];
        double gauss = value * GaussWeights[3];
        for (int i = 0; i < 7; i++)
        {
            double pair = function(centre - (half * Nodes[i])) + function(centre + (half * Nodes[i]));
            kronrod += pair * KronrodWeights[i];
            if ((i & 1) == 1) gauss += pair * GaussWeights[i / 2];
        }

        double error = Math.Abs(kronrod - gauss) * half;
        if (error <= tolerance || depth == MaximumDepth) return new(kronrod * half, error);
        AdaptiveIntegral left = Of(function, low, centre, 0.5 * tolerance, depth + 1);
        AdaptiveIntegral right = Of(function, centre, high, 0.5 * tolerance, depth + 1);
        return new(left.Value + right.Value, left.Error + right.Error);
    }
}
