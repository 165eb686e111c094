using System.CommandLine;
using Espalier.Cli.Frame;
using Espalier.Theory;
using Espalier.Work.Inputs;

namespace Espalier.Cli.Theory;

/// <summary><c>espalier theory chain</c>: Pr(B_k = 0) of the birth–death chain.</summary>
internal static class ChainCommand
{
    public static Command Create()
    {
        Option<double> up = TheoryOptions.Required(Options.Number("--p", "P", "probability of a step up"));
        Option<double> down = TheoryOptions.Required(Options.Number("--q", "Q", "probability of a step down"));
        Option<int> cap = TheoryOptions.Required(Options.Integer("--cap", "T", "the highest state"));
        Option<long> steps = TheoryOptions.Required(Options.LongInteger("--steps", "K", "number of steps"));
        Option<int> start = Options.Integer("--start", "B", "the first state", 1);
        return new Verb("chain", "The probability that a birth-death chain is at 0 after some steps", "espalier theory chain --p 0.3 --q 0.1 --cap 10 --steps 50") { up, down, cap, steps, start }
            .Runs(call =>
            {
                var chain = new BirthDeathChain(call.Value(up), call.Value(down), call.Value(cap), call.Value(start));
                ScaledProbability found = chain.ProbabilityOfZero(call.Value(steps), call.Cancel);
                return Answer.Of(new Probability(found.Value, found.Logarithm), Show);
            });
    }

    private static void Show(Probability found, Page page) =>
        page.Fields(("probability", Numerals.Text(found.Value)), ("its logarithm", Numerals.Text(found.LogProbability)));

    private sealed record Probability([property: System.Text.Json.Serialization.JsonPropertyName("probability")] double Value, double LogProbability);
}
