using System.Collections.Immutable;

namespace Espalier.Theory;

/// <summary>What a threshold rests on, in words; <c>docs/theory.md</c> treats each.</summary>
internal static class ThresholdAssumptions
{
    public static ImmutableArray<string> Of(ThresholdQuestion question)
    {
        var list = ImmutableArray.CreateBuilder<string>();
        list.Add(
            "unproven: the families count as independent (Lemma 3), although their slope changes share the output coefficients: the product "
                + "holds given these, and on average over them it is too small when there are many families");
        if (question.Start == 1)
            list.Add(
                "unproven for large d: the target's own kink breaks its bin in every family (B_0 = 1), although the squares of "
                    + "all its slopes add up to 1");
        if (question.Step == SlopeStep.Stated)
            list.Add("unproven: a kink of size gamma leaves an error of gamma/16 per width (Lemma 6) also in a bin that is only nearly affine");
        if (question.Start == 0) list.Add("safe: the target's own kink is not counted (B_0 = 0)");
        if (question.Step == SlopeStep.Strict)
            list.Add("proven: a kink of size gamma in the middle half of an unbroken bin leaves an error above gamma/32 per width");
        list.Add("proven: p and q hold whichever T bins are broken, and the chain stays below the count of broken bins on the same draws");
        list.Add("proven: the empty network misses by the radius, so that the union starts at one kept neuron");
        return list.ToImmutable();
    }
}
