using System.Numerics;
using Espalier.Numerics.Special;
using Espalier.Tickets.Masks;
using Espalier.Training.Popup;

namespace Espalier.Tickets.Costs;

/// <summary>How many bits a mask takes: one per slot, and at its entropy.</summary>
internal static class MaskEntropy
{
    private static readonly double[] Log2Factorials = Factorials();

    public static (double Raw, double Coded) Bits(TicketRecipe recipe, PrunedLayer layer) =>
        layer.Mask is SubsetMask subsets ? OfSubsets(recipe, layer, subsets) : OfChoices(layer, (ChoiceMask)layer.Mask);

    /// <summary>log₂ C(n, k) for the k kept of a tensor's n elements.</summary>
    public static (double Raw, double Coded) Bits(TensorMask mask) =>
        (mask.Length, Math.Max(0, Log2Factorial(mask.Length) - Log2Factorial(mask.Kept) - Log2Factorial(mask.Length - mask.Kept)));

    private static double Log2Factorial(long n) => n < Log2Factorials.Length ? Log2Factorials[n] : GammaRatio.LogFactorial(n) / Math.Log(2);

    private static (double Raw, double Coded) OfSubsets(TicketRecipe recipe, PrunedLayer layer, SubsetMask mask)
    {
        CandidateSlots slots = CandidateSlots.For(recipe, PrunedLayerShape.Of(layer));
        var counts = new long[65];
        double choices = 0;
        int column = 0;
        foreach (ulong word in mask.Words)
        {
            for (int side = 0; side < slots.Sides; side++)
            {
                ulong eligible = slots.Of(side, column);
                int n = BitOperations.PopCount(eligible);
                int k = BitOperations.PopCount(word & eligible);
                counts[k]++;
                choices += Log2Factorials[n] - Log2Factorials[k] - Log2Factorials[n - k];
            }

            if (++column == layer.Columns) column = 0;
        }

        return (slots.Bits(layer.Columns, layer.Weights), choices + TotalEntropy(counts));
    }

    /// <summary>One of b rows, or none: all rows are equally likely to be the closest.</summary>
    private static (double Raw, double Coded) OfChoices(PrunedLayer layer, ChoiceMask mask)
    {
        int sides = mask.Negative.IsEmpty ? 1 : 2;
        long none = 0;
        foreach (int choice in mask.Positive) none += choice == ChoiceMask.None ? 1 : 0;
        foreach (int choice in mask.Negative) none += choice == ChoiceMask.None ? 1 : 0;
        long all = layer.Weights * sides;
        return (all * Math.Log2(layer.Candidates + 1.0), TotalEntropy([none, all - none]) + ((all - none) * Math.Log2(layer.Candidates)));
    }

    private static double TotalEntropy(ReadOnlySpan<long> counts)
    {
        double all = 0;
        foreach (long count in counts) all += count;
        double bits = 0;
        foreach (long count in counts)
            if (count > 0) bits -= count * Math.Log2(count / all);
        return bits;
    }

    private static double[] Factorials()
    {
        var logarithms = new double[65];
        for (int n = 1; n < logarithms.Length; n++) logarithms[n] = logarithms[n - 1] + Math.Log2(n);
        return logarithms;
    }
}
