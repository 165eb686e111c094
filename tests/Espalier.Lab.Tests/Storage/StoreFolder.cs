using System.Buffers;
using System.Text;
using Espalier.Lab.Experiments;
using Espalier.Lab.Running;
using Espalier.Lab.Specifications;
using Espalier.Lab.Storage;
using Microsoft.Data.Sqlite;

namespace Espalier.Lab.Tests.Storage;

/// <summary>A temporary folder with a store, and the shortest way to fill it.</summary>
internal sealed class StoreFolder : IDisposable
{
    private readonly List<IStore> _open = [];

    public static RunEnvironment Machine { get; } = new("test", "here", "none", "none", "none");

    public string Root { get; } = Directory.CreateTempSubdirectory("espalier-lab-").FullName;

    public string Path => System.IO.Path.Combine(Root, "results.db");

    public static Sweep Sweep(Experiment experiment, string text) =>
        SpecificationReader.Read("spec.yaml", $"experiment: {experiment.Name}\n{text}", name => name == experiment.Name ? experiment : null);

    public static RunOptions Options(int threads = 2, string shard = "1/1", bool retryFailed = false) =>
        new(threads, Shard.Parse(shard), retryFailed, TimeProvider.System, Machine);

    /// <summary>A connection of its own.</summary>
    public IStore Store()
    {
        IStore store = Stores.OpenOrCreate(Path);
        lock (_open) _open.Add(store);
        return store;
    }

    /// <summary>The one sweep.</summary>
    public IStoredSweep Open() => Store().Open();

    public SweepOutcome Run(Experiment experiment, string text, RunOptions? options = null, CancellationToken cancel = default) =>
        Run(Sweep(experiment, text), options, cancel: cancel);

    public SweepOutcome Run(Sweep sweep, RunOptions? options = null, IProgress<SweepProgress>? progress = null, CancellationToken cancel = default) =>
        SweepRunner.Run(sweep, Store().Add(sweep, change: true), options ?? Options(), progress, cancel);

    /// <summary>All records of all sweeps as they are written, sorted: what two equal stores share.</summary>
    public string[] SortedLines()
    {
        IStore store = Store();
        return [.. store.Sweeps().SelectMany(entry => Lines(store.Open(entry.Name))).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
    }

    /// <summary>The records of one sweep as they are written.</summary>
    public static List<string> Lines(IStoredSweep sweep)
    {
        var lines = new List<string>();
        sweep.Read((CellRecord record, in RecordPlace _) => lines.Add(Line(sweep.Schema, record)));
        return lines;
    }

    /// <summary>Changes a store behind the laboratory's back.</summary>
    public static void Change(string path, string sql)
    {
        using var connection = new SqliteConnection($"Data Source={path};Pooling=False");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
#pragma warning disable CA2100 // The statements stand in tests.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }

    /// <summary>A record as it is written.</summary>
    public static string Line(ExperimentSchema schema, CellRecord record)
    {
        var buffer = new ArrayBufferWriter<byte>();
        RecordLine.Write(buffer, schema, record);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    public void Dispose()
    {
        foreach (IStore store in _open) store.Dispose();
        Directory.Delete(Root, recursive: true);
    }
}
