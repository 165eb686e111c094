namespace Espalier.SubsetSums.Yardsticks;

/// <summary>
/// Block floating point: integers −2^(b−1) to 2^(b−1) − 1 times a float16 step for every group of consecutive weights of a row. The step's
/// sign makes the largest weight the lowest integer, so that all 2^b values are used.
/// </summary>
/// <param name="Bits">Bits of an integer.</param>
/// <param name="Group">Weights that share a step.</param>
public sealed record BlockIntegers(int Bits, int Group)
    : RoundingYardstick(Invariant($"blockFloat{Bits}{(Group == 128 ? "" : Invariant($"x{Group}"))}"), Invariant($"int{Bits} blocks of {Group}"))
{
    /// <inheritdoc/>
    public override double Round(int columns, ReadOnlySpan<float> weights, Span<float> rounded)
    {
        double lowest = -Math.ScaleB(1, Bits - 1);
        double cost = 0;
        foreach ((int first, int count) in new GroupsOfRows(weights.Length, columns, Group))
        {
            ReadOnlySpan<float> from = weights.Slice(first, count);
            double step = (double)(Half)(GroupsOfRows.Largest(from) / lowest);
            for (int i = 0; i < count; i++)
                rounded[first + i] = (float)(step == 0 ? 0 : step * Math.Clamp(Math.Round(from[i] / step), lowest, -lowest - 1));
            cost += (Bits * count) + 16;
        }

        return cost;
    }
}
