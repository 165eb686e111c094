using Espalier.Lab.Running;
using Espalier.Lab.Specifications;

namespace Espalier.Lab.Storage;

/// <summary>A sweep that was taken over.</summary>
/// <param name="Name">Its name in the store.</param>
/// <param name="LeftOut">Records that could not be used.</param>
public sealed record ImportedSweep(string Name, long LeftOut);

/// <summary>
/// Takes records over from another store, or from a folder of an older espalier. Workers that share no database each write a file of their own, and
/// this joins them: equal records count once, a finished cell outweighs its failures, and two results of one cell are an error.
/// </summary>
public static class StoreImport
{
    private const int AtOnce = 5000;

    /// <summary>Takes everything over that a source holds.</summary>
    /// <param name="source">A folder, or a store's address.</param>
    /// <param name="into">The store that takes it.</param>
    /// <param name="name">What to call the sweep, where there is one; null for the names that sweeps have.</param>
    /// <param name="read">Reads a specification.</param>
    /// <param name="cancel">Stops the work; what was taken over is whole.</param>
    public static IReadOnlyList<ImportedSweep> Run(
        string source, IStore into, string? name, Func<string, string, Sweep> read, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(into);
        ArgumentNullException.ThrowIfNull(read);
        if (FolderOfBefore.IsOne(source)) return [Folder(source, into, name, read, cancel)];
        using IStore from = Stores.Open(source);
        IReadOnlyList<SweepEntry> sweeps = from.Sweeps();
        if (name is not null && sweeps.Count != 1)
            throw new InvalidInputException(source, null, $"it holds {sweeps.Count} sweeps, and one name was given", "leave the name out");
        return [.. sweeps.Select(entry => One(from.Open(entry.Name), into, name ?? entry.Name, read, cancel))];
    }

    private static ImportedSweep Folder(string source, IStore into, string? name, Func<string, string, Sweep> read, CancellationToken cancel)
    {
        var folder = FolderOfBefore.Open(source);
        IReadOnlyList<RunRecord> runs = folder.ReadRuns();
        if (runs.Count == 0) throw new InvalidInputException(source, null, "nothing was ever run here", "name another folder");
        Sweep sweep = read(runs[^1].SpecificationSource, folder.ReadSpecification(runs[^1].SpecificationDigest)).Called(
            name ?? Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(source))));
        IStoredSweep stored = into.Add(sweep);
        foreach (RunRecord run in runs) stored.Import(run, folder.ReadSpecification(run.SpecificationDigest));
        var batch = new Batch(stored);
        long left = folder.Read(batch.Add, cancel);
        batch.Write();
        CellListing.Of(sweep, stored, Shard.Whole).Begin(cancel);
        stored.Join();
        return new(stored.Name, left);
    }

    private static ImportedSweep One(IStoredSweep from, IStore into, string name, Func<string, string, Sweep> read, CancellationToken cancel)
    {
        Sweep sweep = read(from.Source, from.ReadSpecification(from.SpecificationDigest)).Called(name);
        IStoredSweep stored = into.Add(sweep);
        foreach (RunRecord run in from.ReadRuns()) stored.Import(run, from.ReadSpecification(run.SpecificationDigest));
        var batch = new Batch(stored);
        ReadingReport report = from.Read((CellRecord record, in RecordPlace place) => batch.Add(record, place.Run), cancel);
        batch.Write();
        CellListing.Of(sweep, stored, Shard.Whole).Begin(cancel);
        stored.Join();
        return new(stored.Name, report.Damaged.Count);
    }

    /// <summary>Records are written many at a time, each under the run that made it.</summary>
    private sealed class Batch(IStoredSweep stored)
    {
        private readonly Dictionary<string, List<CellRecord>> _records = new(StringComparer.Ordinal);
        private int _count;

        public void Add(CellRecord record, string run)
        {
            if (!_records.TryGetValue(run, out List<CellRecord>? records)) _records.Add(run, records = []);
            records.Add(record);
            if (++_count >= AtOnce) Write();
        }

        public void Write()
        {
            foreach ((string run, List<CellRecord> records) in _records)
            {
                // A failure and what finished the cell later may stand in one batch: one after the other they follow the rules.
                stored.Import([.. records.Where(record => record.IsFailed)], run);
                stored.Import([.. records.Where(record => !record.IsFailed)], run);
            }

            _records.Clear();
            _count = 0;
        }
    }
}
