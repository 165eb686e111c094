using System.CommandLine;
using Espalier.Cli.Frame;
using Espalier.Work.Inputs;
using Espalier.Work.Theory;

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
            .Runs(call => call.Do(
                new SingleJob(),
                new SingleRequest { Dimension = call.Value(dimension), Epsilon = call.Value(epsilon), Success = call.Value(success) },
                Show));
    }

    private static void Show(SingleAnswer found, Page page) =>
        page.Fields(
            ("probability", Numerals.Text(found.Probability)),
            ("its logarithm", Numerals.Text(found.LogProbability)),
            ("width", Numerals.Text(found.Width)),
            ("its logarithm", Numerals.Text(found.LogWidth)));
}
