using Espalier.Lab.Experiments;

namespace Espalier.Lab.Storage;

/// <summary>
/// Which cells a store knows, and the rules for cells recorded more than once: equal records count once, a finished cell outweighs
/// its failures, and two different results of one cell are an error, because a cell is a function of its address.
/// </summary>
public sealed class RecordIndex
{
    private readonly Dictionary<UInt128, Entry> _entries = [];
    private readonly List<string> _segments = [];
    private long _failed;

    /// <summary>Finished cells.</summary>
    public long Done => _entries.Count - _failed;

    /// <summary>Failed cells that no later run finished.</summary>
    public long Failed => _failed;

    /// <summary>What the reading left out.</summary>
    public ReadingReport Report { get; private set; } = new(0, [], []);

    /// <summary>Reads a store.</summary>
    /// <param name="store">The store.</param>
    /// <param name="accepted">Receives each record that counts at the time; a later one may outweigh a failure.</param>
    /// <param name="cancel">Stops the reading.</param>
    /// <exception cref="InvalidInputException">Two results of one cell differ.</exception>
    public static RecordIndex Read(IRecordStore store, Action<CellRecord>? accepted = null, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        var index = new RecordIndex();
        index.Report = store.Read(
            (CellRecord record, in RecordPlace place, uint check) =>
            {
                if (index.Add(store.Name, record, place, check)) accepted?.Invoke(record);
            },
            cancel);
        return index;
    }

    /// <summary>What is known about a cell.</summary>
    public CellState StateOf(CellAddress address)
    {
        if (!_entries.TryGetValue(address.Key, out Entry entry)) return CellState.Unknown;
        return entry.IsFailed ? CellState.Failed : CellState.Done;
    }

    /// <summary>Whether the record says something new.</summary>
    private bool Add(string store, CellRecord record, in RecordPlace place, uint check)
    {
        ref Entry entry = ref System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(_entries, record.Address.Key, out bool isKnown);
        if (isKnown)
        {
            if (!entry.IsFailed && !record.IsFailed && entry.Check != check)
            {
                string problem = Invariant($"cell {record.Address} has two different results, here and in {_segments[entry.Segment]}, line {entry.Line}");
                throw new InvalidInputException(store, place.ToString(), problem, "the code changed without a new revision of the experiment, or a file was edited; remove the wrong record");
            }

            bool outweighs = entry.IsFailed && !record.IsFailed;
            if (!outweighs) return false;
            _failed--;
        }
        else if (record.IsFailed)
        {
            _failed++;
        }

        entry = new(check, SegmentNumber(place.Segment), place.Line, record.IsFailed);
        return true;
    }

    private int SegmentNumber(string segment)
    {
        if (_segments.Count == 0 || _segments[^1] != segment) _segments.Add(segment);
        return _segments.Count - 1;
    }

    private readonly record struct Entry(uint Check, int Segment, long Line, bool IsFailed);
}

/// <summary>What a store knows about a cell.</summary>
public enum CellState
{
    /// <summary>No record.</summary>
    Unknown,

    /// <summary>It finished.</summary>
    Done,

    /// <summary>It failed.</summary>
    Failed,
}
