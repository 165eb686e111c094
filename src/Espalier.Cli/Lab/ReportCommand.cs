using System.CommandLine;
using Espalier.Cli.Frame;
using Espalier.Formats;
using Espalier.Lab.Reports;
using Espalier.Lab.Storage;
using Espalier.Lab.Summaries;
using Espalier.Work.Inputs;

namespace Espalier.Cli.Lab;

/// <summary><c>espalier lab report STORE</c>.</summary>
internal static class ReportCommand
{
    public static Command Create()
    {
        Argument<string> folder = StoreArgument.Create();
        Option<string?> output = OutputFile.Option("the page to write", "report.html");
        Option<double> confidence = FigureCommand.ConfidenceOption();
        return new Verb("report", "Write a page with every measure drawn and tabled, and how to get it again", "espalier lab report runs/law -o law.html") { folder, confidence, output }
            .Runs(call => Write(call, Stores.Open(call.Value(folder)), call.Value(output)!, call.Value(confidence)));
    }

    private static Answer Write(Call call, IRecordStore store, string path, double confidence)
    {
        OutputFile.RequireWritable(path);
        var table = RecordTable.Load(store, call.Cancel);
        Notes.About(call, store, table.Reading);
        Report report = SweepReport.Of(store, table, confidence);
        AtomicFile.WriteText(path, ReportHtml.Write(report));
        int figures = report.Sections.Sum(section => section.Blocks.OfType<FigureBlock>().Count());
        return Answer.Of(new Written(path, table.Rows, table.Failures.Count, figures), static (found, page) =>
            page.Fields(("report", found.Path), ("cells", Numerals.Text(found.Done)), ("failed", Numerals.Text(found.Failed)), ("figures", Numerals.Text(found.Figures))));
    }

    private sealed record Written(string Path, int Done, int Failed, int Figures);
}
