using System.CommandLine;
using Espalier.Cli.Frame;
using Espalier.Theory;
using Espalier.Work.Inputs;

namespace Espalier.Cli.Theory;

/// <summary><c>espalier theory threshold</c>: the width up to which pruning neurons fails, in numbers.</summary>
internal static class ThresholdCommand
{
    public static Command Create()
    {
        Option<int> dimension = TheoryOptions.Dimension();
        Option<double> epsilon = TheoryOptions.Epsilon("the largest error on the ball that counts as success");
        Option<double> delta = TheoryOptions.Required(Options.Number("--delta", "P", "the probability of success that is still allowed"));
        Option<double> radius = Options.Number("--radius", "R", "radius of the ball", 2);
        Option<SlopeStep> step = Options.Choice<SlopeStep>("--step", "how far a kink of size gamma throws a bin off: gamma/32 or, as stated, gamma/16 of its width", SlopeStep.Strict);
        Option<int> start = Options.Integer("--start", "B", "broken bins at the start: 1 as stated, 0 to be safe", 1, maximum: 1);
        Option<double> gamma = Options.Number("--gamma", "G", "size of a kink that counts [default: the best]");
        Option<int> cap = Options.Integer("--cap", "T", "most broken bins counted [default: the best]");
        return new Verb("threshold", "The width up to which pruning neurons fails", "espalier theory threshold --dimension 1000 --epsilon 0.05 --delta 0.01") { dimension, epsilon, delta, radius, step, start, gamma, cap }
            .Runs(call =>
            {
                var question = new ThresholdQuestion(call.Value(dimension), call.Value(epsilon), call.Value(delta))
                {
                    Radius = call.Value(radius),
                    Step = call.Value(step),
                    Start = call.Value(start),
                    Gamma = call.Given(gamma) ? call.Value(gamma) : null,
                    Cap = call.Given(cap) ? call.Value(cap) : null,
                };
                NeuronThreshold found = NeuronThreshold.Find(question, call.Cancel);
                if (found.IsLimited) call.Warn($"the search ended at {found.Width} neurons; the threshold may be larger");
                double proven = BreakpointBound.Best(question).Width(question.Delta);
                return Answer.Of(new Threshold(found.Width, found.LogWidth, found.Up, found.Down, found.Cap, found.Gamma, found.ErrorShare, found.BinWidth, found.Bins, question.Start, question.Step, found.LogSum, proven, found.IsLimited, [.. found.Assumptions]), Show);
            });
    }

    private static void Show(Threshold found, Page page)
    {
        page.Fields(
            ("width", found.Width == 0 ? "0 (the bound says nothing here)" : Numerals.Text(found.Width)),
            ("p, q, T", $"{Numerals.Text(found.P)}, {Numerals.Text(found.Q)}, {found.Cap}"),
            ("gamma", Numerals.Text(found.Gamma)),
            ("bins", $"{found.Bins} of width {Numerals.Text(found.BinWidth)}"),
            ("log of the sum", Numerals.Text(found.LogSum)),
            ("proven width", Numerals.Text(found.ProvenWidth)));
        page.Table(["rests on"], [.. found.Assumptions.Select(assumption => new[] { assumption })]);
    }

    /// <summary>
    /// The JSON fields; <c>provenWidth</c> is the width by breakpoints alone, for the best target, which rests on nothing unproven;
    /// <c>limited</c> says that the search ended before the sum reached δ, so that the threshold may be larger.
    /// </summary>
    private sealed record Threshold(
        int Width, double? LogWidth, double P, double Q, int Cap, double Gamma, double C, double BinWidth, int Bins, int Start, SlopeStep Step, double LogSum, double ProvenWidth, bool Limited, string[] Assumptions);
}
