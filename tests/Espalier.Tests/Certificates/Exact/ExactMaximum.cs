using Espalier.Certificates;
using Espalier.Graphs;

namespace Espalier.Tests.Certificates.Exact;

/// <summary>The largest difference of two small networks over a box: attained at a corner of a linear region, since norms are convex.</summary>
internal static class ExactMaximum
{
    /// <summary>As float64 finds it, with the point: right but for rounding.</summary>
    public static (double Value, double[] Point) Near(Network a, Network b, BoxDomain box, OutputNorm norm = OutputNorm.Largest, int? output = null)
    {
        (double Value, double[] Point) best = (-1, []);
        foreach (LinearRegions<Float>.Cell cell in LinearRegions<Float>.Of(a, b, [.. box.Lower], [.. box.Upper]))
        {
            foreach (LinearRegions<Float>.Vertex vertex in cell.Vertices)
            {
                double value = Norm([.. vertex.Outputs(0).Zip(vertex.Outputs(1), (x, y) => x.Near - y.Near)], norm, output);
                if (value > best.Value) best = (value, [.. vertex.Point.Select(x => x.Near)]);
            }
        }

        return best;
    }

    /// <summary>Exactly, in the norm of the largest output.</summary>
    public static Rational Exactly(Network a, Network b, BoxDomain box)
    {
        Rational best = Rational.Of(0);
        foreach (LinearRegions<Rational>.Cell cell in LinearRegions<Rational>.Of(a, b, [.. box.Lower], [.. box.Upper]))
        {
            foreach (LinearRegions<Rational>.Vertex vertex in cell.Vertices)
            {
                for (int k = 0; k < vertex.Outputs(0).Length; k++)
                {
                    Rational difference = vertex.Outputs(0)[k] - vertex.Outputs(1)[k];
                    if (difference.Sign(0) < 0) difference = Rational.Of(0) - difference;
                    if ((difference - best).Sign(0) > 0) best = difference;
                }
            }
        }

        return best;
    }

    public static double Norm(double[] difference, OutputNorm norm, int? output) =>
        output is { } only ? Math.Abs(difference[only])
        : norm == OutputNorm.Largest ? difference.Max(Math.Abs)
        : Math.Sqrt(difference.Sum(d => d * d));
}
