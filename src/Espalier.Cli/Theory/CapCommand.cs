using System.CommandLine;
using Espalier.Cli.Frame;
using Espalier.Work.Inputs;
using Espalier.Work.Theory;

namespace Espalier.Cli.Theory;

/// <summary><c>espalier theory cap</c>: the share of the sphere within an angle.</summary>
internal static class CapCommand
{
    public static Command Create()
    {
        Option<int> dimension = TheoryOptions.Dimension();
        Option<double> angle = TheoryOptions.Required(Options.Number("--angle", "T", "half-angle of the cap in radians"));
        Option<int> trials = Options.Integer("--trials", "N", "random directions to hold beside the exact probability", 0);
        return new Verb("cap", "The probability that a random direction lies within an angle of a given one", "espalier theory cap --dimension 10 --angle 0.5 --trials 100000") { dimension, angle, trials }
            .Runs(call => call.Do(
                new CapJob(),
                new CapRequest { Dimension = call.Value(dimension), Angle = call.Value(angle), Trials = call.Value(trials), Seed = call.Seed },
                Show));
    }

    private static void Show(CapAnswer found, Page page)
    {
        page.Fields(("probability", Numerals.Text(found.Probability)), ("its logarithm", Numerals.Text(found.LogProbability)));
        if (found.Sampled is { } sampled)
            page.Fields(("sampled", $"{Numerals.Short(sampled.Share)}, 95 % interval {Numerals.Short(sampled.Interval[0])} to {Numerals.Short(sampled.Interval[1])}"));
    }
}
