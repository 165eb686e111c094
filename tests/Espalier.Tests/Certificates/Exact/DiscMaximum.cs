using Espalier.Certificates;
using Espalier.Graphs;
using Espalier.Tests.Graphs;

namespace Espalier.Tests.Certificates.Exact;

/// <summary>
/// The largest difference of any output of two networks over a disc. In a linear region it is attained at a corner, where an edge
/// meets the circle, or at the point of the circle towards which an output's difference grows.
/// </summary>
internal static class DiscMaximum
{
    /// <summary>The largest value and where it is attained, as float64 finds it; every candidate is evaluated by the networks themselves.</summary>
    public static (double Value, double[] Point) Near(Network a, Network b, BallDomain disc, int? output)
    {
        double[] lower = [.. disc.Centre.Select(x => x - disc.Radius)], upper = [.. disc.Centre.Select(x => x + disc.Radius)];
        double[][] candidates = [
            .. LinearRegions<Float>.Of(a, b, lower, upper).SelectMany(cell => Candidates(cell, disc)).Select(point => Inside(point, disc))];
        IEnumerable<double[]> differences = Outputs.Difference(a, b, [.. candidates.SelectMany(point => point)]).Chunk(a.OutputShape.Length);
        return differences.Select((difference, i) => (ExactMaximum.Norm(difference, OutputNorm.Largest, output), candidates[i]))
            .MaxBy(each => each.Item1);
    }

    private static IEnumerable<double[]> Candidates(LinearRegions<Float>.Cell cell, BallDomain disc)
    {
        double[][] corners = [.. cell.Vertices.Select(vertex => vertex.Point.Select(x => x.Near).ToArray())];
        double[][] differences = [.. cell.Vertices.Select(vertex => vertex.Outputs(0).Zip(vertex.Outputs(1), (x, y) => x.Near - y.Near).ToArray())];
        for (int i = 0; i < corners.Length; i++)
        {
            if (Distance(corners[i], disc) <= disc.Radius) yield return corners[i];
            for (int j = 0; j < i; j++)
                foreach (double[] crossing in Crossings(corners[i], corners[j], disc)) yield return crossing;
        }

        for (int k = 0; k < differences[0].Length && corners.Length >= 3; k++)
        {
            (double x, double y) = Gradient(corners, [.. differences.Select(row => row[k])]);
            double length = Math.Sqrt((x * x) + (y * y));
            if (length == 0) continue;
            foreach (double sign in (double[])[1, -1])
                yield return [disc.Centre[0] + (sign * disc.Radius * x / length), disc.Centre[1] + (sign * disc.Radius * y / length)];
        }
    }

    private static IEnumerable<double[]> Crossings(double[] from, double[] to, BallDomain disc)
    {
        (double dx, double dy) = (to[0] - from[0], to[1] - from[1]);
        (double x, double y) = (from[0] - disc.Centre[0], from[1] - disc.Centre[1]);
        double squares = (dx * dx) + (dy * dy);
        double along = (x * dx) + (y * dy);
        double root = (along * along) - (squares * ((x * x) + (y * y) - (disc.Radius * disc.Radius)));
        if (squares == 0 || root < 0) yield break;
        foreach (double sign in (double[])[1, -1])
        {
            double share = (-along + (sign * Math.Sqrt(root))) / squares;
            if (share is >= 0 and <= 1) yield return [from[0] + (share * dx), from[1] + (share * dy)];
        }
    }

    /// <summary>From the three corners that make the largest triangle.</summary>
    private static (double X, double Y) Gradient(double[][] corners, double[] values)
    {
        (double area, double gx, double gy) = (0, 0, 0);
        for (int i = 1; i < corners.Length; i++)
        {
            for (int j = 1; j < i; j++)
            {
                (double x1, double y1) = (corners[i][0] - corners[0][0], corners[i][1] - corners[0][1]);
                (double x2, double y2) = (corners[j][0] - corners[0][0], corners[j][1] - corners[0][1]);
                double twice = (x1 * y2) - (x2 * y1);
                if (Math.Abs(twice) <= area) continue;
                area = Math.Abs(twice);
                (double v1, double v2) = (values[i] - values[0], values[j] - values[0]);
                (gx, gy) = (((v1 * y2) - (v2 * y1)) / twice, ((x1 * v2) - (x2 * v1)) / twice);
            }
        }

        return (gx, gy);
    }

    private static double[] Inside(double[] point, BallDomain disc)
    {
        for (double shrink = 1; ; shrink -= 2e-16)
        {
            double[] inside = [.. point.Select((x, i) => disc.Centre[i] + ((x - disc.Centre[i]) * shrink))];
            if (disc.Contains(inside)) return inside;
        }
    }

    private static double Distance(double[] point, BallDomain disc) => Math.Sqrt(point.Select((x, i) => Math.Pow(x - disc.Centre[i], 2)).Sum());
}
