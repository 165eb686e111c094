using System.Collections.Immutable;
using Espalier.Graphs.LinearMaps;
using Espalier.Graphs.Operators;

namespace Espalier.Certificates.Steps;

/// <summary>One linear map of two networks side by side, of one value that both read.</summary>
/// <param name="A">The first network's.</param>
/// <param name="B">The second network's.</param>
/// <param name="Difference">A − B, each entry rounded to nearest; null where all are 0.</param>
/// <param name="Read">The value.</param>
internal sealed record PairTerm(LinearMap A, LinearMap B, LinearMap? Difference, int Read)
{
    public PairTerm ForOutput(int output) => new(A.ForOutput(output), B.ForOutput(output), Difference?.ForOutput(output), Read);
}

/// <summary>One step of two networks A and B side by side: z_A − z_B = Σ W_A·(h_A − h_B) + (W_A − W_B)·h_B + (b_A − b_B).</summary>
internal sealed class PairStep
{
    /// <summary>Pairs two steps whose terms read the same values.</summary>
    public PairStep(AffineStep a, AffineStep b)
    {
        if (a.Outputs != b.Outputs || a.Rectified != b.Rectified || a.Curve != b.Curve) throw new ArgumentException("the steps differ in shape");
        Terms = [.. a.Terms.Zip(b.Terms, (x, y) => new PairTerm(x.Map, y.Map, x.Map.Minus(y.Map), x.Read))];
        BiasA = a.Bias;
        BiasB = b.Bias;
        BiasDifference = DenseMap.DifferenceOf(a.Bias, b.Bias);
        Rectified = a.Rectified;
        Curve = a.Curve;
        IsSplit = a.IsSplit && b.IsSplit;
        Winners = a.Winners is { } winners && b.Winners is { } others && winners.IsLike(others) ? winners : null;
    }

    private PairStep(PairStep step, ImmutableArray<PairTerm> terms)
    {
        Terms = terms;
        (BiasA, BiasB, BiasDifference) = (step.BiasA, step.BiasB, step.BiasDifference);
        (Rectified, Curve, IsSplit, Winners) = (step.Rectified, step.Curve, step.IsSplit, step.Winners);
    }

    private PairStep(PairStep whole, int output)
    {
        Terms = [.. whole.Terms.Select(term => term.ForOutput(output))];
        BiasA = [whole.BiasA[output]];
        BiasB = [whole.BiasB[output]];
        BiasDifference = whole.BiasDifference is null ? null : [whole.BiasDifference[output]];
        Rectified = whole.Rectified;
        Curve = whole.Curve;
    }

    public ImmutableArray<PairTerm> Terms { get; }

    public double[] BiasA { get; }

    public double[] BiasB { get; }

    /// <summary>b_A − b_B, rounded to nearest; null where all are 0.</summary>
    public double[]? BiasDifference { get; }

    public bool Rectified { get; }

    /// <summary>The S-shaped function behind the step in both networks, or null.</summary>
    public Activation? Curve { get; }

    /// <summary>Whether it makes (relu(x), relu(−x)) in both networks.</summary>
    public bool IsSplit { get; }

    /// <summary>What the step is where it ends a round of maximum pooling in both networks; null elsewhere.</summary>
    public Winners? Winners { get; }

    public int Outputs => BiasA.Length;

    /// <summary>The same step where values have other numbers.</summary>
    public PairStep Reading(Func<int, int> number) => new(this, [.. Terms.Select(term => term with { Read = number(term.Read) })]);

    /// <summary>The step that computes one of the outputs alone.</summary>
    public PairStep ForOutput(int output) => new(this, output);
}
