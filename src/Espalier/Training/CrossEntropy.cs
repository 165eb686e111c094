using Espalier.Numerics.Special;

namespace Espalier.Training;

/// <summary>The mean over a batch of −ln softmax(scores) at the label, and its derivatives.</summary>
/// <remarks>Exponentials and sums are in float64 by our own series, in ascending order; derivatives are rounded once to float32.</remarks>
internal static class CrossEntropy
{
    /// <summary>The most classes: labels are bytes.</summary>
    public const int MostClasses = 256;

    /// <summary>Puts the derivatives of the mean in the place of the scores.</summary>
    /// <param name="scores">Classes × examples: one column per example.</param>
    /// <param name="labels">One label per example.</param>
    /// <returns>The sum over the batch, not the mean; NaN where a score is not finite.</returns>
    public static double Differentiate(Span<float> scores, ReadOnlySpan<byte> labels)
    {
        int count = labels.Length;
        int classes = scores.Length / count;
        Span<double> powers = stackalloc double[MostClasses];
        powers = powers[..classes];
        double loss = 0;
        for (int example = 0; example < count; example++)
        {
            Span<float> column = scores[example..];
            double largest = double.NegativeInfinity;
            for (int c = 0; c < classes; c++) largest = Math.Max(largest, column[c * count]);
            double sum = 0;
            for (int c = 0; c < classes; c++) sum += powers[c] = PortableExponential.ExpOfNonPositive(column[c * count] - largest);
            loss += double.IsFinite(sum) ? PortableLogarithm.Log(sum) - (column[labels[example] * count] - largest) : double.NaN;
            for (int c = 0; c < classes; c++) column[c * count] = (float)(((powers[c] / sum) - (c == labels[example] ? 1 : 0)) / count);
        }

        return loss;
    }
}
