using System.CommandLine;
using System.Text;
using Espalier.Cli.Frame;
using Espalier.Work.Inputs;
using Espalier.Work.Lab;

namespace Espalier.Cli.Lab;

/// <summary><c>espalier lab export STORE</c>.</summary>
internal static class ExportCommand
{
    public static Command Create()
    {
        Argument<string> folder = StoreArgument.Create();
        Option<string?> sweep = StoreArgument.Sweep();
        Option<string?> output = OutputFile.Option("the file to write; without it the rows go to stdout");
        Option<string?> format = Options.Text(
            "--format", "csv|jsonl|parquet", "the format; what the file's name ends with if not given, and else csv");
        format.CompletionSources.Add([.. ExportJob.Formats]);
        return new Verb(
            "export",
            "Write all records of a store for other programs, one row for each cell",
            "espalier lab export results.db -o law.csv") { folder, sweep, format, output }
            .Runs(call => call.Do(
                new ExportJob(), new()
                {
                    Store = call.Value(folder),
                    Sweep = call.Value(sweep),
                    Format = call.Value(format),
                    Out = call.Value(output),
                }, (found, page) =>
                    Show(found, page, call.Cancel)));
    }

    private static void Show(ExportAnswer found, Page page, CancellationToken cancel)
    {
        if (found.Path is null) found.WriteRows(new PageWriter(page), cancel);
        else page.Fields(("file", found.Path), ("done", Numerals.Text(found.Done)), ("failed", Numerals.Text(found.Failed)));
    }

    private sealed class PageWriter(Page page) : TextWriter
    {
        public override Encoding Encoding => Encoding.UTF8;

        public override void Write(char value) => page.Verbatim(value.ToString());

        public override void Write(string? value) => page.Verbatim(value ?? "");
    }
}
