using Espalier.Lab.Experiments.Gap;
using Espalier.Lab.Gap;
using Espalier.Lab.Statistics;

namespace Espalier.Lab.Reproductions;

/// <summary>What Ferre' et al. 2026 claim of the gap, beside what was measured. Where the data do not decide, the verdict is left open.</summary>
public static class GapReproduction
{
    /// <summary>Makes the rows.</summary>
    public static IReadOnlyList<ReproductionRow> Rows(GapTable table, GapFits fits)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(fits);
        return [.. Weights(fits), .. Neurons(table, fits), .. Architectures(fits), .. References(fits)];
    }

    private static IEnumerable<ReproductionRow> Weights(GapFits fits)
    {
        foreach (EpsilonFit fit in fits.Epsilon.Where(fit => fit.Method.Name == GapMethod.Weights))
        {
            yield return new(
                Invariant($"weight pruning, d = {fit.Dimension}: exponent of 1/ε at the smallest ε"), 0, fit.LateExponent.Value,
                fit.LateExponent.Value < 0.1, "below 0.1, as of a logarithm");
        }

        foreach (DimensionFit fit in fits.Dimension.Where(fit => fit.Method.Name == GapMethod.Weights && fit.Epsilon <= GapFits.DenseEpsilon))
        {
            yield return new(
                $"weight pruning, ε = {GapText.Epsilon(fit.Epsilon)}: exponent of d", 1, fit.Exponent.Value,
                Decided(fit.Exponent, range => range.Upper >= 1 && range.Lower <= 1.25),
                "the interval meets [1, 1.25]: d, and a little for 2d sums at once");
        }
    }

    private static IEnumerable<ReproductionRow> Neurons(GapTable table, GapFits fits)
    {
        foreach (EpsilonFit fit in fits.Epsilon.Where(fit => fit.Method.Name == GapMethod.Neurons))
        {
            // A lower bound for ε → 0 is not refuted by a smaller exponent at large ε.
            yield return new(
                Invariant($"neuron pruning, d = {fit.Dimension}: exponent of 1/ε"), 1, fit.Exponent.Value,
                Decided(fit.Exponent, range => range.Upper < 1 ? null : true),
                "at least 1 within the interval; below, large ε do not decide a claim about ε → 0");
        }

        foreach (DimensionFit fit in fits.Dimension.Where(fit => fit.Method.Name == GapMethod.Neurons))
        {
            string name = $"neuron pruning, ε = {GapText.Epsilon(fit.Epsilon)}: exponent of d";
            yield return new(
                $"{name}, abstract (d/ε)",
                1,
                fit.Exponent.Value,
                Decided(fit.Exponent, range => range.Upper >= 1 ? true : null),
                "at least 1 within the interval; below, a few ε do not decide");
            yield return new(
                $"{name}, later listing (1/ε)",
                0,
                fit.Exponent.Value,
                Decided(fit.Exponent, range => range.Upper >= 0 ? true : null),
                "at least 0 within the interval");
            yield return new(
                $"neuron pruning, ε = {GapText.Epsilon(fit.Epsilon)}: share of resamples in which f^d fits better than d^t",
                1,
                fit.ExponentialShare,
                fit.ExponentialShare >= 0.95 ? true : fit.ExponentialShare <= 0.05 ? false : null,
                "conjectured exponential: agrees from 0.95 on, disagrees up to 0.05");
        }

        if (table.Points.Any(point => point.Method.Name == GapMethod.Neurons && point.Upper is not null)) yield return ReproductionRow.Same(
            "points whose interval lies below what is proven of their method", 0, table.BelowProven);
    }

    /// <summary>The claims of the paper are about different networks; beside them stands what is proven for each.</summary>
    private static IEnumerable<ReproductionRow> Architectures(GapFits fits)
    {
        foreach (EpsilonFit fit in fits.Epsilon.Where(fit => fit.Method.Name == GapMethod.WeightsAxis))
        {
            yield return new(
                Invariant($"weight pruning, axis target, d = {fit.Dimension}: exponent of 1/ε at the smallest ε"), 0, fit.LateExponent.Value,
                    fit.LateExponent.Value < 0.1, "below 0.1, as of a logarithm, with and without an output ReLU");
        }

        foreach (EpsilonFit fit in fits.Epsilon.Where(fit => fit.Method.Name == GapMethod.WeightsOpen))
        {
            bool? refutes = Decided(fit.LateExponent, range => range.Lower > 0.5 ? false : null);
            yield return new(
                Invariant($"weight pruning, generic target, no output ReLU, d = {fit.Dimension}: exponent of 1/ε at the smallest ε"), 0,
                    fit.LateExponent.Value, refutes, "the logarithm of the claim needs the output ReLU; proven exponent d − 1");
        }

        foreach (EpsilonFit fit in fits.Epsilon.Where(fit => fit.Method.Name == GapMethod.Cone && fit.Dimension > 1))
        {
            double limit = fit.Dimension - 1;
            yield return new(
                Invariant($"neurons near the target, d = {fit.Dimension}: exponent of 1/ε (theory: d − 1)"), limit, fit.Exponent.Value, Decided(
                    fit.Exponent, range => range.Lower <= limit + 0.25 && range.Upper >= limit - 0.25),
                    "the interval meets d − 1 within 0.25 (d = 2 has a logarithm besides)");
        }
    }

    private static IEnumerable<ReproductionRow> References(GapFits fits)
    {
        foreach (EpsilonFit fit in fits.Epsilon.Where(fit => fit.Method.Name is GapMethod.SingleNeuron or GapMethod.SingleProduct))
        {
            bool isNeuron = fit.Method.Name == GapMethod.SingleNeuron;
            double claimed = isNeuron ? fit.Dimension : 1;
            yield return new(
                Invariant($"{fit.Method.Title}, d = {fit.Dimension}: exponent of 1/ε"), claimed, fit.Exponent.Value,
                Decided(fit.Exponent, range => range.Lower <= 1.2 * claimed && range.Upper >= 0.8 * claimed),
                "the interval meets the claim within 20 %");
        }
    }

    private static bool? Decided(GapNumber number, Func<ConfidenceInterval, bool?> verdict) => number.Interval is { } range ? verdict(range) : null;
}
