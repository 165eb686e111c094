namespace Espalier.Theory;

/// <summary>
/// The best uniform affine approximation of a piecewise-linear function, with the three points that no affine function fits better:
/// the function's bin is broken (Definition 2 of Ferre' et al.) exactly if <see cref="Error"/> exceeds cε.
/// </summary>
/// <param name="Error">The smallest possible sup |h − ℓ| over affine ℓ: half of the largest vertical gap between the convex hulls of the
/// graph.</param>
/// <param name="Slope">The slope of the best ℓ.</param>
/// <param name="AtMiddle">The best ℓ at <paramref name="Middle"/>.</param>
/// <param name="Left">t₁ of Definition 2.</param>
/// <param name="Middle">t₂, where ℓ errs to the side opposite to t₁ and t₃.</param>
/// <param name="Right">t₃.</param>
public readonly record struct AffineFit(double Error, double Slope, double AtMiddle, double Left, double Middle, double Right)
{
    private const int OnStack = 256;

    /// <summary>The best ℓ at t.</summary>
    public double At(double t) => AtMiddle + (Slope * (t - Middle));

    /// <summary>Finds it from the values at ascending places that hold the ends and all kinks, in one pass.</summary>
    public static AffineFit Best(ReadOnlySpan<double> places, ReadOnlySpan<double> values)
    {
        if (places.Length != values.Length || places.Length < 2)
            throw new InvalidInputException(
                "function", null, $"{places.Length} places and {values.Length} values", "give at least the two ends, and one value for each place");
        Span<int> lower = places.Length <= OnStack ? stackalloc int[OnStack] : new int[places.Length];
        Span<int> upper = places.Length <= OnStack ? stackalloc int[OnStack] : new int[places.Length];
        int lowerCount = Hull(places, values, 1, lower);
        int upperCount = Hull(places, values, -1, upper);
        AffineFit above = LargestGap(places, values, lower[..lowerCount], upper[..upperCount]);
        AffineFit below = LargestGap(places, values, upper[..upperCount], lower[..lowerCount]);
        return above.Error >= below.Error ? above : below;
    }

    /// <summary>The indices of the lower (side 1) or upper (side −1) hull, from left to right.</summary>
    private static int Hull(ReadOnlySpan<double> places, ReadOnlySpan<double> values, int side, Span<int> hull)
    {
        int count = 0;
        for (int next = 0; next < places.Length; next++)
        {
            if (next > 0 && !(places[next] > places[next - 1]))
                throw new InvalidInputException(
                    "function", $"place {next}", $"{places[next]} does not lie right of {places[next - 1]}", "sort the places and merge equal ones");
            while (count >= 2 && side * Turn(places, values, hull[count - 2], hull[count - 1], next) <= 0) count--;
            hull[count++] = next;
        }

        return count;
    }

    private static double Turn(ReadOnlySpan<double> t, ReadOnlySpan<double> h, int a, int b, int c) =>
        ((t[b] - t[a]) * (h[c] - h[a])) - ((h[b] - h[a]) * (t[c] - t[a]));

    /// <summary>Walks the corners of one hull along the edges of the other.</summary>
    private static AffineFit LargestGap(ReadOnlySpan<double> t, ReadOnlySpan<double> h, ReadOnlySpan<int> edges, ReadOnlySpan<int> corners)
    {
        double slope = (h[^1] - h[0]) / (t[^1] - t[0]);
        var best = new AffineFit(0, slope, h[0], t[0], t[0], t[^1]);
        int edge = 0;
        for (int i = 1; i < corners.Length - 1; i++)
        {
            int corner = corners[i];
            while (edges[edge + 1] < corner) edge++;
            int left = edges[edge];
            int right = edges[edge + 1];
            if (right == corner) continue;
            slope = (h[right] - h[left]) / (t[right] - t[left]);
            double chord = h[left] + (slope * (t[corner] - t[left]));
            double error = 0.5 * Math.Abs(h[corner] - chord);
            if (error > best.Error) best = new(error, slope, 0.5 * (h[corner] + chord), t[left], t[corner], t[right]);
        }

        return best;
    }
}
