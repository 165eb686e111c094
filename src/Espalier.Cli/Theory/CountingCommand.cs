using System.CommandLine;
using Espalier.Cli.Frame;
using Espalier.Theory;
using Espalier.Work.Inputs;

namespace Espalier.Cli.Theory;

/// <summary><c>espalier theory counting</c>: the lower bound by counting subnetworks.</summary>
internal static class CountingCommand
{
    public static Command Create()
    {
        Option<int> dimension = TheoryOptions.Dimension();
        Option<double> epsilon = TheoryOptions.Epsilon("the error, below 1/2");
        return new Verb("counting", "The smallest width and number of parameters that counting subnetworks allows", "espalier theory counting --dimension 10 --epsilon 0.01") { dimension, epsilon }
            .Runs(call =>
            {
                var found = ParameterCounting.For(call.Value(dimension), call.Value(epsilon));
                return Answer.Of(new Counting(found.Width, found.Parameters, found.WidthBound, found.ParameterBound), Show);
            });
    }

    private static void Show(Counting found, Page page) =>
        page.Fields(("width", Numerals.Text(found.Width)), ("parameters", Numerals.Text(found.Parameters)));

    /// <summary>The JSON fields: the smallest whole numbers above the two bounds, and the bounds.</summary>
    private sealed record Counting(double Width, double Parameters, double WidthBound, double ParameterBound);
}
