using System.Numerics;

namespace Espalier.SubsetSums.Law;

/// <summary>Whether the subset sums of n vectors come within ε, in every coordinate, of every point of the cube [−1, 1]^d.</summary>
/// <remarks>
/// Becchetti et al., "On the Multidimensional Random Subset Sum Problem", 2022, show that n = O(d³·log(1/ε)·(log(1/ε) + log d))
/// random vectors suffice. The decision is exact for d from 1 to 3, up to the rounding of float64 sums and differences, which is none
/// for float32 numbers on one grid: along the first coordinate the set of sums within ε changes at finitely many places; between two
/// of them the same question is asked of the other coordinates. Closed cubes cover the closed cube as soon as they cover these
/// open slabs.
/// </remarks>
public static class CubeCovering
{
    /// <summary>The most candidates.</summary>
    public const int MostCandidates = 18;

    /// <summary>The most coordinates.</summary>
    public const int MostDimensions = 3;

    /// <summary>Decides for vectors given one after the other.</summary>
    /// <exception cref="InvalidInputException">There are too many vectors or coordinates, or ε is not above 0.</exception>
    public static bool Covers(ReadOnlySpan<double> vectors, int dimension, double epsilon)
    {
        SubsetSumInput.CheckEpsilon(epsilon);
        if (dimension is < 1 or > MostDimensions || vectors.Length % dimension != 0 || vectors.Length / dimension > MostCandidates)
        {
            throw new InvalidInputException(
                "vectors",
                null,
                $"there are {vectors.Length} coordinates of {dimension} dimensions",
                $"give whole vectors, at most {MostCandidates}, of 1 to {MostDimensions} coordinates");
        }

        int n = vectors.Length / dimension;
        double[][] sums = new double[dimension][];
        for (int c = 0; c < dimension; c++)
        {
            sums[c] = new double[1 << n];
            for (int mask = 1; mask < sums[c].Length; mask++)
            {
                int last = BitOperations.Log2((uint)mask);
                sums[c][mask] = sums[c][mask ^ (1 << last)] + vectors[(last * dimension) + c];
            }
        }

        // Sums farther than ε from the cube serve none of it.
        int[] points = [.. Enumerable.Range(0, 1 << n).Where(i => sums.All(coordinate => Math.Abs(coordinate[i]) <= 1 + epsilon))];
        return Covers(sums, 0, points, epsilon);
    }

    /// <summary>
    /// The covering radius, within a tolerance above it or as closely as float64 allows, by halving; infinite where it exceeds a limit.
    /// </summary>
    public static double Radius(ReadOnlySpan<double> vectors, int dimension, double limit, double tolerance)
    {
        if (!Covers(vectors, dimension, limit)) return double.PositiveInfinity;
        double low = 0;
        for (double middle = 0.5 * limit; limit - low > tolerance && middle > low && middle < limit; middle = 0.5 * (low + limit))
        {
            if (Covers(vectors, dimension, middle)) limit = middle;
            else low = middle;
        }

        return limit;
    }

    private static bool Covers(double[][] sums, int coordinate, int[] points, double epsilon)
    {
        double[] along = sums[coordinate];
        Array.Sort(points, (a, b) => along[a].CompareTo(along[b]));
        if (coordinate == sums.Length - 1) return CoversLine(along, points, epsilon);
        // A slab from `at` on: the points with along in [slab − ε, slab + ε] are those from first to last.
        double at = -1;
        int first = 0;
        int last = 0;
        while (at < 1)
        {
            while (first < points.Length && along[points[first]] + epsilon <= at) first++;
            while (last < points.Length && along[points[last]] - epsilon <= at) last++;
            if (first == last || !Covers(sums, coordinate + 1, points[first..last], epsilon)) return false;
            double next = along[points[first]] + epsilon;
            if (last < points.Length) next = Math.Min(next, along[points[last]] - epsilon);
            at = next;
        }

        return true;
    }

    private static bool CoversLine(double[] along, int[] points, double epsilon)
    {
        double reached = -1;
        foreach (int point in points)
        {
            if (along[point] - epsilon > reached) return false;
            reached = Math.Max(reached, along[point] + epsilon);
            if (reached >= 1) return true;
        }

        return reached >= 1;
    }
}
