using System.CommandLine;
using Espalier.Cli.Frame;
using Espalier.Lab.Data;
using Espalier.Training.DataSets;
using Espalier.Work.Inputs;

namespace Espalier.Cli.Data;

/// <summary><c>espalier data list</c>: the data sets that <c>--data</c> can name, and whether they are here.</summary>
internal static class ListCommand
{
    public static Command Create() =>
        new Verb("list", "Show the data sets that --data can name", "espalier data list").Runs(_ => Answer.Of(Find(), Show));

    private static Listing Find() =>
        new(DataFolder.Root, [new DataSet(DataSource.Glyphs, Available: true, DataSource.TrainingImages + DataSource.TestImages, null, "built in; drawn from --seed"), FindMnist()]);

    private static DataSet FindMnist()
    {
        string path = DataFolder.Of(DataSource.Mnist);
        if (!Directory.Exists(path)) return new DataSet(DataSource.Mnist, Available: false, null, path, "fetch it with 'espalier data fetch mnist'");
        try
        {
            int examples = Mnist.Load(path, training: true).Count + Mnist.Load(path, training: false).Count;
            return new DataSet(DataSource.Mnist, Available: true, examples, path, "here");
        }
        catch (InvalidInputException damage)
        {
            return new DataSet(DataSource.Mnist, Available: false, null, path, damage.Message);
        }
    }

    private static void Show(Listing found, Page page)
    {
        page.Fields(("folder", found.Path));
        page.Table(
            ["name", "available", "examples", "note"],
            [.. found.Sets.Select(set => new[] { set.Name, set.Available ? "yes" : "no", set.Examples is { } count ? Numerals.Text(count) : "-", set.Note })]);
    }

    private sealed record Listing(string Path, DataSet[] Sets);

    private sealed record DataSet(string Name, bool Available, int? Examples, string? Path, string Note);
}
