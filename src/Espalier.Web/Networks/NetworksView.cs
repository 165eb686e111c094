using Espalier.Web.Files;
using Espalier.Web.Jobs;
using Espalier.Web.Parts;
using Espalier.Work.Data;
using Espalier.Work.Pruning;

namespace Espalier.Web.Networks;

/// <summary>Which networks are set side by side, and how; it stands in the address.</summary>
public sealed record NetworksView
{
    /// <summary>The page.</summary>
    public const string Path = "/networks";

    /// <summary>More cannot be told apart in a figure.</summary>
    public const int MostNetworks = 6;

    private const int UsualExamples = 1000;
    private const int UsualRounds = 15;
    private const int UsualBatch = 64;
    private const double CertificateSeconds = 20;

    /// <summary>The networks, parted by line breaks; all are compared with the first.</summary>
    public string Names { get; init; } = "";

    /// <summary>The labelled examples, or empty for drawn inputs: a data set, since a page names no paths.</summary>
    public string Data { get; init; } = "";

    /// <summary>How many of them.</summary>
    public int Examples { get; init; } = UsualExamples;

    /// <summary>Rounds of timing.</summary>
    public int Rounds { get; init; } = UsualRounds;

    /// <summary>Inputs computed at once.</summary>
    public int Batch { get; init; } = UsualBatch;

    /// <summary>Whether the largest difference over all inputs in [0, 1] is bounded.</summary>
    public bool IsCertified { get; init; }

    /// <summary>The job, or empty.</summary>
    public string Job { get; init; } = "";

    /// <summary>The networks.</summary>
    public IReadOnlyList<string> Networks => Names.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Reads what stands after the question mark.</summary>
    public static NetworksView Of(string query)
    {
        var read = new AddressReader(query);
        string data = read.Text("data");
        return new()
        {
            Names = string.Join('\n', read.Texts("name").Where(name => !name.Contains('\n')).Take(MostNetworks)),
            Data = DataSource.Names.Contains(data) ? data : "",
            Examples = read.Whole("examples", 1, 10_000, UsualExamples),
            Rounds = read.Whole("rounds", 0, 1000, UsualRounds),
            Batch = read.Whole("batch", 1, 1024, UsualBatch),
            IsCertified = read.Flag("certified"),
            Job = read.Text("job"),
        };
    }

    /// <summary>The same with a network more, or less.</summary>
    public NetworksView With(string name, bool isOn) => this with
    {
        Names = string.Join('\n', isOn ? Networks.Append(name).Distinct().Take(MostNetworks) : Networks.Where(each => each != name)),
    };

    /// <summary>The address.</summary>
    public string Address => AddressWriter.Write(
        Path,
        [
            .. Networks.Select(name => ("name", name)),
            ("data", Data),
            ("examples", AddressWriter.Number(Examples, UsualExamples)),
            ("rounds", AddressWriter.Number(Rounds, UsualRounds)),
            ("batch", AddressWriter.Number(Batch, UsualBatch)),
            ("certified", AddressWriter.Flag(IsCertified)),
            ("job", Job),
        ]);

    /// <summary>What is asked of the networks.</summary>
    internal CompareNetworksRequest Request(ModelFolder models) => new()
    {
        Models = [.. Networks.Select(models.Require)],
        Data = Data.Length > 0 ? Data : null,
        Limit = Data.Length > 0 ? Examples : null,
        Box = IsCertified ? [[0], [1]] : null,
        TimeLimit = IsCertified ? CertificateSeconds : null,
        Rounds = Rounds,
        Batches = [Batch],
    };

    /// <summary>The command that does the same.</summary>
    internal string Command(ModelFolder models) =>
        $"espalier compare {(Networks.Count > 0 ? string.Join(' ', Networks.Select(models.Word)) : "A B")}"
        + (Data.Length > 0 ? Invariant($" --data {Data} --limit {Examples}") : "")
        + (IsCertified ? $" --box 0 1 --time-limit {Shown.Exact(CertificateSeconds)}" : "")
        + Invariant($" --rounds {Rounds} --batches {Batch}");
}
