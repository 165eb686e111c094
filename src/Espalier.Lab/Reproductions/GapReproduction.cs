using Espalier.Lab.Experiments.Gap;
using Espalier.Lab.Gap;
using Espalier.Lab.Statistics;

namespace Espalier.Lab.Reproductions;

/// <summary>What Ferre' et al. 2026 claim of the gap, beside what was measured. Where the data do not decide, the verdict is left open.</summary>
public static class GapReproduction
{
    /// <summary>Where the proven widths are those of small ε in every dimension measured.</summary>
    private const double SmallEpsilon = 1e-6;

    /// <summary>Makes the rows.</summary>
    public static IReadOnlyList<ReproductionRow> Rows(GapTable table, GapFits fits)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(fits);
        return [.. Weights(fits), .. Neurons(table, fits), .. Proven(table), .. Architectures(fits), .. References(fits)];
    }

    private static IEnumerable<ReproductionRow> Weights(GapFits fits)
    {
        foreach (EpsilonFit fit in fits.Epsilon.Where(fit => fit.Method.Name == GapMethod.Weights))
        {
            yield return new(
                Invariant($"weight pruning, d = {fit.Dimension}: exponent of 1/ε at the smallest ε"), 0, fit.LateExponent.Value,
                BelowTenth(fit), "below 0.1, as of a logarithm; open where the interval holds 0.1");
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

    /// <summary>What the claims become: exponents and growth of the width up to which pruning neurons is proven to fail, at a small ε.</summary>
    internal static IEnumerable<ReproductionRow> Proven(GapTable table)
    {
        int[] dimensions = [.. table.Points.Where(point => point.Method.Name == GapMethod.Neurons && point.Dimension > 1)
            .Select(point => point.Dimension).Distinct().Order()];
        foreach (int d in dimensions)
        {
            double exponent = Math.Log10(GapBounds.Proven(d, SmallEpsilon) / GapBounds.Proven(d, 10 * SmallEpsilon));
            yield return new(
                Invariant($"neuron pruning, d = {d}, proven: exponent of 1/ε at ε = 10⁻⁶"), 1, exponent, exponent >= 0.99,
                "at least the claimed 1; what is proven tends to d − 1, for every subset and every refit");
        }

        if (dimensions.Length < 2 || dimensions[^1] < 3) yield break;
        (int from, int to) = (dimensions[^2], dimensions[^1]);
        double factor = Math.Pow(GapBounds.Proven(to, SmallEpsilon) / GapBounds.Proven(from, SmallEpsilon), 1.0 / (to - from));
        yield return new(
            Invariant($"neuron pruning, ε = 10⁻⁶, proven: growth per dimension from d = {from} to {to}"), 1, factor, factor > 1,
            "above 1: exponential in d once ε is below about 1/(8πd), as conjectured; for fixed ε a sketch suggests a polynomial");
    }

    /// <summary>The claims of the paper are about different networks; beside them stands what is proven for each.</summary>
    private static IEnumerable<ReproductionRow> Architectures(GapFits fits)
    {
        foreach (EpsilonFit fit in fits.Epsilon.Where(fit => fit.Method.Name == GapMethod.WeightsAxis))
        {
            yield return new(
                Invariant($"weight pruning, axis target, d = {fit.Dimension}: exponent of 1/ε at the smallest ε"), 0, fit.LateExponent.Value,
                    BelowTenth(fit), "below 0.1, as of a logarithm, with and without an output ReLU; open where the interval holds 0.1");
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

    private static bool? BelowTenth(EpsilonFit fit) =>
        Decided(fit.LateExponent, range => fit.LateExponent.Value < 0.1 ? true : range.Lower > 0.1 ? false : null);

    private static bool? Decided(GapNumber number, Func<ConfidenceInterval, bool?> verdict) => number.Interval is { } range ? verdict(range) : null;
}
