namespace Espalier.SubsetSums.Yardsticks;

/// <summary>Every weight as float16.</summary>
public sealed record HalfPrecision() : RoundingYardstick("float16", "float16")
{
    /// <inheritdoc/>
    public override double Round(int columns, ReadOnlySpan<float> weights, Span<float> rounded)
    {
        for (int i = 0; i < weights.Length; i++) rounded[i] = (float)(Half)weights[i];
        return 16.0 * weights.Length;
    }
}
