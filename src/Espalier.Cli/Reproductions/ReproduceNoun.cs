using System.CommandLine;
using Espalier.Cli.Frame;

namespace Espalier.Cli.Reproductions;

/// <summary><c>espalier reproduce …</c>: the tables and figures of the papers, published beside measured.</summary>
internal static class ReproduceNoun
{
    private static readonly (string Name, string Description, Func<Command> Create)[] All =
    [
        (PensiaExperiment1Command.Name, PensiaExperiment1Command.Summary, PensiaExperiment1Command.Create),
        (PensiaExperiment2Command.Name, PensiaExperiment2Command.Summary, PensiaExperiment2Command.Create),
        (GapReproductionCommand.Name, GapReproductionCommand.Summary, GapReproductionCommand.Create),
        (FerreFiguresCommand.Name, FerreFiguresCommand.Summary, FerreFiguresCommand.Create),
    ];

    public static Command Create()
    {
        var noun = new Command("reproduce", "Repeat a table or figure of a paper, published beside measured")
        {
            new Verb("list", "List what can be reproduced", "espalier reproduce list").Runs(_ => Answer.Of(new Listing([.. All.Select(each => new Entry(each.Name, each.Description))]), Show)),
        };
        foreach ((_, _, Func<Command> create) in All) noun.Add(create());
        return noun;
    }

    private static void Show(Listing listing, Page page) => page.Table(["name", "what"], [.. listing.Reproductions.Select(entry => new[] { entry.Name, entry.Description })]);

    private sealed record Listing(Entry[] Reproductions);

    private sealed record Entry(string Name, string Description);
}
