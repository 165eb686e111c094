using Espalier.Lab.Experiments;
using Espalier.Lab.Running;
using Espalier.Lab.Specifications;
using Espalier.Lab.Storage;

namespace Espalier.Lab.Tests.Storage;

/// <summary>A temporary folder with a store, and the shortest way to fill it.</summary>
internal sealed class StoreFolder : IDisposable
{
    public static RunEnvironment Machine { get; } = new("test", "here", "none", "none", "none");

    public string Root { get; } = Directory.CreateTempSubdirectory("espalier-lab-").FullName;

    public string Path => System.IO.Path.Combine(Root, "store");

    public static Sweep Sweep(Experiment experiment, string text) =>
        SpecificationReader.Read("spec.yaml", $"experiment: {experiment.Name}\n{text}", name => name == experiment.Name ? experiment : null);

    public static RunOptions Options(int threads = 2, string shard = "1/1", bool retryFailed = false) =>
        new(threads, Shard.Parse(shard), retryFailed, TimeProvider.System, Machine);

    public IRecordStore Open(Experiment experiment) => Stores.OpenOrCreate(Path, experiment.Schema);

    public SweepOutcome Run(Experiment experiment, string text, RunOptions? options = null, CancellationToken cancel = default) =>
        SweepRunner.Run(Sweep(experiment, text), Open(experiment), options ?? Options(), cancel: cancel);

    /// <summary>All bytes of all segments, line by line, sorted: what two equal stores share.</summary>
    public string[] SortedLines() => [.. Segments().SelectMany(File.ReadAllLines).Order(StringComparer.Ordinal)];

    public string[] Segments() => Files("*.jsonl");

    public string[] Locks() => Files("*.lock");

    public void Dispose() => Directory.Delete(Root, recursive: true);

    private string[] Files(string pattern)
    {
        string folder = System.IO.Path.Combine(Path, "segments");
        return Directory.Exists(folder) ? [.. Directory.GetFiles(folder, pattern).Order(StringComparer.Ordinal)] : [];
    }
}
