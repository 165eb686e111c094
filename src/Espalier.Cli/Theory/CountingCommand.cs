using System.CommandLine;
using Espalier.Cli.Frame;
using Espalier.Work.Inputs;
using Espalier.Work.Theory;

namespace Espalier.Cli.Theory;

/// <summary><c>espalier theory counting</c>: the lower bound by counting subnetworks.</summary>
internal static class CountingCommand
{
    public static Command Create()
    {
        Option<int> dimension = TheoryOptions.Dimension();
        Option<double> epsilon = TheoryOptions.Epsilon("the error, below 1/2");
        return new Verb("counting", "The smallest width and number of parameters that counting subnetworks allows", "espalier theory counting --dimension 10 --epsilon 0.01") { dimension, epsilon }
            .Runs(call => call.Do(new CountingJob(), new CountingRequest { Dimension = call.Value(dimension), Epsilon = call.Value(epsilon) }, Show));
    }

    private static void Show(CountingAnswer found, Page page) =>
        page.Fields(("width", Numerals.Text(found.Width)), ("parameters", Numerals.Text(found.Parameters)));
}
