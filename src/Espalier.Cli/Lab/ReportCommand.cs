using System.CommandLine;
using Espalier.Cli.Frame;
using Espalier.Work.Inputs;
using Espalier.Work.Lab;

namespace Espalier.Cli.Lab;

/// <summary><c>espalier lab report STORE</c>.</summary>
internal static class ReportCommand
{
    public static Command Create()
    {
        Argument<string> folder = StoreArgument.Create();
        Option<string?> sweep = StoreArgument.Sweep();
        Option<string?> output = OutputFile.Option("the page to write", "report.html");
        Option<double> confidence = FigureCommand.Confidence();
        return new Verb(
            "report",
            "Write a page with every measure drawn and tabled, and how to get it again",
            "espalier lab report results.db -o law.html") { folder, sweep, confidence, output }
            .Runs(call => call.Do(
                new ReportJob(), new()
                {
                    Store = call.Value(folder),
                    Sweep = call.Value(sweep),
                    Out = call.Value(output)!,
                    Confidence = call.Value(confidence),
                }, Show));
    }

    private static void Show(ReportAnswer found, Page page) =>
        page.Fields(
            ("report", found.Path),
            ("cells", Numerals.Text(found.Done)),
            ("failed", Numerals.Text(found.Failed)),
            ("figures", Numerals.Text(found.Figures)));
}
