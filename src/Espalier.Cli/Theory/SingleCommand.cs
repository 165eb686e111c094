using System.CommandLine;
using Espalier.Cli.Frame;
using Espalier.Theory;
using Espalier.Work.Inputs;

namespace Espalier.Cli.Theory;

/// <summary><c>espalier theory single</c>: how many neurons to draw until one alone is close enough.</summary>
internal static class SingleCommand
{
    public static Command Create()
    {
        Option<int> dimension = TheoryOptions.Dimension();
        Option<double> epsilon = TheoryOptions.Epsilon("the largest error on the unit ball that counts as success");
        Option<double> success = Options.Number("--success", "P", "the wanted probability of success", 0.5);
        return new Verb("single", "The width at which one neuron alone, with the best coefficient, is close enough", "espalier theory single --dimension 6 --epsilon 0.1") { dimension, epsilon, success }
            .Runs(call =>
            {
                double log = SingleNeuronLaw.LogProbability(call.Value(dimension), call.Value(epsilon));
                double logWidth = SingleNeuronLaw.LogWidth(call.Value(dimension), call.Value(epsilon), call.Value(success));
                return Answer.Of(new Single(Math.Exp(log), log, Math.Max(1, Math.Ceiling(Math.Exp(logWidth))), logWidth, SingleNeuronLaw.LogBound(call.Value(dimension), call.Value(epsilon))), Show);
            });
    }

    private static void Show(Single found, Page page) =>
        page.Fields(
            ("probability", Numerals.Text(found.Probability)),
            ("its logarithm", Numerals.Text(found.LogProbability)),
            ("width", Numerals.Text(found.Width)),
            ("its logarithm", Numerals.Text(found.LogWidth)));

    /// <summary>The JSON fields; the width is "Infinity" beyond float64, its logarithm never.</summary>
    private sealed record Single(double Probability, double LogProbability, double Width, double LogWidth, double LogBound);
}
