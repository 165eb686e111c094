using Espalier.Lab.Experiments;
using Espalier.Lab.Specifications;

namespace Espalier.Lab.Storage;

/// <summary>
/// Where sweeps and their records live. Any number of threads and processes use one store at once. A record belongs to its cell, not to a sweep:
/// sweeps that have cells in common share their records, and each sees its own cells alone.
/// </summary>
public interface IStore : IDisposable
{
    /// <summary>How messages name the store; never with a password.</summary>
    string Name { get; }

    /// <summary>All sweeps, oldest first.</summary>
    IReadOnlyList<SweepEntry> Sweeps();

    /// <summary>Opens a sweep.</summary>
    /// <param name="name">Its name; null takes the only one.</param>
    /// <exception cref="InvalidInputException">There is none of that name, or there are several to choose from.</exception>
    IStoredSweep Open(string? name = null);

    /// <summary>Opens a sweep by what it asks for, or adds it.</summary>
    /// <param name="sweep">The sweep.</param>
    /// <param name="change">Whether a sweep of this name that asks for something else becomes this one; otherwise that is an error.</param>
    /// <exception cref="InvalidInputException">The name stands for another specification, or the records of the experiment have another
    /// form.</exception>
    IStoredSweep Add(Sweep sweep, bool change = false);

    /// <summary>How long a worker waits for a database that is away, what ends the waiting, and who is told of it.</summary>
    void WaitFor(TimeSpan patience, CancellationToken stop, Action<string>? told = null);
}

/// <summary>A sweep as a list of them shows it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Experiment">The experiment.</param>
/// <param name="Revision">The experiment's revision.</param>
/// <param name="Source">The file that its specification came from.</param>
/// <param name="Cells">How its cells stand.</param>
public sealed record SweepEntry(string Name, string Experiment, int Revision, string Source, CellTally Cells);

/// <summary>How the cells of a sweep stand that were listed so far.</summary>
/// <param name="Waiting">To be run.</param>
/// <param name="InHand">Under a lease.</param>
/// <param name="Done">Finished.</param>
/// <param name="Failed">Failed.</param>
/// <param name="SetAside">Not to be run again: they took their worker with them too often.</param>
public readonly record struct CellTally(long Waiting, long InHand, long Done, long Failed, long SetAside)
{
    /// <summary>All of them.</summary>
    public long Cells => Waiting + InHand + Done + Failed + SetAside;
}

/// <summary>One sweep in a store: its specification, its cells, their records, and the runs that worked on it.</summary>
public interface IStoredSweep
{
    /// <summary>The sweep's name.</summary>
    string Name { get; }

    /// <summary>How messages name the store.</summary>
    string Store { get; }

    /// <summary>The experiment whose records these are.</summary>
    ExperimentSchema Schema { get; }

    /// <summary>The digest of the specification that the sweep now has.</summary>
    string SpecificationDigest { get; }

    /// <summary>The file that the specification came from.</summary>
    string Source { get; }

    /// <summary>The job that a cluster works on the sweep with, as it was remembered, or null.</summary>
    string? Job { get; }

    /// <summary>Remembers a job, or forgets it.</summary>
    void RememberJob(string? job);

    /// <summary>The runs so far, oldest first.</summary>
    IReadOnlyList<RunRecord> ReadRuns();

    /// <summary>The text of a specification, word for word.</summary>
    string ReadSpecification(string digest);

    /// <summary>Hands every whole record of the sweep's cells to <paramref name="visit"/>, each cell once, in no particular order.</summary>
    /// <returns>What was found unusable and left out.</returns>
    ReadingReport Read(RecordVisitor visit, CancellationToken cancel = default);

    /// <summary>
    /// Hands over the records that runs of this sweep wrote under numbers above one, and no others: what came since, as far as numbers say so. A
    /// cell that another sweep recorded, and one that had failed before, is not among them.
    /// </summary>
    ReadingReport ReadAfter(long number, RecordVisitor visit, CancellationToken cancel = default);

    /// <summary>The records of the cells from one ordinal on, as far as there are any.</summary>
    IReadOnlyList<(long Ordinal, CellRecord Record)> ReadRange(long first, long count);

    /// <summary>The first records of failed cells, in the order of the sweep.</summary>
    IReadOnlyList<CellRecord> Failures(int most);

    /// <summary>How the cells stand.</summary>
    CellTally Tally();

    /// <summary>Whether these cells were listed before.</summary>
    bool IsListed(string part);

    /// <summary>Adds cells; those that the store has a record of are done, or failed, at once.</summary>
    /// <param name="cells">The cells; those that are listed already stay as they are.</param>
    /// <param name="part">What to call them for <see cref="IsListed"/>, or null.</param>
    /// <returns>How many are new.</returns>
    long List(IEnumerable<CellKey> cells, string? part = null);

    /// <summary>Puts failed cells, and those set aside, back among the waiting.</summary>
    long RetryFailed();

    /// <summary>Takes back the cells of leases that ran out and of workers of this machine that are gone.</summary>
    ReclaimedCells Reclaim();

    /// <summary>Reads and checks everything; cells whose records are damaged or gone wait again.</summary>
    ReadingReport Verify(CancellationToken cancel = default);

    /// <summary>Cells that were set aside.</summary>
    IReadOnlyList<CellKey> SetAside();

    /// <summary>Lets cells find the records that came since they were listed, from imports and from other sweeps.</summary>
    void Join();

    /// <summary>Adds records that were made elsewhere.</summary>
    void Import(IReadOnlyList<CellRecord> records, string run);

    /// <summary>Adds a run that was made elsewhere, unless it is here.</summary>
    void Import(RunRecord run, string specification);

    /// <summary>Begins a run, and keeps its specification.</summary>
    /// <param name="start">How it begins.</param>
    /// <param name="lease">How long a cell is its own without a sign of life.</param>
    ISweepRun BeginRun(RunStart start, TimeSpan lease);
}

/// <summary>A cell of a sweep: its place in the sweep's own order, and its address.</summary>
/// <param name="Ordinal">The place.</param>
/// <param name="Address">The address.</param>
public readonly record struct CellKey(long Ordinal, CellAddress Address);

/// <summary>Cells that were taken back from workers that are gone.</summary>
/// <param name="Waiting">They start over.</param>
/// <param name="SetAside">They took their worker with them too often.</param>
public readonly record struct ReclaimedCells(long Waiting, long SetAside);

/// <summary>Receives one record.</summary>
/// <param name="record">The record.</param>
/// <param name="place">Where it stands.</param>
public delegate void RecordVisitor(CellRecord record, in RecordPlace place);

/// <summary>One run's hold on a sweep: cells under lease, and the way their records go. Used by one thread at a time.</summary>
public interface ISweepRun : IDisposable
{
    /// <summary>The run's identity, which begins with the time of its start.</summary>
    string Run { get; }

    /// <summary>Takes waiting cells that no worker died with.</summary>
    /// <returns>At most so many; none when there are none.</returns>
    IReadOnlyList<CellKey> Take(int most);

    /// <summary>Takes one cell that some worker died with; it is to be run with nothing else in hand, so that it is known who is to blame.</summary>
    CellKey? TakeSuspect();

    /// <summary>Prolongs the leases of the cells in hand.</summary>
    void Renew(IReadOnlyCollection<CellKey> inHand);

    /// <summary>Writes records and marks their cells, all or nothing. A cell is recorded once, whoever else ran it.</summary>
    /// <exception cref="StoreWriteException">The store cannot take them.</exception>
    /// <exception cref="InvalidInputException">A cell has another result already.</exception>
    void Record(IReadOnlyList<(CellKey Cell, CellRecord Record)> finished);

    /// <summary>Gives back every cell in hand, as if it had not been taken.</summary>
    void GiveBack();

    /// <summary>Gives back what is in hand and records how the run ended.</summary>
    /// <exception cref="StoreWriteException">The store cannot take it.</exception>
    void Complete(RunEnd end);
}
