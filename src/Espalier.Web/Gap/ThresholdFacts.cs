using Espalier.Theory.Proven;
using Espalier.Web.Parts;
using Espalier.Work.Theory;

namespace Espalier.Web.Gap;

/// <summary>What is proven, and what the paper states, as names and numbers.</summary>
internal static class ThresholdFacts
{
    /// <summary>The proven width.</summary>
    public static IReadOnlyList<(string Name, string Value)> Proven(ProvenAnswer proven) =>
    [
        ("fails with all widths up to", proven.LogWidth is { } log ? Width(proven.Width, log) : "nothing is excluded"),
        ("by", proven.Variant switch
        {
            ProvenVariant.Angle => $"Theorem A{In(proven)}",
            ProvenVariant.Witness => $"Law W{In(proven)}",
            ProvenVariant.WitnessAveraged => $"Law W, averaged{In(proven)}",
            ProvenVariant.OutputRelu => $"Theorem E{In(proven)}",
            _ => "",
        }),
        ("with coefficients chosen anew", proven.LogWidth is null ? "" : proven.HoldsForRefits ? "it fails too" : "nothing is said"),
        ("why nothing", proven.Reason ?? ""),
    ];

    /// <summary>The paper's threshold.</summary>
    public static IReadOnlyList<(string Name, string Value)> Stated(StatedAnswer stated) =>
    [
        ("threshold", stated.Width == 0 ? "0: its argument says nothing here" : Shown.Count(stated.Width)),
        ("by breakpoints alone", stated.BreakpointWidth >= 1 ? Shown.Number(stated.BreakpointWidth) : "nothing"),
        ("p, up", Shown.Number(stated.P)),
        ("q, down", Shown.Number(stated.Q)),
        ("T, the cap", Shown.Count(stated.Cap)),
        ("γ", Shown.Number(stated.Gamma)),
        ("bins", $"{Shown.Count(stated.Bins)} of width {Shown.Number(stated.BinWidth)}"),
    ];

    private static string In(ProvenAnswer proven) => proven.Dimension is { } dimension ? Invariant($", in {dimension} dimensions") : "";

    /// <summary>Beyond what a screen shows in digits, a power of ten.</summary>
    private static string Width(double width, double log) =>
        log < Math.Log(1e9) ? Shown.Count((long)width) : Invariant($"10^{log / Math.Log(10):0.##}");
}
