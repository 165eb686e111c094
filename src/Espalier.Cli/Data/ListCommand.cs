using System.CommandLine;
using Espalier.Cli.Frame;
using Espalier.Work.Data;
using Espalier.Work.Inputs;

namespace Espalier.Cli.Data;

/// <summary><c>espalier data list</c>: the data sets that <c>--data</c> can name, and whether they are here.</summary>
internal static class ListCommand
{
    public static Command Create() =>
        new Verb("list", "Show the data sets that --data can name", "espalier data list")
            .Runs(call => call.Do(new ListJob(), new ListRequest(), Show));

    private static void Show(ListAnswer found, Page page)
    {
        page.Fields(("folder", found.Path));
        page.Table(
            ["name", "available", "examples", "note"],
            [
                .. found.Sets.Select(
                    set => new[] { set.Name, set.Available ? "yes" : "no", set.Examples is { } count ? Numerals.Text(count) : "-", set.Note }),
            ]);
    }
}
