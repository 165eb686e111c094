using System.CommandLine;
using Espalier.Cli.Frame;
using Espalier.Work.Inputs;
using Espalier.Work.Theory;

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
        return new Verb(
            "chain",
            "The probability that a birth-death chain is at 0 after some steps",
            "espalier theory chain --p 0.3 --q 0.1 --cap 10 --steps 50")
        { up, down, cap, steps, start }
            .Runs(call => call.Do(
                new ChainJob(),
                new ChainRequest
                {
                    P = call.Value(up),
                    Q = call.Value(down),
                    Cap = call.Value(cap),
                    Steps = call.Value(steps),
                    Start = call.Value(start),
                },
                Show));
    }

    private static void Show(ChainAnswer found, Page page) =>
        page.Fields(("probability", Numerals.Text(found.Value)), ("its logarithm", Numerals.Text(found.LogProbability)));
}
