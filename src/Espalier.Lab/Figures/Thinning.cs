namespace Espalier.Lab.Figures;

/// <summary>Leaves out what no eye can see: points on the same half pixel, and points of a curve inside the extent of their column.</summary>
internal static class Thinning
{
    private const double Grid = 0.5;

    public static List<Spot> Points(IEnumerable<Spot> spots)
    {
        HashSet<(long, long)> seen = [];
        return [.. spots.Where(spot => seen.Add(Cell(spot)))];
    }

    /// <summary>Of each run of points in one column of half a pixel: the first, the lowest, the highest and the last, in their order.</summary>
    public static List<Spot> Curve(List<Spot> spots)
    {
        if (spots.Count < 1000) return spots;
        List<Spot> kept = [];
        for (int start = 0, end; start < spots.Count; start = end)
        {
            (int low, int high) = (start, start);
            for (end = start; end < spots.Count && Cell(spots[end]).X == Cell(spots[start]).X; end++)
            {
                if (spots[end].Y < spots[low].Y) low = end;
                if (spots[end].Y > spots[high].Y) high = end;
            }

            foreach (int index in new SortedSet<int> { start, low, high, end - 1 }) kept.Add(spots[index]);
        }

        return kept;
    }

    private static (long X, long Y) Cell(Spot spot) => ((long)Math.Floor(spot.X / Grid), (long)Math.Floor(spot.Y / Grid));
}
