using Espalier.Numerics.Special;

namespace Espalier.Training;

/// <summary>The mean over a batch of −ln softmax(scores) at the label, and its derivatives.</summary>
/// <remarks>Exponentials and sums are in float64 by our own series, in ascending order; derivatives are rounded once to float32.</remarks>
internal static class CrossEntropy
{
    /// <summary>The most classes: labels are bytes.</summary>
    public const int MostClasses = 256;

    /// <summary>The sum over a batch, and the derivatives of the mean.</summary>
    /// <param name="scores">Classes × examples: one column per example.</param>
    /// <param name="derivatives">Takes them, laid out like the scores, and zeros beyond the last example; it may be the scores.</param>
    /// <param name="stride">The distance between the rows of both.</param>
    /// <param name="labels">One label per example.</param>
    /// <returns>The sum over the batch, not the mean; NaN where a score is not finite.</returns>
    public static double Differentiate(ReadOnlySpan<float> scores, Span<float> derivatives, int stride, ReadOnlySpan<byte> labels)
    {
        int count = labels.Length;
        int classes = scores.Length / stride;
        Span<double> powers = stackalloc double[MostClasses];
        powers = powers[..classes];
        double loss = 0;
        for (int example = 0; example < count; example++)
        {
            ReadOnlySpan<float> column = scores[example..];
            Span<float> to = derivatives[example..];
            double largest = double.NegativeInfinity;
            for (int c = 0; c < classes; c++) largest = Math.Max(largest, column[c * stride]);
            double sum = 0;
            for (int c = 0; c < classes; c++) sum += powers[c] = PortableExponential.ExpOfNonPositive(column[c * stride] - largest);
            loss += double.IsFinite(sum) ? PortableLogarithm.Log(sum) - (column[labels[example] * stride] - largest) : double.NaN;
            for (int c = 0; c < classes; c++) to[c * stride] = (float)(((powers[c] / sum) - (c == labels[example] ? 1 : 0)) / count);
        }

        for (int c = 0; c < classes; c++) derivatives[((c * stride) + count)..((c + 1) * stride)].Clear();
        return loss;
    }
}
