using Espalier.Theory;
using Espalier.Theory.Proven;

namespace Espalier.Work.Theory;

/// <summary>The proven width, then the paper's threshold. The fields from <c>width</c> on repeat those of <c>stated</c>, for older scripts.</summary>
/// <param name="Proven">What rests on nothing unproven.</param>
/// <param name="Stated">The threshold of Ferre' et al. with its constants written out; null where it does not apply.</param>
/// <param name="StatedReason">Why it does not; else null.</param>
public sealed record ThresholdAnswer(ProvenAnswer Proven, StatedAnswer? Stated, string? StatedReason)
{
    /// <summary>The width of <see cref="Stated"/>.</summary>
    public int? Width => Stated?.Width;

    /// <summary>Its logarithm.</summary>
    public double? LogWidth => Stated?.LogWidth;

    /// <summary>p.</summary>
    public double? P => Stated?.P;

    /// <summary>q.</summary>
    public double? Q => Stated?.Q;

    /// <summary>T.</summary>
    public int? Cap => Stated?.Cap;

    /// <summary>γ.</summary>
    public double? Gamma => Stated?.Gamma;

    /// <summary>What it rests on.</summary>
    public string[] Assumptions => Stated?.Assumptions ?? [];

    /// <summary>The width of <see cref="Proven"/>.</summary>
    public double ProvenWidth => Proven.Width;
}

/// <summary>The largest width that is proven too narrow.</summary>
/// <param name="Width">A whole number; 0 if nothing is excluded, "Infinity" beyond float64.</param>
/// <param name="LogWidth">Its logarithm; null for 0.</param>
/// <param name="Variant">The theorem.</param>
/// <param name="Dimension">The number of dimensions that it uses; null for none.</param>
/// <param name="HoldsForRefits">Whether coefficients of kept neurons may be changed.</param>
/// <param name="Reason">Why nothing is excluded; else null.</param>
/// <param name="Bounds">All theorems that say something, the best first.</param>
public sealed record ProvenAnswer(
    double Width, double? LogWidth, ProvenVariant Variant, int? Dimension, bool HoldsForRefits, string? Reason, ProvenBound[] Bounds)
{
    internal static ProvenAnswer Of(ProvenWidth found) =>
        new(found.Width, found.LogWidth, found.Variant, found.Bounds is [var best, ..] ? best.Dimension : null, found.HoldsForRefits, found.Reason, [.. found.Bounds]);
}

/// <summary>The threshold of Ferre' et al.</summary>
/// <param name="Width">N; 0: the bound says nothing.</param>
/// <param name="LogWidth">ln N; then null.</param>
/// <param name="P">p.</param>
/// <param name="Q">q.</param>
/// <param name="Cap">T.</param>
/// <param name="Gamma">γ.</param>
/// <param name="C">c.</param>
/// <param name="BinWidth">ε/c.</param>
/// <param name="Bins">The number of bins.</param>
/// <param name="Start">B₀.</param>
/// <param name="Step">Which c.</param>
/// <param name="LogSum">ln of the union bound.</param>
/// <param name="BreakpointWidth">The width by breakpoints alone (Lemma 2), which rests on nothing unproven.</param>
/// <param name="Limited">Whether the search ended before δ was reached.</param>
/// <param name="Assumptions">What it rests on.</param>
public sealed record StatedAnswer(
    int Width, double? LogWidth, double P, double Q, int Cap, double Gamma, double C, double BinWidth, int Bins, int Start, SlopeStep Step, double LogSum, double BreakpointWidth, bool Limited, string[] Assumptions);
