using System.Collections.Immutable;
using Espalier.Graphs.LinearMaps;
using Espalier.Graphs.Operators;

namespace Espalier.Certificates.Steps;

/// <summary>A linear map of a value: 0 is the network's input, i + 1 what step i makes.</summary>
internal readonly record struct Term(LinearMap Map, int Read);

/// <summary>What a step is known to be.</summary>
internal enum StepOrigin
{
    /// <summary>Any affine map.</summary>
    Other,

    /// <summary>x ↦ (x, −x).</summary>
    SplitSigns,

    /// <summary>x ↦ x, for the sake of the ReLU or the curve behind it.</summary>
    Elementwise,
}

/// <summary>Σ A_k·x_k + b over the values that are read, and a ReLU behind it where <see cref="Rectified"/>, or a curve.</summary>
/// <param name="Terms">The linear maps, all with as many outputs.</param>
/// <param name="Bias">One number for each output.</param>
/// <param name="Rectified">Whether a ReLU follows.</param>
/// <param name="Origin">What the step is known to be from where it comes.</param>
/// <param name="Curve">An S-shaped function that follows instead of a ReLU, or null.</param>
/// <param name="Winners">Where it ends a round of maximum pooling: of which elements, in what the step before reads, each output is the larger
/// one.</param>
internal sealed record AffineStep(
    ImmutableArray<Term> Terms,
    double[] Bias,
    bool Rectified = false,
    StepOrigin Origin = StepOrigin.Other,
    Activation? Curve = null,
    Winners? Winners = null)
{
    public int Outputs => Bias.Length;

    /// <summary>Whether it makes (relu(x), relu(−x)).</summary>
    public bool IsSplit => Origin == StepOrigin.SplitSigns && Rectified;

    /// <summary>Just a value.</summary>
    public static AffineStep Identity(int size, int read) => new([new Term(SelectionMap.Identity(size), read)], new double[size]);

    /// <summary>A ReLU alone.</summary>
    public static AffineStep Rectifier(int size, int read) => Identity(size, read) with { Rectified = true, Origin = StepOrigin.Elementwise };

    /// <summary>A curve alone.</summary>
    public static AffineStep Curved(Activation curve, int size, int read) =>
        Identity(size, read) with { Curve = curve, Origin = StepOrigin.Elementwise };
}
