using System.CommandLine;
using Espalier.Cli.Frame;
using Espalier.Theory;

namespace Espalier.Cli.Theory;

/// <summary><c>espalier theory cap</c>: the share of the sphere within an angle.</summary>
internal static class CapCommand
{
    public static Command Create()
    {
        Option<int> dimension = TheoryOptions.Dimension();
        Option<double> angle = TheoryOptions.Required(Options.Number("--angle", "T", "half-angle of the cap in radians"));
        return new Verb("cap", "The probability that a random direction lies within an angle of a given one", "espalier theory cap --dimension 10 --angle 0.5") { dimension, angle }
            .Runs(call => Answer.Of(
                new Cap(SphericalCap.Probability(call.Value(dimension), call.Value(angle)), SphericalCap.LogProbability(call.Value(dimension), call.Value(angle))),
                static (found, page) => page.Fields(("probability", Numerals.Text(found.Probability)), ("its logarithm", Numerals.Text(found.LogProbability)))));
    }

    private sealed record Cap(double Probability, double LogProbability);
}
