namespace Espalier.Theory.Checks;

/// <summary>For d = 2 and 3 the unit vectors at right angles to w* are two points and a circle: there a witness is sought exactly, zone by zone.</summary>
internal sealed class CircleZones
{
    private readonly bool _isPlane;
    private readonly double[] _directions;

    /// <summary>The zones of random neurons.</summary>
    public CircleZones(Draws draws, int dimension, int width)
    {
        _isPlane = dimension == 2;
        _directions = new double[width];
        Cotangents = new double[width];
        for (int j = 0; j < width; j++)
        {
            double[] weights = draws.Normals(dimension);
            double across = _isPlane ? Math.Abs(weights[1]) : Math.Sqrt((weights[1] * weights[1]) + (weights[2] * weights[2]));
            _directions[j] = _isPlane ? 0 : Math.Atan2(weights[2], weights[1]);
            Cotangents[j] = Math.Abs(weights[0]) / across;
        }
    }

    private CircleZones(double[] directions, double[] cotangents) => (_directions, Cotangents) = (directions, cotangents);

    /// <summary>cot θ_j.</summary>
    public double[] Cotangents { get; }

    /// <summary>Directions that divide the half circle evenly, all with one cotangent.</summary>
    public static CircleZones Equal(int width, double cotangent) =>
        new([.. Enumerable.Range(0, width).Select(j => Math.PI * j / width)], [.. Enumerable.Repeat(cotangent, width)]);

    /// <summary>Whether some x of the circle has |⟨u_j, x⟩| ≥ η·cot θ_j for all j: the zones are arcs around u_j ± π/2 of the half circle.</summary>
    public bool HasWitness(double eta)
    {
        if (Cotangents.Any(cotangent => eta * cotangent > 1)) return false;
        if (_isPlane) return true;
        var arcs = new List<(double Low, double High)>();
        for (int j = 0; j < _directions.Length; j++)
        {
            double half = Math.Asin(eta * Cotangents[j]);
            double centre = _directions[j] + (0.5 * Math.PI);
            double low = centre - half;
            low -= Math.PI * Math.Floor(low / Math.PI);
            arcs.Add((low, low + (2 * half)));
            arcs.Add((low - Math.PI, low - Math.PI + (2 * half)));
        }

        double covered = 0;
        foreach ((double low, double high) in arcs.OrderBy(arc => arc.Low))
        {
            if (low >= Math.PI) break;
            if (low > covered) return true;
            covered = Math.Max(covered, high);
        }

        return covered < Math.PI;
    }

    /// <summary>The largest η that has a witness, by halving.</summary>
    public double LargestEta()
    {
        double low = 0;
        double high = 1 / Cotangents.Max();
        if (HasWitness(high)) return high;
        for (int step = 0; step < 60; step++)
        {
            double middle = 0.5 * (low + high);
            if (HasWitness(middle)) low = middle;
            else high = middle;
        }

        return high;
    }
}
