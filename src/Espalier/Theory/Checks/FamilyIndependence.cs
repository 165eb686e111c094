using System.Globalization;

namespace Espalier.Theory.Checks;

/// <summary>
/// Lemma 3 of Ferre' et al.: is the probability that one random neuron leaves all F families unbroken at most the product over families?
/// The families share the output coefficient α; given α they are independent. Both sides are integrals here, and the joint one is sampled too.
/// </summary>
internal static class FamilyIndependence
{
    private const double ErrorShare = 0.5 / 32;

    private static readonly int[] FamilyCounts = [2, 4, 8];

    /// <summary>The lemma as stated, with the exponent F times the constant 1.</summary>
    public static CheckTally AsStated(CheckInput input)
    {
        var tally = new CheckTally();
        var bins = new Bins(2, 0.5);
        double one = Joint(bins, 1);
        foreach (int families in FamilyCounts)
        {
            double joint = Joint(bins, families);
            double product = Math.Pow(one, families * input.Constant);
            tally.Add(Math.Log(product / joint));
            long hits = Hits(input.Trials, new Draws(input, 20), bins, families);
            tally.AddAtMost(hits, input.Trials, Math.Log(product));
            tally.Measured = string.Create(
                CultureInfo.InvariantCulture,
                $"at F = {families}, one neuron: product {product:G4}, joint {joint:G4}, sampled {(double)hits / input.Trials:G4}");
        }

        return tally;
    }

    /// <summary>The joint probability is the average over α of the product given α, times the constant 1.</summary>
    public static CheckTally GivenCoefficients(CheckInput input)
    {
        var tally = new CheckTally();
        var bins = new Bins(2, 0.5);
        foreach (int families in FamilyCounts)
            tally.AddFrequency(Hits(input.Trials, new Draws(input, 20), bins, families), input.Trials, input.Constant * Joint(bins, families));
        return tally;
    }

    /// <summary>
    /// Lemma 8 for one neuron, B₀ = 0 and many families: the joint probability that nothing breaks is at most (1 − p)^F, F times the constant 1.
    /// Both sides are integrals. The joint one falls only like Pr(|α| is small), about 1/√ln F.
    /// </summary>
    public static CheckTally ManyFamilies(CheckInput input)
    {
        var tally = new CheckTally();
        var bins = new Bins(2, 0.5);
        double p = new BinMasses(bins, 32 * ErrorShare).Up(1);
        foreach (int families in (ReadOnlySpan<int>)[50, 200, 800])
        {
            double joint = Joint(bins, families);
            double bound = input.Constant * families * double.LogP1(-p);
            tally.Add(bound - Math.Log(joint));
            tally.Measured = string.Create(CultureInfo.InvariantCulture, $"at F = {families}: joint {joint:G4}, bound {Math.Exp(bound):G4}");
        }

        return tally;
    }

    /// <summary>E over α of Pr(nothing breaks | α)^F.</summary>
    internal static double Joint(Bins bins, int families)
    {
        double density = 2 / Math.Sqrt(2 * Math.PI);
        return AdaptiveIntegral.Of(
            alpha => density * Math.Exp(-0.5 * alpha * alpha) * Math.Pow(1 - Breaking(bins, alpha), families), 0, 9, 1e-7).Value;
    }

    /// <summary>Pr(the neuron breaks its bin | α): a kink J at s in a bin of length L leaves J·s(L−s)/(2L).</summary>
    private static double Breaking(Bins bins, double alpha)
    {
        if (alpha <= 0) return 0;
        double sum = 0;
        for (int bin = 0; bin < bins.Count; bin++)
        {
            double low = bins.Low(bin);
            double length = bins.High(bin) - low;
            sum += AdaptiveIntegral.Of(
                t =>
                {
                    double s = t - low;
                    double needed = 2 * length * ErrorShare * bins.Width / (s * (length - s) * alpha);
                    return Math.Exp(-0.5 * needed * needed * (1 + (t * t))) / (Math.PI * (1 + (t * t)));
                },
                low,
                low + length,
                1e-8).Value;
        }

        return sum;
    }

    private static long Hits(int trials, Draws draws, Bins bins, int families)
    {
        long hits = 0;
        for (int trial = 0; trial < trials; trial++)
        {
            double coefficient = draws.Normal();
            bool unbroken = true;
            for (int i = 0; i < families && unbroken; i++)
            {
                Kink kink = new InputFamily(1).KinkOf([draws.Normal(), draws.Normal()], coefficient)!.Value;
                unbroken = bins.Find(kink.Position) is not { } bin || !bins.IsBroken(bin, [kink], ErrorShare);
            }

            if (unbroken) hits++;
        }

        return hits;
    }
}
