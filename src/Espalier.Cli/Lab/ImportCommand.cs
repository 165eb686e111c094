using System.CommandLine;
using Espalier.Cli.Frame;
using Espalier.Lab.Storage;
using Espalier.Work.Inputs;
using Espalier.Work.Lab;

namespace Espalier.Cli.Lab;

/// <summary><c>espalier lab import FROM… --store STORE</c>.</summary>
internal static class ImportCommand
{
    public static Command Create()
    {
        var from = new Argument<string[]>("FROM") { Description = "stores, or folders that an older espalier made", Arity = ArgumentArity.OneOrMore };
        Option<string?> store = Options.Text("--store", "STORE", "the store that takes them", Stores.Standard);
        Option<string?> name = Options.Text("--sweep", "NAME", "what to call the sweep, where one is taken over");
        return new Verb(
            "import",
            "Take over the records of other stores, and of folders of an older espalier",
            "espalier lab import part-1.db part-2.db --store results.db") { from, store, name }
            .Runs(
                call => call.Do(new ImportJob(), new() { From = [.. call.List(from)], Store = call.Value(store)!, Sweep = call.Value(name) }, Show));
    }

    private static void Show(ImportAnswer found, Page page) => page.Table(
        ["sweep", "experiment", "cells", "done", "failed", "remaining"],
        [
            .. found.Sweeps.Select(
                sweep =>
                    new[]
                    {
                        sweep.Name,
                        sweep.Experiment,
                        Numerals.Text(sweep.Cells),
                        Numerals.Text(sweep.Done),
                        Numerals.Text(sweep.Failed),
                        Numerals.Text(sweep.Remaining),
                    }),
        ]);
}
