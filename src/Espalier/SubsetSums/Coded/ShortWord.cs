namespace Espalier.SubsetSums.Coded;

/// <summary>The best circular word of fewer bits than a window, by trying all: at most 2^15.</summary>
internal static class ShortWord
{
    /// <summary>Fills in the symbols of the word of least cost, the smallest among equals.</summary>
    public static void Code(
        int windowBits, int bits, ReadOnlySpan<float> values, ReadOnlySpan<float> factors, ReadOnlySpan<float> shifts, Span<byte> symbols)
    {
        Span<byte> trial = stackalloc byte[symbols.Length];
        float least = float.PositiveInfinity;
        for (int word = 0; word < 1 << (bits * symbols.Length); word++)
        {
            for (int t = 0; t < trial.Length; t++) trial[t] = (byte)((word >> (bits * (trial.Length - 1 - t))) & ((1 << bits) - 1));
            float cost = Cost(windowBits, bits, values, factors, shifts, trial);
            if (!(cost < least)) continue;
            least = cost;
            trial.CopyTo(symbols);
        }
    }

    /// <summary>The cost of a word, in the arithmetic of <see cref="Trellis"/>.</summary>
    internal static float Cost(
        int windowBits, int bits, ReadOnlySpan<float> values, ReadOnlySpan<float> factors, ReadOnlySpan<float> shifts, ReadOnlySpan<byte> symbols)
    {
        float cost = 0;
        for (int t = 0; t < symbols.Length; t++)
        {
            float difference = MathF.FusedMultiplyAdd(factors[t], values[Window(windowBits, bits, symbols, t)], shifts[t]);
            cost = MathF.FusedMultiplyAdd(difference, difference, cost);
        }

        return cost;
    }

    /// <summary>The window of a weight: its symbol last, those before it in front, round the word.</summary>
    internal static int Window(int windowBits, int bits, ReadOnlySpan<byte> symbols, int t)
    {
        uint window = 0;
        int at = t;
        for (int filled = 0; filled < windowBits; filled += bits)
        {
            window |= (uint)symbols[at] << filled;
            at = at == 0 ? symbols.Length - 1 : at - 1;
        }

        return (int)(window & ((1u << windowBits) - 1));
    }
}
