namespace Espalier.Neurons.Sphere;

/// <summary>A part of the sphere for <see cref="SphereSimplices"/>: all directions between as many unit vectors as there are dimensions.</summary>
/// <param name="Corners">The unit vectors, one after the other.</param>
/// <param name="Linear">Σ β_k v_k over the pieces that are known to be positive throughout the part.</param>
/// <param name="Active">The pieces whose sign changes within the part; what is missing from both lists is zero there.</param>
/// <param name="Sides">1 if h may be large in the part, 2 if −h may be, 3 if both.</param>
/// <param name="Depth">How often it was divided.</param>
internal sealed record SphereSimplex(double[] Corners, double[] Linear, int[] Active, int Sides, int Depth)
{
    /// <summary>|h| is at most this, on the sides that count.</summary>
    public double Bound { get; init; }

    /// <summary>The orthants.</summary>
    public static IEnumerable<SphereSimplex> Whole(Pieces pieces)
    {
        int d = pieces.Dimension;
        int[] all = [.. Enumerable.Range(0, pieces.Count)];
        for (int signs = 0; signs < 1 << d; signs++)
        {
            double[] corners = new double[d * d];
            for (int i = 0; i < d; i++) corners[(i * d) + i] = (signs >> i & 1) == 0 ? 1 : -1;
            yield return new SphereSimplex(corners, new double[d], all, 3, 0) { Bound = double.PositiveInfinity };
        }
    }

    /// <summary>The two ends of the longest edge, and the unit vector in its middle.</summary>
    public (int From, int To, double[] Middle) LongestEdge()
    {
        int d = Linear.Length;
        (int from, int to, double least) = (0, 1, double.PositiveInfinity);
        for (int i = 0; i < d; i++)
        {
            for (int j = i + 1; j < d; j++)
            {
                double dot = Directions.Dot(Corner(i), Corner(j));
                if (dot < least) (from, to, least) = (i, j, dot);
            }
        }

        double[] middle = new double[d];
        for (int c = 0; c < d; c++) middle[c] = Corner(from)[c] + Corner(to)[c];
        Directions.Normalise(middle);
        return (from, to, middle);
    }

    /// <summary>The half in which a corner is replaced.</summary>
    public double[] CornersWith(int replaced, double[] corner)
    {
        double[] corners = (double[])Corners.Clone();
        corner.CopyTo(corners.AsSpan(replaced * Linear.Length));
        return corners;
    }

    private ReadOnlySpan<double> Corner(int i) => Corners.AsSpan(i * Linear.Length, Linear.Length);
}
