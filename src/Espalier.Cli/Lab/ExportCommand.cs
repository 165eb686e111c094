using System.CommandLine;
using System.Text;
using Espalier.Cli.Frame;
using Espalier.Formats;
using Espalier.Lab.Storage;
using Espalier.Work.Inputs;

namespace Espalier.Cli.Lab;

/// <summary><c>espalier lab export STORE</c>.</summary>
internal static class ExportCommand
{
    public static Command Create()
    {
        Argument<string> folder = StoreArgument.Create();
        Option<string?> output = OutputFile.Option("the CSV file to write; without it the rows go to stdout");
        return new Verb("export", "Write all records of a store as CSV, one row for each cell", "espalier lab export runs/law -o law.csv") { folder, output }
            .Runs(call => Export(call, Stores.Open(call.Value(folder)), call.Value(output)));
    }

    private static Answer Export(Call call, IRecordStore store, string? path)
    {
        OutputFile.RequireWritable(path);
        var table = RecordTable.Load(store, call.Cancel);
        Notes.About(call, store, table.Reading);
        if (path is not null) AtomicFile.Write(path, stream => Write(table, stream, call.Cancel));
        var export = new Exported(path, table.Rows, table.Failures.Count, [.. table.Parameters.Concat(table.Measures).Select(column => column.Name)]);
        return Answer.Of(export, (found, page) =>
        {
            if (found.Path is null) CsvExport.Write(table, new PageWriter(page), call.Cancel);
            else page.Fields(("file", found.Path), ("done", Numerals.Text(found.Done)), ("failed", Numerals.Text(found.Failed)));
        });
    }

    private static void Write(RecordTable table, Stream stream, CancellationToken cancel)
    {
        using var writer = new StreamWriter(stream, leaveOpen: true);
        CsvExport.Write(table, writer, cancel);
    }

    private sealed record Exported(string? Path, int Done, int Failed, IReadOnlyList<string> Columns);

    private sealed class PageWriter(Page page) : TextWriter
    {
        public override Encoding Encoding => Encoding.UTF8;

        public override void Write(char value) => page.Verbatim(value.ToString());

        public override void Write(string? value) => page.Verbatim(value ?? "");
    }
}
