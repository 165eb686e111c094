using Espalier.Certificates.Relaxations;

namespace Espalier.Certificates.Branching;

/// <summary>Chooses the side of a box to halve: the one that the uncertainty of the bound comes from.</summary>
internal static class InputSplit
{
    /// <summary>
    /// Every symbol's coefficient at the worst output is shared among the inputs as the width of its neuron was. Halving a side
    /// does not lower what the linear part attains at a corner, so that counts little.
    /// </summary>
    public static Split? Choose(DifferencePass pass, InputSet inputs, OutputBound bound)
    {
        int count = inputs.Radius.Length;
        Span<double> scores = stackalloc double[count];
        ReadOnlySpan<double> shared = pass.Forms.D.Row(bound.Output);
        const double LinearShare = 0.01;
        for (int i = 0; i < count; i++) scores[i] = LinearShare * Math.Abs(shared[1 + i]);
        for (int k = 0; k < pass.Forms.SharedSymbols.Neurons.Count; k++)
            Add(scores, Math.Abs(shared[pass.Forms.InputBlock + k]), pass.Shares!.Shared(k));
        if (pass.Forms.OwnColumns > 0)
        {
            ReadOnlySpan<double> own = pass.Forms.Own.Row(bound.Output);
            for (int k = 0; k < pass.Forms.OwnSymbols.Neurons.Count; k++) Add(scores, Math.Abs(own[k]), pass.Shares!.Own(k));
        }

        int best = -1;
        for (int i = 0; i < count; i++)
        {
            if (Divides(inputs, i) && (best < 0 || scores[i] > scores[best])) best = i;
        }

        return best < 0 ? null : new Split(best, default);
    }

    /// <summary>The side that is widest beside the domain's.</summary>
    public static Split? Widest(InputSet inputs, Domain domain)
    {
        int best = -1;
        double widest = 0;
        for (int i = 0; i < inputs.Radius.Length; i++)
        {
            double share = inputs.Radius[i] / (domain.UpperEnd(i) - domain.LowerEnd(i));
            if (!Divides(inputs, i) || !(share > widest)) continue;
            best = i;
            widest = share;
        }

        return best < 0 ? null : new Split(best, default);
    }

    /// <summary>Whether the halves of a side are distinct float64 intervals by far.</summary>
    private static bool Divides(InputSet inputs, int input) => inputs.Radius[input] > 1e-12 * Math.Max(1e-290, Math.Abs(inputs.Centre[input]));

    private static void Add(Span<double> scores, double weight, ReadOnlySpan<double> shares)
    {
        for (int i = 0; i < scores.Length; i++) scores[i] += weight * shares[i];
    }
}
