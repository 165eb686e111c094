namespace Espalier.SubsetSums.Coded;

/// <summary>Finds the best coded mask of a weight grid. Whoever only reads one, reads nothing of this.</summary>
public static class GridSearch
{
    /// <summary>Codes a grid so that the sum of squared errors, each times what its input counts, is least.</summary>
    /// <param name="coding">How; row-major.</param>
    /// <param name="rows">Outputs.</param>
    /// <param name="columns">Inputs.</param>
    /// <param name="weights">Row-major, finite.</param>
    /// <param name="importance">What the squared error of a weight counts, per input, for instance the mean square of that input; empty for
    /// 1.</param>
    /// <param name="workspace">Buffers and threads; the result does not depend on them.</param>
    /// <exception cref="ArgumentException">Lengths do not fit, a weight is not finite, or an importance is negative or not finite.</exception>
    public static CodedGrid Code(
        GridCoding coding, int rows, int columns, ReadOnlySpan<float> weights, ReadOnlySpan<float> importance, CodingWorkspace workspace)
    {
        Require(rows, columns, weights, importance);
        if (coding.ByColumns) throw new ArgumentException("a grid is coded by columns with second moments only", nameof(coding));
        float[] values = coding.Values();
        RandomRotation? rotation = coding.Rotation(columns);
        float[] targets = Turned(rows, columns, weights, rotation);
        double[] counts = Counts(columns, importance, rotation);
        Trellis trellis = Search(coding, values);
        var choice = new ScaleChoice(coding, values, rows, columns, counts);
        (float top, byte[] scales) = choice.Choose(trellis, targets, workspace);
        var symbols = new byte[targets.Length];
        var factors = new float[targets.Length];
        SearchMetric.Set(columns, choice.OfRows(top, scales), counts, factors, targets);
        workspace.Search(trellis, values, factors, targets, symbols);
        var word = new byte[coding.WordBytes(rows, columns)];
        WindowReader.Write(coding.BitsPerWeight, symbols, word);
        return new CodedGrid(coding, rows, columns, top, scales, word);
    }

    /// <summary>Codes a grid column by column with error feedback, so that the mean square of the error of its outputs is small.</summary>
    /// <param name="coding">How; by columns.</param>
    /// <param name="rows">Outputs.</param>
    /// <param name="columns">Inputs.</param>
    /// <param name="weights">Row-major, finite.</param>
    /// <param name="moments">The mean of x·xᵀ over the inputs, row-major.</param>
    /// <param name="workspace">Buffers and threads; the result does not depend on them.</param>
    /// <exception cref="ArgumentException">Lengths do not fit, a weight is not finite, or the moments are none.</exception>
    public static CodedGrid CodeWithFeedback(
        GridCoding coding, int rows, int columns, ReadOnlySpan<float> weights, ReadOnlySpan<double> moments, CodingWorkspace workspace)
    {
        Require(rows, columns, weights, []);
        if (!coding.ByColumns) throw new ArgumentException("a grid is coded with second moments by columns only", nameof(coding));
        float[] values = coding.Values();
        RandomRotation? rotation = coding.Rotation(columns);
        float[] targets = Turned(rows, columns, weights, rotation);
        double[] turned = rotation is null ? moments.ToArray() : SecondMoments.Rotated(columns, moments, rotation);
        Trellis trellis = Search(coding, values);
        var choice = new ScaleChoice(coding, values, rows, columns, SecondMoments.DiagonalOf(columns, turned));
        (float top, byte[] scales) = choice.Choose(trellis, targets, workspace);
        var feedback = new FeedbackCoding(trellis, values, columns, workspace);
        (double width, SecondMoments factored) = new FeedbackChoice(feedback, columns, turned).Choose(targets, choice.OfRows(top, scales));
        top = (float)Math.Min(top * width, float.MaxValue);
        (byte[] symbols, _) = feedback.Code(targets, factored, choice.OfRows(top, scales));
        var words = new byte[coding.WordBytes(rows, columns)];
        for (int k = 0; k < columns; k++)
            WindowReader.Write(coding.BitsPerWeight, symbols.AsSpan(k * rows, rows), words.AsSpan(k * coding.WordBytes(rows)));
        return new CodedGrid(coding, rows, columns, top, scales, words);
    }

    private static Trellis Search(GridCoding coding, ReadOnlySpan<float> values) =>
        new(coding.WindowBits, coding.BitsPerWeight, values, TrellisKernels.Widest(coding.WindowBits, coding.BitsPerWeight));

    private static float[] Turned(int rows, int columns, ReadOnlySpan<float> weights, RandomRotation? rotation)
    {
        float[] targets = weights.ToArray();
        for (int row = 0; rotation is not null && row < rows; row++) rotation.Apply(targets.AsSpan(row * columns, columns));
        return targets;
    }

    /// <summary>
    /// What errors of the coded entries count. In a rotated row only what a group's inputs have in common is left of their importance:
    /// the diagonal of H·S·diag(importance)·S·H is their mean.
    /// </summary>
    private static double[] Counts(int columns, ReadOnlySpan<float> importance, RandomRotation? rotation)
    {
        var counts = new double[columns];
        for (int i = 0; i < columns; i++) counts[i] = importance.IsEmpty ? 1 : importance[i];
        rotation?.Average(counts);
        return counts;
    }

    private static void Require(int rows, int columns, ReadOnlySpan<float> weights, ReadOnlySpan<float> importance)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rows, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(columns, 1);
        if (weights.Length != (long)rows * columns)
            throw new ArgumentException(Invariant($"{weights.Length} weights are no grid of {rows}×{columns}"), nameof(weights));
        if (!importance.IsEmpty && importance.Length != columns)
            throw new ArgumentException(Invariant($"{importance.Length} importances for {columns} inputs"), nameof(importance));
        foreach (float weight in weights)
            if (!float.IsFinite(weight)) throw new ArgumentException("a weight is not finite", nameof(weights));
        foreach (float count in importance)
            if (!float.IsFinite(count) || count < 0) throw new ArgumentException("an importance is negative or not finite", nameof(importance));
    }
}
