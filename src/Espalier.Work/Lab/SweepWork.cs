using System.Globalization;
using Espalier.Lab.Experiments;
using Espalier.Lab.Running;
using Espalier.Lab.Specifications;
using Espalier.Lab.Storage;

namespace Espalier.Work.Lab;

/// <summary>What all jobs share that run sweeps or read their stores.</summary>
internal static class SweepWork
{
    /// <summary>How long a database may be away before a run gives up.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    /// <summary>Reads a specification whose experiment this program has.</summary>
    public static Sweep Read(string source, string text, string? name, CancellationToken cancel)
    {
        Sweep sweep = SpecificationReader.Read(source, text, ExperimentCatalogue.Find, cancel: cancel);
        return name is null ? sweep : sweep.Called(name);
    }

    /// <summary>The specification of a sweep in a store.</summary>
    public static Sweep Stored(IStoredSweep stored, CancellationToken cancel) => SpecificationReader.Read(
        stored.Source, stored.ReadSpecification(stored.SpecificationDigest), ExperimentCatalogue.Find, isKnown: true, cancel).Called(stored.Name);

    /// <summary>The store that is meant: the one that was named, the specification's own, from where its file is, or the usual one.</summary>
    public static string StoreOf(string spec, Sweep sweep, string? named) =>
        named ?? (sweep.Store is { } own ? Stores.From(Path.GetDirectoryName(spec) ?? "", own) : Stores.Standard);

    /// <summary>How many cells run at once; a worker that is too small for one is told so.</summary>
    public static int CellsAtOnce(Sweep sweep, int threads, long memoryMiB)
    {
        int cells = sweep.Resources.CellsAtOnce(threads, memoryMiB);
        if (cells > 0) return cells;
        string wants = Invariant($"a cell of {sweep.Name} takes {sweep.Resources.Threads} threads and {sweep.Resources.MemoryMiB} MiB");
        throw new InvalidInputException(
            "resources",
            null,
            $"{wants}, and this worker has {threads} threads and {(memoryMiB == 0 ? "its" : $"{memoryMiB} MiB of")} memory",
            "give the worker more");
    }

    /// <summary>Runs what is left of a sweep, and says what was taken over on the way.</summary>
    public static SweepOutcome Run(string stage, Sweep sweep, IStoredSweep store, RunOptions options, Workplace place)
    {
        SweepOutcome outcome = SweepRunner.Run(sweep, store, options, place.Stage<SweepProgress>(stage, Part, Words), place.Cancel);
        if (outcome.Reclaimed.Waiting > 0)
            place.Note(Invariant($"{outcome.Reclaimed.Waiting} cells that workers had in hand which are gone started over"));
        return outcome;
    }

    /// <summary>Runs all that is left of a sweep which a job makes for itself; what was done is kept, whatever ends it.</summary>
    /// <param name="stage">What is being done.</param>
    /// <param name="cells">What its cells are called.</param>
    /// <param name="sweep">The sweep.</param>
    /// <param name="store">Where its records go.</param>
    /// <param name="place">Where it runs.</param>
    /// <exception cref="InvalidInputException">The store takes no more.</exception>
    /// <exception cref="JobStoppedException">It was cancelled.</exception>
    public static IStoredSweep Complete(string stage, string cells, Sweep sweep, IStore store, Workplace place)
    {
        IStoredSweep stored = store.Add(sweep);
        var options = new RunOptions(place.Threads, Shard.Whole, RetryFailed: false, TimeProvider.System, RunEnvironment.Capture());
        SweepOutcome outcome = Run(stage, sweep, stored, options, place);
        SweepProgress progress = outcome.Progress;
        if (outcome.Ending == SweepEnding.Cancelled)
            throw new JobStoppedException(
                Invariant($"{progress.Done} of {progress.Cells} {cells} are done, all of them kept in {store.Name}"), null, place.Cancel);
        if (outcome.Problem is { } problem)
            throw new InvalidInputException(store.Name, null, $"it took no more records ({problem})", "make room; the same command goes on");
        if (progress.Failed > 0)
            place.Note(
                Invariant($"{progress.Failed} {cells} failed and are in no number; the status of the sweep {stored.Name} in {store.Name} shows why"));
        return stored;
    }

    /// <summary>All records of a sweep; what had to be left out is said.</summary>
    public static RecordTable Load(IStoredSweep store, Workplace place)
    {
        place.Begin("reading records");
        var table = RecordTable.Load(store, place.Cancel);
        Note(store, table.Reading, place);
        return table;
    }

    /// <summary>Says what a reading left out.</summary>
    public static void Note(IStoredSweep store, ReadingReport reading, Workplace place)
    {
        foreach (RecordPlace damaged in reading.Damaged)
            place.Note(
                $"{store.Store}, {damaged}: the record does not match its checksum and is left out; `espalier lab resume {store.Store}` with "
                    + $"`sweep` {store.Name} and `verify` runs its cell again");
    }

    private static double Part(SweepProgress progress) => progress.Cells == 0 ? 1 : (double)(progress.Cells - progress.Remaining) / progress.Cells;

    private static string Words(SweepProgress progress)
    {
        string failed = progress.Failed > 0 ? Invariant($", {progress.Failed} failed") : "";
        string rate = progress.CellsPerSecond is { } speed ? $", {speed.ToString(speed < 10 ? "0.00" : "0", CultureInfo.InvariantCulture)}/s" : "";
        string days = progress.TimeLeft is { TotalDays: >= 1 } whole ? Invariant($"{whole.Days} d ") : "";
        string left = progress.TimeLeft is { } time ? Invariant($", {days}{time:hh\\:mm\\:ss} left") : "";
        return Invariant($"{progress.Done}/{progress.Cells}{failed}{rate}{left}");
    }
}
