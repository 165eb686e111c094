using System.CommandLine;
using Espalier.Cli.Frame;
using Espalier.Lab.Statistics;
using Espalier.Numerics.Random;
using Espalier.Theory;
using Espalier.Work.Inputs;

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
            .Runs(call =>
            {
                double log = SphericalCap.LogProbability(call.Value(dimension), call.Value(angle));
                return Answer.Of(new Cap(Math.Exp(log), log, Sample(call, call.Value(dimension), call.Value(angle), call.Value(trials))), Show);
            });
    }

    private static Sampled? Sample(Call call, int dimension, double angle, int trials)
    {
        if (trials == 0) return null;
        long within = SphericalCap.CountWithin(dimension, angle, new RandomStream(call.Seed, 0, StreamPurpose.Sampling), trials, call.Cancel);
        ConfidenceInterval interval = Proportion.ClopperPearson(within, trials);
        return new(trials, within, (double)within / trials, [interval.Lower, interval.Upper]);
    }

    private static void Show(Cap found, Page page)
    {
        page.Fields(("probability", Numerals.Text(found.Probability)), ("its logarithm", Numerals.Text(found.LogProbability)));
        if (found.Sampled is { } sampled)
            page.Fields(("sampled", $"{Numerals.Text(sampled.Share)}, 95 % interval {Numerals.Text(sampled.Interval[0])} to {Numerals.Text(sampled.Interval[1])}"));
    }

    /// <summary>The JSON fields; the logarithm is "-Infinity" at angle 0, and <c>sampled</c> is there when trials were asked for.</summary>
    private sealed record Cap(double Probability, double LogProbability, Sampled? Sampled);

    private sealed record Sampled(long Trials, long Within, double Share, double[] Interval);
}
