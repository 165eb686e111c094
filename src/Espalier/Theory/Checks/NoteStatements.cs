using System.Collections.Immutable;

namespace Espalier.Theory.Checks;

/// <summary>The statements of our note [N], which settle the open question of [F].</summary>
internal static class NoteStatements
{
    public static ImmutableArray<CheckDefinition> All { get; } =
    [
        new("[N] E_m, certified", true, 1, 1, AngleChecks.Constants,
            "|u| on [−1, 1] is E_m ≥ (m + 2)/(2π(m + 1)²) from all polynomials of degree m",
            "certified from below; compared with an actual polynomial, and with the explicit bound"),
        new("[N] Theorem A, in the plane", true, 1, 1, AngleChecks.InThePlane,
            "if every kept line is ρ or more away from w*, the error is at least ½·tan(ρ/2)",
            "exact suprema; tight: four lines attain it"),
        new("[N] Theorem A, averaged", true, 1, 0.2, AngleChecks.Averaged,
            "if every kept line is ρ or more away from w*, the error is at least ½·E_m·sin ρ",
            "averages over rotations, d = 4 … 10; the best polynomial comes within a percent"),
        new("[N] Lemma W, witness", true, 1, 1, WitnessChecks.Bound,
            "if |⟨w_j, x⟩| ≥ η·|⟨w_j, w*⟩| for all j, every network misses by η/(2 + 2√(1 + η²))",
            "exact suprema on the plane of w* and x; tight"),
        new("[N] Law W, witnesses", true, 1, 1, WitnessChecks.Law,
            "some network of N random neurons succeeds with probability at most 1 − 1/A",
            "witnesses counted exactly for d = 2 (where the law is exact) and d = 3"),
        new("[N] Lemma W, every arrangement", true, 1, 1, WitnessChecks.Arrangements,
            "a witness of η exists if Σ_j 2·arcsin(η·cot θ_j) < π",
            "exact on the circle, d = 3; tight for equal zones"),
        new("[N] Lemma P, planks", true, 1, 1, AngleChecks.Planks,
            "within ε, |β_j| ≤ 2ε(s_j + √(1 + s_j²)), s_j = Σ cot θ_ij",
            "exact suprema in the plane; there half of it is attained"),
        new("[N] Lemma P, by the angle", true, 1, 1, AngleChecks.PlanksByAngle,
            "within ε, |β_j| ≤ 2ε/(E_m·sin ρ_j), in the plane ε/(½·tan(ρ_j/2))",
            "exact suprema in the plane; tight"),
        new("[N] Theorem C, cone", true, 1, 1, ConeAndReluChecks.Cone,
            "the error is at most |1 − Σβ_j| + Σ|β_j|·c(∠(v_j, w*)), c = sin up to π/2, then 1",
            "exact suprema in the plane; tight for one neuron"),
        new("[N] Theorem E, coefficients", true, 1, 1, ConeAndReluChecks.Coefficients,
            "behind a ReLU, |β_j| ≤ 2ε(s_j + √(s_j² + 1 − e_j²))/(1 − e_j), e_j = ε/sin θ_*j",
            "exact suprema in the plane; there half of it is attained"),
        new("[N] Theorem E, product of planks", true, 1, 20, ConeAndReluChecks.Products,
            "E Π(1 + 2s_j) ≤ a_k over k random lines, d ≥ 4",
            "sampling, d = 12 … 20; equal for k = 1"),
        new("[N] Theorem E, spans", true, 1, 5, ConeAndReluChecks.Spans,
            "dist(w*, span of k directions) ≤ ε with probability I_{ε²}((d − k)/2, k/2)",
            "sampling against the certified beta function"),
    ];
}
