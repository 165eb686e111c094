namespace Espalier.SubsetSums.Coded;

/// <summary>What the search minimises for the rows of a grid.</summary>
internal static class SearchMetric
{
    /// <summary>
    /// factor·value + shift is the error of a weight times the root of its count; the shifts take the place of the targets. A common power of
    /// two keeps the largest factor between 1 and 2, so that squares neither overflow nor vanish.
    /// </summary>
    public static void Set(int columns, ReadOnlySpan<float> rowScales, ReadOnlySpan<double> counts, Span<float> factors, Span<float> targets)
    {
        var roots = new double[columns];
        double largestRoot = 0;
        for (int i = 0; i < columns; i++) largestRoot = Math.Max(largestRoot, roots[i] = Math.Sqrt(counts[i]));
        double largest = 0;
        foreach (float scale in rowScales) largest = Math.Max(largest, scale * largestRoot);
        int exponent = largest > 0 ? -Math.ILogB(largest) : 0;
        for (int i = 0; i < columns; i++) roots[i] = Math.ScaleB(roots[i], exponent);
        for (int row = 0; row < rowScales.Length; row++)
        {
            for (int i = 0; i < columns; i++)
            {
                int weight = (row * columns) + i;
                factors[weight] = (float)(rowScales[row] * roots[i]);
                targets[weight] = (float)(-targets[weight] * roots[i]);
            }
        }
    }
}
