using Espalier.Lab.Experiments;

namespace Espalier.Lab.Storage;

/// <summary>
/// Where records live. One store holds one experiment of one revision; any number of runs may add to it at the same time.
/// Rules about duplicates stand above this interface, in <see cref="RecordIndex"/>, so that every store obeys the same ones.
/// </summary>
public interface IRecordStore
{
    /// <summary>How messages name the store.</summary>
    string Name { get; }

    /// <summary>The experiment whose records it holds.</summary>
    ExperimentSchema Schema { get; }

    /// <summary>Cuts what killed runs left half-written, never what a living run writes.</summary>
    /// <returns>What was cut, one clause each.</returns>
    IReadOnlyList<string> Repair();

    /// <summary>The runs so far, oldest first.</summary>
    IReadOnlyList<RunRecord> ReadRuns();

    /// <summary>The text of a specification that a run was started with.</summary>
    string ReadSpecification(string digest);

    /// <summary>Hands every whole record to <paramref name="visit"/>, in no particular order and with duplicates.</summary>
    /// <returns>What was found unusable and left out.</returns>
    ReadingReport Read(RecordVisitor visit, CancellationToken cancel);

    /// <summary>Opens a place of its own for one run's records and keeps the specification's text.</summary>
    IRecordWriter BeginRun(RunStart start);
}

/// <summary>Receives one record.</summary>
/// <param name="record">The record.</param>
/// <param name="place">Where it stands.</param>
/// <param name="check">Equal for equal records; distinct records share it with probability 2⁻³².</param>
public delegate void RecordVisitor(CellRecord record, in RecordPlace place, uint check);

/// <summary>Takes the records of one run. Safe to call from many threads.</summary>
public interface IRecordWriter : IDisposable
{
    /// <summary>The run.</summary>
    string Run { get; }

    /// <summary>Takes a record; it may stay in memory until the next <see cref="Flush"/>.</summary>
    /// <exception cref="StoreWriteException">The store cannot take it.</exception>
    void Append(CellRecord record);

    /// <summary>Hands over what was taken; with <paramref name="durable"/> it survives a loss of power too.</summary>
    /// <exception cref="StoreWriteException">The store cannot take it.</exception>
    void Flush(bool durable);

    /// <summary>Flushes durably and records how the run ended.</summary>
    /// <exception cref="StoreWriteException">The store cannot take it.</exception>
    void Complete(RunEnd end);
}
