using Espalier.Lab.Experiments.Gap;

namespace Espalier.Lab.Gap;

/// <summary>A thing that was found.</summary>
/// <param name="About">What it is about, in a few words.</param>
/// <param name="Text">The finding.</param>
public sealed record GapFinding(string About, string Text);

/// <summary>What the medians and their fits say, in plain sentences; where an interval holds two answers, the sentence says so.</summary>
public static class GapFindings
{
    /// <summary>From so large a share of resamples on one form of growth counts as better.</summary>
    private const double Clear = 0.95;

    /// <summary>Tolerances from here on are close to 1, the error of keeping nothing.</summary>
    private const double Coarse = 0.3;

    /// <summary>The findings; the first is the gap itself.</summary>
    public static IEnumerable<GapFinding> Of(GapTable table, GapFits fits)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(fits);
        (string About, string? Text)[] all =
        [
            ("side by side", Gap(table)),
            ("two architectures", Architectures(table)),
            ("removing weights", Weights(table, fits)),
            ("removing neurons: how the accuracy counts", NeuronsInEpsilon(table, fits)),
            ("removing neurons: how the dimension counts", NeuronsInDimension(fits)),
            ("removing neurons: the conjecture", Conjecture(fits)),
            ("removing neurons: the proof", Proven(table)),
            ("what the slopes must become", Limits(fits)),
            ("the references", References(fits)),
        ];
        return all.Where(finding => finding.Text is not null).Select(finding => new GapFinding(finding.About, finding.Text!));
    }

    /// <summary>Both kinds of pruning side by side at the smallest tolerance that both reach.</summary>
    private static string? Gap(GapTable table)
    {
        GapMethod weights = GapMethod.Find(GapMethod.Weights);
        GapMethod neurons = GapMethod.Find(GapMethod.Neurons);
        var sentences = new List<string>();
        double reached = 1;
        foreach (int d in table.Dimensions)
        {
            GapPoint[] kept = [.. table.Curve(neurons, d).Where(point => point.Width is not null)];
            GapPoint? last = Array.FindLast(kept, point => Twin(point) is not null);
            if (last is null) continue;
            GapPoint removed = Twin(last)!;
            reached = Math.Min(reached, last.Epsilon);
            string compared = last.Width <= removed.Width ? "still no more than" : "against";
            sentences.Add(
                Invariant(
                    $"At d = {d} and ε = {GapText.Epsilon(last.Epsilon)} neuron pruning needs {GapText.Width(last)} hidden neurons, ")
                        + Invariant($"{compared} the {GapText.Width(removed)} of weight pruning."));

            GapPoint? Twin(GapPoint point) =>
                table.Curve(weights, d).FirstOrDefault(other => other.Epsilon == point.Epsilon && other.Width is not null);
        }

        if (sentences.Count == 0) return null;
        GapPoint? finest = table.Points.Where(point => point.Method == weights && point.Width is not null).OrderBy(point => point.Epsilon)
            .ThenByDescending(point => point.Dimension).FirstOrDefault();
        if (finest is null || finest.Epsilon >= reached) return string.Join(' ', sentences);
        double proven = GapBounds.Proven(finest.Dimension, finest.Epsilon);
        string needed = proven < 1 ? "" : $", where neuron pruning is proven to need more than {GapText.Number(proven)}";
        return Invariant(
            $"{string.Join(' ', sentences)} Weight pruning goes on to ε = {GapText.Epsilon(finest.Epsilon)} with {GapText.Width(finest)} ")
                + Invariant($"hidden neurons at d = {finest.Dimension}{needed}.");
    }

    /// <summary>Which gap is which: with and without a ReLU behind the output, for a generic target and for one along an axis.</summary>
    private static string? Architectures(GapTable table)
    {
        var sentences = new List<string>();
        foreach (int d in table.Dimensions)
        {
            GapPoint? open = Last(GapMethod.WeightsOpen, d);
            GapPoint? behind = Last(GapMethod.NeuronsRelu, d);
            if (open is null && behind is null) continue;
            var parts = new List<string>();
            if (open is not null)
            {
                string axis = At(GapMethod.WeightsAxis, open) is { } line
                    ? $" for a generic target, {GapText.Width(line)} for one along an axis" : "";
                parts.Add($"without a ReLU behind the output weight pruning at ε = {GapText.Epsilon(open.Epsilon)} needs "
                    + $"{GapText.Width(open)}{axis}");
            }

            if (behind is not null)
            {
                string without = At(GapMethod.Neurons, behind) is { } plain ? $", without it {GapText.Width(plain)}" : "";
                parts.Add($"with one neuron pruning at ε = {GapText.Epsilon(behind.Epsilon)} needs {GapText.Width(behind)}{without}");
            }

            sentences.Add(Invariant($"At d = {d} {string.Join("; ", parts)}."));
        }

        if (sentences.Count == 0) return null;
        return "The paper compares a network without a ReLU behind its output (neurons) with one that has it (weights). Without it generic "
            + "targets cost both kinds of pruning a power of 1/ε that grows with d, "
            + "and only targets along an axis leave weight pruning its logarithm; with it the gap holds for every target: Ω(d/ε) against "
                + "O(d log 1/ε). " + string.Join(' ', sentences);

        GapPoint? Last(string method, int d) => table.Curve(GapMethod.Find(method), d).LastOrDefault(static point => point.Width is not null);

        GapPoint? At(string method, GapPoint other) =>
            table.Curve(GapMethod.Find(method), other.Dimension).FirstOrDefault(point => point.Epsilon == other.Epsilon && point.Width is not null);
    }

    /// <summary>The exponents of 1/ε that theory proves for ε → 0, beside those measured.</summary>
    private static string? Limits(GapFits fits)
    {
        string[] measured = [.. ((string[])[GapMethod.Neurons, GapMethod.Refit, GapMethod.Cone]).Select(Line).OfType<string>()];
        if (measured.Length == 0) return null;
        return "For ε → 0 the exponent of 1/ε is proven to be d − 1 for neuron pruning (at d = 2 up to a logarithm), at least d − 1 for "
            + "refits, and at most d − 1 by neurons near the target; "
            + $"a single neuron has d. Measured: {string.Join("; ", measured)}. Smaller ones at large ε must rise.";

        string? Line(string name)
        {
            EpsilonFit[] of = [.. fits.Epsilon.Where(fit => fit.Method.Name == name && fit.Dimension > 1)];
            return of.Length == 0 ? null : $"{of[0].Method.Title} "
                + $"{GapText.List(of.Select(fit => Invariant($"{GapText.With(fit.LateExponent)} at d = {fit.Dimension}")))}";
        }
    }

    private static string? Weights(GapTable table, GapFits fits)
    {
        if (fits.Bits.IsEmpty) return null;
        string laws = GapText.List(fits.Bits.Select(law => Invariant($"{GapText.With(law.PerBit)} at d = {law.Dimension}")));
        DimensionFit? growth = fits.Dimension.Where(fit => fit.Method.Name == GapMethod.Weights).OrderBy(fit => fit.Epsilon).FirstOrDefault();
        string inDimension = growth is null
            ? ""
            : $" At ε = {GapText.Epsilon(growth.Epsilon)} its width grows like d^t with t = {GapText.With(growth.Exponent)}: "
                + (growth.Exponent.Interval is { } range && range.Lower <= 1.25 && range.Upper >= 1
                    ? "d itself, or a little faster, as it must because 2d sums have to succeed at once."
                    : "not quite in proportion to d.");
        string reach = table.Points.Any(point => point.Method.Name == GapMethod.Weights && point.Epsilon > GapFits.DenseEpsilon)
            ? $" Above ε = {GapText.Epsilon(GapFits.DenseEpsilon)} something else decides: there must be candidates enough for their sums to "
                + $"reach the target's weights at all."
            : "";
        return $"Weight pruning follows width = d·(A + B·log₂(1/ε)) with B, the candidates per coordinate for every halving of ε, {laws}. "
            + $"This is the O(d log 1/ε) of the claim; B = 2 means one candidate more per bit on either side of zero.{inDimension}{reach}";
    }

    private static string? NeuronsInEpsilon(GapTable table, GapFits fits)
    {
        EpsilonFit[] slopes = [.. fits.Epsilon.Where(fit => fit.Method.Name == GapMethod.Neurons)];
        if (slopes.Length == 0) return null;
        string numbers = GapText.List(
            slopes.Select(
                fit =>
                    Invariant(
                        $"{GapText.With(fit.Exponent)} at d = {fit.Dimension} (ε from {GapText.Epsilon(fit.Largest)} to ")
                            + Invariant($"{GapText.Epsilon(fit.Smallest)})")));
        EpsilonFit[] below = [.. slopes.Where(fit => fit.Exponent.Interval is { } range && range.Upper < 1)];
        EpsilonFit[] within = [.. slopes.Where(fit => fit.Exponent.Holds(1) == true)];
        EpsilonFit[] above = [.. slopes.Where(fit => fit.Exponent.Interval is { } range && range.Lower > 1)];
        var parts = new List<string>();
        if (above.Length > 0) parts.Add($"at {Levels(above)} that is above the 1 of the claimed 1/ε");
        if (within.Length > 0) parts.Add($"at {Levels(within)} the interval holds the 1 of the claimed 1/ε");
        if (below.Length > 0)
            parts.Add(
                $"at {Levels(below)} that is below the 1 of the claimed 1/ε, which contradicts nothing, because a lower bound speaks of ε → "
                    + $"0 and allows any constant");
        string verdict = parts.Count == 0 ? "There are too few draws for intervals." : Sentence(parts);
        if (Array.Exists(above, fit => fit.Smallest >= Coarse))
            verdict +=
                $" Near ε = 1, where keeping nothing is enough, every curve is steep; exponents from ε ≥ {GapText.Epsilon(Coarse)} alone say "
                    + $"little about smaller ones.";
        string bound = table.Points.Any(point => point.Method.Name == GapMethod.Neurons && !point.IsExact)
            ? " Where the search found a subset without showing that no narrower parent has one, the width is an upper bound, and so the "
                + "exponents are those of what a search finds."
            : " All medians are exact.";
        return $"The width of neuron pruning grows like (1/ε)^s with s = {numbers}. {verdict}{bound}";

        static string Levels(EpsilonFit[] some) => Invariant($"d = {GapText.List(some.Select(fit => Invariant($"{fit.Dimension}")))}");
    }

    private static string Sentence(List<string> parts)
    {
        string text = string.Join("; ", parts);
        return char.ToUpperInvariant(text[0]) + text[1..] + ".";
    }

    /// <summary>The dependence on d: 1 for d/ε, 0 for 1/ε.</summary>
    private static string? NeuronsInDimension(GapFits fits)
    {
        DimensionFit[] growths = [.. fits.Dimension.Where(fit => fit.Method.Name == GapMethod.Neurons)];
        if (growths.Length == 0) return null;
        string numbers = GapText.List(
            growths.Select(
                fit =>
                    Invariant(
                        $"{GapText.With(fit.Exponent)} at ε = {GapText.Epsilon(fit.Epsilon)} (d from {fit.Dimensions[0]} to ")
                            + Invariant($"{fit.Dimensions[^1]}{(fit.IsExact ? ", exact medians" : "")})")));
        return $"At a fixed ε the width of neuron pruning grows like d^t with t = {numbers}. The abstract claims a lower bound d/ε, which is "
            + $"t = 1; a later listing of the paper claims 1/ε, which is t = 0. {Verdict(growths)}";
    }

    private static string Verdict(DimensionFit[] growths)
    {
        DimensionFit[] known = [.. growths.Where(fit => fit.Exponent.Interval is not null)];
        if (known.Length == 0) return "There are too few draws for intervals, so that this run does not tell the two apart.";
        DimensionFit[] both = [.. known.Where(fit => fit.Exponent.Holds(0) == true && fit.Exponent.Holds(1) == true)];
        DimensionFit[] linear = [.. known.Where(fit => fit.Exponent.Holds(0) == false && fit.Exponent.Holds(1) == true)];
        DimensionFit[] faster = [.. known.Where(fit => fit.Exponent.Interval!.Value.Lower > 1)];
        DimensionFit[] between = [.. known.Where(fit => fit.Exponent.Interval!.Value is { Lower: > 0, Upper: < 1 })];
        DimensionFit[] flat = [.. known.Where(fit => fit.Exponent.Holds(0) == true && fit.Exponent.Holds(1) == false)];
        var parts = new List<string>();
        if (linear.Length > 0) parts.Add($"at {Levels(linear)} the data rule out that d plays no part, and agree with growth in proportion to d");
        if (faster.Length > 0) parts.Add($"at {Levels(faster)} they show faster growth than in proportion to d");
        if (between.Length > 0) parts.Add($"at {Levels(between)} they show growth with d, but slower than in proportion");
        if (flat.Length > 0) parts.Add($"at {Levels(flat)} they agree with no dependence and exclude growth in proportion");
        if (both.Length > 0) parts.Add($"at {Levels(both)} both fit, and the data do not tell");
        string caution = Array.Exists(known, fit => !fit.IsExact)
            ? " Medians that are upper bounds tend to be looser for larger d, and then t comes out too large: the exact ones count most."
            : "";
        return $"{Sentence(parts)} A lower bound that is to hold for all small ε is not decided by a few large ones.{caution}";

        static string Levels(DimensionFit[] some) => $"ε = {GapText.List(some.Select(fit => GapText.Epsilon(fit.Epsilon)))}";
    }

    private static string? Conjecture(GapFits fits)
    {
        DimensionFit[] growths = [.. fits.Dimension.Where(fit => fit.Method.Name == GapMethod.Neurons && fit.Dimensions.Length > 3)];
        if (growths.Length == 0) return null;
        string numbers = GapText.List(
            growths.Select(
                fit =>
                    $"{GapText.With(fit.Factor)} at ε = {GapText.Epsilon(fit.Epsilon)}, closer to the medians than a power of d in "
                        + $"{GapText.Number(100 * fit.ExponentialShare)} % of the resamples"));
        bool exponential = Array.TrueForAll(growths, fit => fit.ExponentialShare >= Clear);
        bool power = Array.TrueForAll(growths, fit => fit.ExponentialShare <= 1 - Clear);
        string verdict = exponential
            ? "In this range exponential growth, as the paper conjectures, describes the data better"
            : power
            ? "In this range a power of d describes the data better than the exponential growth that the paper conjectures"
            : "In this range the data do not tell exponential growth, as the paper conjectures, from a power of d";
        return $"As f^d, the growth of neuron pruning per dimension is f = {numbers}. {verdict}; the dimensions measured are few and small.";
    }

    private static string? References(GapFits fits)
    {
        var sentences = new List<string>();
        if (Slopes(fits, GapMethod.SingleNeuron) is { } single)
            sentences.Add($"A single neuron needs (1/ε)^s with s = {single}, where theory says d for small ε.");
        if (Slopes(fits, GapMethod.SingleProduct) is { } products)
            sentences.Add($"A single product per weight needs s = {products}, where theory says 1.");
        if (Slopes(fits, GapMethod.Refit) is { } refits)
            sentences.Add($"If no neuron is removed but all output coefficients are chosen anew, s = {refits}.");
        return sentences.Count == 0 ? null : string.Join(' ', sentences);
    }

    /// <summary>A method's exponents of 1/ε in words, or null if none is known.</summary>
    private static string? Slopes(GapFits fits, string method)
    {
        string[] slopes =
        [
            .. fits.Epsilon.Where(fit => fit.Method.Name == method)
                .Select(fit => Invariant($"{GapText.With(fit.Exponent)} at d = {fit.Dimension}")),
        ];
        return slopes.Length == 0 ? null : GapText.List(slopes);
    }

    private static string? Proven(GapTable table)
    {
        if (!table.Points.Any(point => point.Method.Name is GapMethod.Neurons or GapMethod.NeuronsRelu && point.Upper is not null
            && point.Dimension > 1)) return null;
        int wrong = table.BelowProven;
        return wrong == 0
            ? "What is proven of each method, which rests on nothing unproven and has no free constant, lies below the measured interval at "
                + "every point, as it must."
            : Invariant(
                $"At {wrong} points the measured interval lies below the proven lower bound, which cannot be: something is wrong with this run.");
    }
}
