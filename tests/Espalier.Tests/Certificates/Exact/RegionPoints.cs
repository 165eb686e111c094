namespace Espalier.Tests.Certificates.Exact;

/// <summary>Points at which what is claimed of a small pair may fail: the corners of its linear regions, and so many points inside of each.</summary>
internal static class RegionPoints
{
    public static IEnumerable<double[]> Of(DrawnPairs.Pair pair, int inside, int seed)
    {
        var draw = new Random(seed);
        foreach (LinearRegions<Float>.Cell cell in LinearRegions<Float>.Of(pair.A, pair.B, [.. pair.Box.Lower], [.. pair.Box.Upper]))
        {
            double[][] corners = [.. cell.Vertices.Select(vertex => vertex.Point.Select(x => x.Near).ToArray())];
            foreach (double[] corner in corners) yield return Clamped(corner);
            for (int i = 0; i < inside; i++)
            {
                double[] shares = [.. corners.Select(_ => -Math.Log(1 - draw.NextDouble()))];
                double total = shares.Sum();
                yield return Clamped(
                    [.. Enumerable.Range(0, corners[0].Length).Select(k => corners.Zip(shares, (corner, share) => corner[k] * share / total).Sum())]);
            }
        }

        double[] Clamped(double[] point) => [.. point.Select((x, i) => Math.Clamp(x, pair.Box.Lower[i], pair.Box.Upper[i]))];
    }
}
