using System.CommandLine;
using Espalier.Cli.Frame;
using Espalier.Lab.Data;
using Espalier.Work.Data;
using Espalier.Work.Inputs;

namespace Espalier.Cli.Data;

/// <summary><c>espalier data fetch</c>: downloads the four files of a data set and checks their checksums.</summary>
internal static class FetchCommand
{
    public static Command Create()
    {
        var name = new Argument<string>("NAME") { Description = "mnist: handwritten digits, 28 × 28, 12 MB; fashion-mnist: clothes, 28 × 28, 30 MB" };
        name.CompletionSources.Add(DataSource.Mnist, DataSource.FashionMnist);
        Option<string?> folder = Options.Text(
            "--out", "DIR", $"the folder to write [default: NAME in {DataFolder.Variable} or in the cache folder]");
        Option<string?> mirror = Options.Text("--mirror", "URL", "where to fetch from [default: public mirrors]");
        return new Verb("fetch", "Download a data set and check it", "espalier data fetch mnist") { name, folder, mirror }
            .Runs(call => call.Do(new FetchJob(), new() { Name = call.Value(name), Out = call.Value(folder), Mirror = call.Value(mirror) }, Show));
    }

    private static void Show(FetchAnswer done, Page page) =>
        page.Fields(("path", done.Path), ("examples", Numerals.Text(done.Examples)), ("files fetched", Numerals.Text(done.Files)));
}
