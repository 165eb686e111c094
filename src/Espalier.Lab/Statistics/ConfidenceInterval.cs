namespace Espalier.Lab.Statistics;

/// <summary>A closed interval and the confidence with which it is stated.</summary>
/// <param name="Lower">The lower end.</param>
/// <param name="Upper">The upper end.</param>
/// <param name="Confidence">The stated confidence, in (0, 1).</param>
public readonly record struct ConfidenceInterval(double Lower, double Upper, double Confidence)
{
    /// <summary>Whether a value lies in the interval, its ends included.</summary>
    public bool Contains(double value) => value >= Lower && value <= Upper;

    internal static void RequireConfidence(double confidence)
    {
        if (confidence is > 0 and < 1) return;
        throw new InvalidInputException("confidence", null, $"{confidence} is not between 0 and 1", "use for example 0.95");
    }
}
