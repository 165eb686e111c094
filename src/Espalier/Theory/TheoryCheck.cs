using System.Collections.Immutable;
using Espalier.Theory.Checks;

namespace Espalier.Theory;

/// <summary>What came of checking one statement.</summary>
/// <param name="Name">The statement, with the paper ([F] Ferre' et al. 2026, [P] Pensia et al. 2020) and its number there.</param>
/// <param name="Holds">Whether the statement is claimed to hold in this form; if not, violations are expected, and the note names the repair.</param>
/// <param name="Trials">Comparisons made.</param>
/// <param name="Violations">Comparisons that failed.</param>
/// <param name="WorstSlack">The smallest margin, relative to what the statement claims (in logarithms or in states where it speaks of probabilities or counts); below 0 it fails.</param>
/// <param name="Note">What is exact, what is sampled, and what is wrong with the statement as printed.</param>
public sealed record TheoryCheckRow(string Name, bool Holds, long Trials, long Violations, double WorstSlack, string Note)
{
    /// <summary>No violation where there should be none, and at least one where the statement needs a repair.</summary>
    public bool AsExpected => Holds ? Violations == 0 : Violations > 0;
}

/// <summary>Every lemma and process of the proofs on random and adversarial instances.</summary>
public static class TheoryCheck
{
    /// <summary>Instances of a cheap check; others make a fixed share of it.</summary>
    public const int DefaultTrials = 2000;

    /// <summary>The checks, in the order of the papers.</summary>
    internal static ImmutableArray<CheckDefinition> Definitions { get; } =
    [
        new("[F] Lemma 1, broken bin", true, 1, 1, LocalLemmas.BrokenBin, "exact; tight; a ≠ 0 is not needed"),
        new("[F] Lemma 2, needed breakpoint", true, 0.25, 1, LocalLemmas.NeededBreakpoint, "exact; tight with c(a) = |a|/4, which is not universal: |a| = |w*_{2i−1}| is small for large d"),
        new("[F] Lemma 3, as stated", false, 1, 5, FamilyIndependence.AsStated, "integrals and sampling; fails: slope changes of different families share α; repair: average over α last"),
        new("[F] Lemma 3, given the coefficients", true, 1, 5, FamilyIndependence.GivenCoefficients, "sampling against E over α of the product given α"),
        new("[F] Lemma 4, capped process", true, 0, 0.1, ProcessLemmas.Capped, "on every path, for the process as printed and for min(B, T)"),
        new("[F] Lemma 5, as stated", false, 1, 0.1, ProcessLemmas.ChainBelowPrinted, "fails on paths: once the count has passed T, the printed process goes down with bins that it never counted; repair: min(B, T)"),
        new("[F] Lemma 5, against min(B, T)", true, 1, 0.1, ProcessLemmas.ChainBelow, "on every path, with the coupling explicit"),
        new("[F] Lemma 5, law of the coupled chain", true, 1, 1, ProcessLemmas.ChainLaw, "sampling against dynamic programming"),
        new("[F] Lemma 6, as printed", false, 1.0 / 16, 1, LocalLemmas.SteepKinkAnywhere, "fails for a kink near an end of the bin; repair: a quarter of the width away from both"),
        new("[F] Lemma 6, well placed kink", true, 1.0 / 16, 1, LocalLemmas.SteepKink, "exact; loose: 3γ/32 is the largest constant"),
        new("[F] Lemma 6, as used with γ/16", false, 1.0 / 16, 1, LocalLemmas.SteepKinkInUnbrokenBin, "fails: an unbroken bin need only be within cε of affine; repair: c = γ/32"),
        new("[F] Lemma 6, as used with γ/32", true, 1.0 / 32, 1, LocalLemmas.SteepKinkInUnbrokenBin, "exact; loose: 3γ/64 is the largest constant"),
        new("[F] Lemma 7, exponential envelope", true, 1, 0.1, ChainLemmas.Envelope, "exact probabilities; needs q < p/2, T ≥ 3 and the factor 3"),
        new("[F] Lemma 7, simulated chain", true, 1, 10, ChainLemmas.Simulation, "sampling against dynamic programming"),
        new("[F] Definition 3, B_0 = 1", false, 1, 1, ProcessLemmas.TargetBreaks, "fails for most families when d is large: Σ w*² = 1; repair: start at 0"),
        new("[F] Lemma 8, all families", true, 1, 0.5, ProcessLemmas.AllFamilies, "sampling; B_0 = 0 and F ≤ 4, where the worst case in p outweighs the dependence between families"),
        new("[F] Lemma 8, many families", false, 1, 1, FamilyIndependence.ManyFamilies, "integrals; fails for B_0 = 0: one neuron with a small α breaks no bin in any family, and that is not exponentially rare in d; no repair here, see the breakpoint bound"),
        new("[F] Lemma 9, split sum", true, 0.5, 0.05, ChainLemmas.SplitSum, "exact sums in logarithms, at the largest N allowed"),
        new("[F] Theorem 1, broken bins cost error", true, 1, 1, NetworkErrors.BrokenBinsCost, "exact on real networks along a family"),
        new("[F] Theorem 1, thresholds", true, 1, 0.003, ChainLemmas.Thresholds, "the sum recomputed at N and N + 1"),
        new("[F] Lemma 2 alone, breakpoint bound", true, BreakpointBound.KinkShare, 1, NetworkErrors.Breakpoints, "all subsets of sampled networks; rests on nothing unproven"),
        new("[F] Lemma 10, size of a cap", true, 1, 1, ExactLaws.CapBound, "exact; C = 1 and exponent d − 1, tight as ε → 1"),
        new("[F] Lemma 10, single neuron", true, 1, 1, ExactLaws.SingleNeuronError, "exact; sin θ is attained at a = cos θ, so the lemma is an equality"),
        new("[P] Theorem 2, counting", true, 1, 0.2, ExactLaws.Counting, "whole numbers"),
        new("[P] Lemma 4, product density", true, 0.5, 50, ExactLaws.Product, "sampling against the distribution function"),
        new("[P] Corollary 1, uniform part", true, ProductLaw.UniformWeight, 1, ExactLaws.UniformPart, "exact; the proof's line has log 2 where ½ log 2 is meant"),
    ];

    /// <summary>Runs all checks.</summary>
    /// <param name="trials">Instances of a cheap check.</param>
    /// <param name="seed">The seed.</param>
    /// <param name="threads">How many checks run at once; changes no result.</param>
    /// <param name="progress">The part done, from 0 to 1.</param>
    /// <param name="cancel">Stops the checks.</param>
    public static ImmutableArray<TheoryCheckRow> Run(int trials, ulong seed, int threads, IProgress<double>? progress = null, CancellationToken cancel = default)
    {
        if (trials < 1) throw new InvalidInputException("trials", null, $"the number is {trials}", "give a whole number from 1 on");
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        var rows = new TheoryCheckRow[Definitions.Length];
        int done = 0;
        Parallel.For(0, rows.Length, new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancel }, i =>
        {
            rows[i] = Definitions[i].Row(trials, seed, constant: null, cancel);
            progress?.Report((double)Interlocked.Increment(ref done) / rows.Length);
        });
        return [.. rows];
    }
}
