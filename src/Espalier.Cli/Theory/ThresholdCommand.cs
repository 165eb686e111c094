using System.CommandLine;
using Espalier.Cli.Frame;
using Espalier.Theory;
using Espalier.Theory.Proven;
using Espalier.Work.Inputs;
using Espalier.Work.Theory;

namespace Espalier.Cli.Theory;

/// <summary><c>espalier theory threshold</c>: the width up to which pruning neurons fails, in numbers.</summary>
internal static class ThresholdCommand
{
    public static Command Create()
    {
        Option<int> dimension = TheoryOptions.Dimension();
        Option<double> epsilon = TheoryOptions.Epsilon("the largest error on the ball that counts as success");
        Option<double> delta = TheoryOptions.Required(Options.Number("--delta", "P", "the probability of success that is still allowed"));
        Option<double> radius = Options.Number("--radius", "R", "radius of the ball; errors grow in proportion", 2);
        Option<bool> outputRelu = Options.Flag("--output-relu", "a ReLU stands behind the output of the pruned network");
        Choice<SlopeStep> step = Options.Choice<SlopeStep>(
            "--step", "the paper's argument: a kink of size gamma throws a bin off by gamma/32 or, as "
                + "stated, gamma/16 of its width", SlopeStep.Strict);
        Option<int> start = Options.Integer(
            "--start", "B", "the paper's argument: broken bins at the start, 1 as stated, 0 to be safe", 1, maximum: 1);
        Option<double> gamma = Options.Number("--gamma", "G", "the paper's argument: size of a kink that counts [default: the best]");
        Option<int> cap = Options.Integer("--cap", "T", "the paper's argument: most broken bins counted [default: the best]");
        return new Verb(
            "threshold",
            "The width up to which pruning neurons fails: proven, and by the paper's argument",
            "espalier theory threshold --dimension 1000 --epsilon 0.05 --delta 0.01")
        { dimension, epsilon, delta, radius, outputRelu, step, start, gamma, cap }
            .Runs(call => call.Do(
                new ThresholdJob(),
                new ThresholdRequest
                {
                    Dimension = call.Value(dimension),
                    Epsilon = call.Value(epsilon),
                    Delta = call.Value(delta),
                    Radius = call.Value(radius),
                    OutputRelu = call.Value(outputRelu),
                    Step = call.Value(step),
                    Start = call.Value(start),
                    Gamma = call.Maybe(gamma),
                    Cap = call.Maybe(cap),
                },
                Show));
    }

    private static void Show(ThresholdAnswer found, Page page)
    {
        ProvenAnswer proven = found.Proven;
        page.Fields(
            ("proven width", Width(proven)),
            ("by", Theorem(proven.Variant, proven.Dimension)),
            ("for refits", Refits(proven)),
            ("other theorems", string.Join("; ", proven.Bounds.Skip(1).Select(Named))));
        page.Line("");
        if (found.Stated is not { } stated)
        {
            page.Line($"the paper's threshold is left out: {found.StatedReason}");
            return;
        }

        page.Fields(
            ("the paper's threshold", stated.Width == 0 ? "0 (its argument says nothing here)" : Numerals.Text(stated.Width)),
            ("p, q, T", $"{Numerals.Short(stated.P)}, {Numerals.Short(stated.Q)}, {stated.Cap}"),
            ("gamma", Numerals.Short(stated.Gamma)),
            ("bins", $"{stated.Bins} of width {Numerals.Short(stated.BinWidth)}"),
            ("log of the sum", Numerals.Short(stated.LogSum)),
            ("by breakpoints alone", Numerals.Text(stated.BreakpointWidth)));
        page.Line("");
        page.Line("the paper's threshold rests on");
        page.Fields([.. stated.Assumptions.Select(assumption => ("-", assumption))]);
    }

    private static string Named(ProvenBound bound) => $"{ThreeDigits.Below(bound.LogWidth)} by {Theorem(bound.Variant, bound.Dimension)}";

    private static string Refits(ProvenAnswer proven) => (proven.Variant, proven.HoldsForRefits) switch
    {
        (ProvenVariant.None, _) => "",
        (_, true) => "the same: coefficients of kept neurons may be changed",
        _ => "not claimed: coefficients of kept neurons are unchanged",
    };

    private static string Width(ProvenAnswer proven) => proven.LogWidth is { } log
        ? proven.Width < 1e15 ? Numerals.Text(proven.Width) : ThreeDigits.Below(log)
        : $"0 ({proven.Reason})";

    private static string Theorem(ProvenVariant variant, int? dimension) => variant switch
    {
        ProvenVariant.Angle => $"Theorem A in {dimension} dimensions: some kept neuron must point near the target",
        ProvenVariant.Witness => "the law of witnesses (Lemma W), given the neurons' parts along the target",
        ProvenVariant.WitnessAveraged => "the law of witnesses (Lemma W), averaged over the neurons' parts along the target",
        ProvenVariant.OutputRelu => "Theorem E: every kept kink must be hidden by others",
        _ => "",
    };
}
