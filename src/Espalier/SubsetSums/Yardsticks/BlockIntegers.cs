namespace Espalier.SubsetSums.Yardsticks;

/// <summary>Block floating point: integers of a few bits with a float16 step for every group of consecutive weights of a row.</summary>
public static class BlockIntegers
{
    /// <summary>
    /// Integers −2^(b−1) to 2^(b−1) − 1 times the group's step, whose sign makes the largest weight the lowest integer, so that all 2^b values
    /// are used.
    /// </summary>
    /// <returns>The bits of all weights: b each, and 16 per group.</returns>
    public static long Symmetric(int bits, int group, int columns, ReadOnlySpan<float> weights, Span<float> rounded)
    {
        double lowest = -Math.ScaleB(1, bits - 1);
        long cost = 0;
        foreach ((int first, int count) in new GroupsOfRows(weights.Length, columns, group))
        {
            ReadOnlySpan<float> from = weights.Slice(first, count);
            double step = (double)(Half)(Largest(from) / lowest);
            for (int i = 0; i < count; i++)
                rounded[first + i] = (float)(step == 0 ? 0 : step * Math.Clamp(Math.Round(from[i] / step), lowest, -lowest - 1));
            cost += ((long)bits * count) + 16;
        }

        return cost;
    }

    /// <summary>Integers 0 to 2^b − 1 between the least and the largest weight of the group.</summary>
    /// <returns>The bits of all weights: b each, and two float16 per group.</returns>
    public static long MinMax(int bits, int group, int columns, ReadOnlySpan<float> weights, Span<float> rounded)
    {
        double highest = Math.ScaleB(1, bits) - 1;
        long cost = 0;
        foreach ((int first, int count) in new GroupsOfRows(weights.Length, columns, group))
        {
            ReadOnlySpan<float> from = weights.Slice(first, count);
            (float least, float most) = (from[0], from[0]);
            foreach (float weight in from) (least, most) = (Math.Min(least, weight), Math.Max(most, weight));
            double zero = (double)(Half)least;
            double step = (double)(Half)((most - zero) / highest);
            for (int i = 0; i < count; i++)
                rounded[first + i] = (float)(zero + (step == 0 ? 0 : step * Math.Clamp(Math.Round((from[i] - zero) / step), 0, highest)));
            cost += ((long)bits * count) + 32;
        }

        return cost;
    }

    /// <summary>Integers −127 to 127 with one float32 step per row: what engines call int8 per channel.</summary>
    /// <returns>The bits of all weights: 8 each, and 32 per row.</returns>
    public static long PerChannel(int columns, ReadOnlySpan<float> weights, Span<float> rounded)
    {
        for (int first = 0; first < weights.Length; first += columns)
        {
            ReadOnlySpan<float> row = weights.Slice(first, columns);
            float step = Math.Abs(Largest(row)) / 127;
            for (int i = 0; i < columns; i++) rounded[first + i] = step == 0 ? 0 : step * MathF.Round(row[i] / step);
        }

        return (8L * weights.Length) + (32L * (weights.Length / columns));
    }

    /// <summary>Every weight as float16.</summary>
    /// <returns>The bits of all weights.</returns>
    public static long HalfPrecision(ReadOnlySpan<float> weights, Span<float> rounded)
    {
        for (int i = 0; i < weights.Length; i++) rounded[i] = (float)(Half)weights[i];
        return 16L * weights.Length;
    }

    private static float Largest(ReadOnlySpan<float> weights)
    {
        float largest = 0;
        foreach (float weight in weights)
            if (Math.Abs(weight) > Math.Abs(largest)) largest = weight;
        return largest;
    }
}
