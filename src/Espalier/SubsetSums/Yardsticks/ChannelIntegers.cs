namespace Espalier.SubsetSums.Yardsticks;

/// <summary>Integers −127 to 127 with one float32 step per row: what engines call int8 per channel.</summary>
public sealed record ChannelIntegers() : RoundingYardstick("int8", "int8 per channel")
{
    /// <inheritdoc/>
    public override double Round(int columns, ReadOnlySpan<float> weights, Span<float> rounded)
    {
        for (int first = 0; first < weights.Length; first += columns)
        {
            ReadOnlySpan<float> row = weights.Slice(first, columns);
            float step = Math.Abs(GroupsOfRows.Largest(row)) / 127;
            for (int i = 0; i < columns; i++) rounded[first + i] = step == 0 ? 0 : step * MathF.Round(row[i] / step);
        }

        return (8.0 * weights.Length) + (32.0 * (weights.Length / columns));
    }
}
