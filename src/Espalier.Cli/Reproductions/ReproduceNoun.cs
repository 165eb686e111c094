using System.CommandLine;
using Espalier.Cli.Frame;
using Espalier.Work.Reproductions;

namespace Espalier.Cli.Reproductions;

/// <summary><c>espalier reproduce …</c>: the tables and figures of the papers, published beside measured.</summary>
internal static class ReproduceNoun
{
    public static Command Create() => new("reproduce", "Repeat a table or figure of a paper, published beside measured")
    {
        new Verb("list", "List what can be reproduced", "espalier reproduce list").Runs(call => call.Do(new ListJob(), new ListRequest(), Show)),
        PensiaExperiment1Command.Create(),
        PensiaExperiment2Command.Create(),
        GapReproductionCommand.Create(),
        FerreFiguresCommand.Create(),
        StructuredCommand.Create(),
    };

    private static void Show(ListAnswer found, Page page) =>
        page.Table(["name", "what"], [.. found.Reproductions.Select(entry => new[] { entry.Name, entry.Description })]);
}
