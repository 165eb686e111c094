using System.CommandLine;
using Espalier.Cli.Frame;
using Espalier.Lab.Data;
using Espalier.Training.DataSets;
using Espalier.Work.Inputs;

namespace Espalier.Cli.Data;

/// <summary><c>espalier data fetch mnist</c>: downloads the four files and checks their checksums.</summary>
internal static class FetchCommand
{
    private const int Files = 4;

    public static Command Create()
    {
        var name = new Argument<string>("NAME") { Description = "mnist: handwritten digits, 28 × 28, 12 MB" };
        name.CompletionSources.Add(DataSource.Mnist);
        Option<string?> folder = Options.Text("--out", "DIR", $"the folder to write [default: mnist in {DataFolder.Variable} or in the cache folder]");
        Option<string?> mirror = Options.Text("--mirror", "URL", "where to fetch from [default: public mirrors]");
        return new Verb("fetch", "Download a data set and check it", "espalier data fetch mnist") { name, folder, mirror }
            .Runs(call =>
            {
                if (call.Value(name) != DataSource.Mnist) throw new InvalidInputException("data fetch", null, $"'{call.Value(name)}' is no data set to fetch", "name mnist");
                string destination = call.Value(folder) ?? DataFolder.Of(DataSource.Mnist);
                return Answer.Of(Fetch(destination, call.Value(mirror) is { } address ? [Parse(address)] : null, call), Show);
            });
    }

    private static Fetched Fetch(string folder, IReadOnlyList<Uri>? mirrors, Call call)
    {
        using var client = new HttpClient();
        var seen = new List<string>();
        int fetched = call.Follow<DownloadProgress, int>(
            "fetching mnist",
            step => Fraction(step, seen),
            progress => MnistDownload.FetchAsync(client, folder, mirrors, progress, call.Cancel).GetAwaiter().GetResult());
        int examples = Mnist.Load(folder, training: true).Count + Mnist.Load(folder, training: false).Count;
        return new Fetched(DataSource.Mnist, Path.GetFullPath(folder), examples, fetched);
    }

    /// <summary>Files count alike; files that were there already are passed over.</summary>
    private static double Fraction(DownloadProgress step, List<string> seen)
    {
        if (!seen.Contains(step.File)) seen.Add(step.File);
        double part = step.Total is > 0 and { } total ? (double)step.Received / total : 0;
        return (seen.Count - 1 + part) / Files;
    }

    private static Uri Parse(string address) =>
        Uri.TryCreate(address.EndsWith('/') ? address : address + "/", UriKind.Absolute, out Uri? uri) && uri.Scheme is "http" or "https"
            ? uri
            : throw new InvalidInputException("--mirror", null, $"'{address}' is no address", "give one that begins with https://");

    private static void Show(Fetched done, Page page) =>
        page.Fields(("path", done.Path), ("examples", Numerals.Text(done.Examples)), ("files fetched", Numerals.Text(done.Files)));

    private sealed record Fetched(string Name, string Path, int Examples, int Files);
}
