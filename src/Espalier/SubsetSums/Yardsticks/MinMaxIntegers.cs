namespace Espalier.SubsetSums.Yardsticks;

/// <summary>Integers 0 to 2^b − 1 between the least and the largest weight of every group of consecutive weights of a row, both float16.</summary>
/// <param name="Bits">Bits of an integer.</param>
/// <param name="Group">Weights that share a step and a zero.</param>
public sealed record MinMaxIntegers(int Bits, int Group)
    : RoundingYardstick(Invariant($"minMax{Bits}{(Group == 128 ? "" : Invariant($"x{Group}"))}"), Invariant($"int{Bits} min-max of {Group}"))
{
    /// <inheritdoc/>
    public override double Round(int columns, ReadOnlySpan<float> weights, Span<float> rounded)
    {
        double highest = Math.ScaleB(1, Bits) - 1;
        double cost = 0;
        foreach ((int first, int count) in new GroupsOfRows(weights.Length, columns, Group))
        {
            ReadOnlySpan<float> from = weights.Slice(first, count);
            (float least, float most) = (from[0], from[0]);
            foreach (float weight in from) (least, most) = (Math.Min(least, weight), Math.Max(most, weight));
            double zero = (double)(Half)least;
            double step = (double)(Half)((most - zero) / highest);
            for (int i = 0; i < count; i++)
                rounded[first + i] = (float)(zero + (step == 0 ? 0 : step * Math.Clamp(Math.Round((from[i] - zero) / step), 0, highest)));
            cost += (Bits * count) + 32;
        }

        return cost;
    }
}
