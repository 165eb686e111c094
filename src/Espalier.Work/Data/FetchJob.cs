using Espalier.Lab.Data;
using Espalier.Training.DataSets;

namespace Espalier.Work.Data;

/// <summary>A data set to download.</summary>
public sealed record FetchRequest
{
    /// <summary>The data set.</summary>
    public string Name { get; init; } = DataSource.Mnist;

    /// <summary>The folder to write; the set's own in the user's data folder if not given.</summary>
    public string? Out { get; init; }

    /// <summary>Where to fetch from; public mirrors if not given.</summary>
    public string? Mirror { get; init; }
}

/// <summary>What is there now, and how many files had to be fetched.</summary>
public sealed record FetchAnswer(string Name, string Path, int Examples, int Files);

/// <summary>Downloads the four files of MNIST or Fashion-MNIST and checks their checksums.</summary>
public sealed class FetchJob : IJob<FetchRequest, FetchAnswer>
{
    private const int Files = 4;

    /// <inheritdoc/>
    public Outcome<FetchAnswer> Run(FetchRequest request, Workplace place)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(place);
        MnistSet set = MnistSet.All.FirstOrDefault(each => each.Name == request.Name)
            ?? throw new InvalidInputException("name", null, $"'{request.Name}' is no data set to fetch", "name mnist or fashion-mnist");
        string folder = request.Out ?? DataFolder.Of(set.Name);
        Uri[]? mirrors = request.Mirror is { } address ? [Parse(address)] : null;
        int fetched = Fetch(set, folder, mirrors, place);
        int examples = Mnist.Load(folder, training: true).Count + Mnist.Load(folder, training: false).Count;
        return Outcome.Of(new FetchAnswer(set.Name, Path.GetFullPath(folder), examples, fetched));
    }

    private static int Fetch(MnistSet set, string folder, Uri[]? mirrors, Workplace place)
    {
        using var client = new HttpClient();
        var seen = new List<string>();
        try
        {
            IProgress<DownloadProgress>? progress = place.Stage<DownloadProgress>($"fetching {set.Name}", step => Fraction(step, seen));
            return MnistDownload.FetchAsync(client, folder, set, mirrors, progress, place.Cancel).GetAwaiter().GetResult();
        }
        catch (OperationCanceledException) when (place.Cancel.IsCancellationRequested)
        {
            int whole = Directory.Exists(folder) ? Directory.GetFiles(folder, "*.gz").Length : 0;
            throw new JobStoppedException(whole == 0 ? null : Invariant($"{whole} of {Files} files are in {folder}"), null, place.Cancel);
        }
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
            : throw new InvalidInputException("mirror", null, $"'{address}' is no address", "give one that begins with https://");
}
