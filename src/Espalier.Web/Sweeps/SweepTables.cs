using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Espalier.Lab.Experiments;
using Espalier.Lab.Figures;
using Espalier.Lab.Storage;
using Espalier.Work;

namespace Espalier.Web.Sweeps;

/// <summary>The records of a sweep in memory, as far as they are read.</summary>
/// <param name="Table">The last that was read whole, or null.</param>
/// <param name="IsReading">Whether a newer one is being read.</param>
/// <param name="Trouble">Why none could be read, or null.</param>
public sealed record TableState(RecordTable? Table, bool IsReading, JobFailure? Trouble)
{
    /// <summary>The first records in the order of the sweep, to be shown until all are read.</summary>
    public IReadOnlyList<CellRecord> First { get; init; } = [];

    /// <summary>What they hold, or null while there are none.</summary>
    public ExperimentSchema? Schema { get; init; }
}

/// <summary>
/// Keeps the records of the sweeps that are looked at, one copy for all browsers. A sweep that runs is read again now and then: never for more
/// than a fiftieth of the time, so that looking at a sweep does not slow it down.
/// </summary>
public sealed class SweepTables(ServeOptions options)
{
    private const int MostKept = 4;
    private const int ShownFirst = 25;
    private const int MostDrawn = 64;

    private static readonly TimeSpan Least = TimeSpan.FromSeconds(3);

    private readonly Dictionary<string, Kept> _kept = new(StringComparer.Ordinal);
    private readonly ConditionalWeakTable<RecordTable, ConcurrentDictionary<string, Lazy<Figure>>> _drawn = new();
    private readonly Lock _gate = new();

    /// <summary>What there is of a sweep; begins to read what is missing or old.</summary>
    /// <param name="name">The sweep.</param>
    /// <param name="cells">How its cells stand by now.</param>
    public TableState Look(string name, CellTally cells)
    {
        lock (_gate)
        {
            Kept kept = Of(name);
            bool isOld = kept.Cells != cells && TimeProvider.System.GetTimestamp() >= kept.Next;
            if (kept.Reading is null && (isOld || (kept.State.Table is null && kept.State.Trouble is null))) Read(name, kept, cells);
            return kept.State with { IsReading = kept.Reading is not null };
        }
    }

    /// <summary>The records, read whole.</summary>
    /// <exception cref="InvalidInputException">They cannot be read.</exception>
    public async Task<RecordTable> Whole(string name, CancellationToken cancel)
    {
        Kept kept;
        Task? reading;
        lock (_gate)
        {
            kept = Of(name);
            if (kept.State.Table is { } table) return table;
            if (kept.Reading is null) Read(name, kept, null);
            reading = kept.Reading;
        }

        // Once it is read, others may take its place before it is looked at here.
        if (reading is not null) await reading.WaitAsync(cancel);
        lock (_gate)
            return kept.State.Table
                ?? throw new InvalidInputException(name, null, kept.State.Trouble?.Problem ?? "it cannot be read", "look at its page");
    }

    /// <summary>The figure that a page asks for, drawn once for all browsers that ask the same.</summary>
    /// <exception cref="InvalidInputException">It cannot be drawn so.</exception>
    public Figure Draw(SweepLook look, RecordTable table)
    {
        ArgumentNullException.ThrowIfNull(look);
        ConcurrentDictionary<string, Lazy<Figure>> drawn = _drawn.GetOrCreateValue(table);
        if (drawn.Count > MostDrawn) drawn.Clear();
        return drawn.GetOrAdd(look.Query(""), _ => new(() => look.Draw(table))).Value;
    }

    private Kept Of(string name)
    {
        if (!_kept.TryGetValue(name, out Kept? kept))
        {
            if (_kept.Count >= MostKept) _kept.Remove(_kept.Where(pair => pair.Value.Reading is null).MinBy(pair => pair.Value.Used).Key ?? "");
            _kept[name] = kept = new();
        }

        kept.Used = TimeProvider.System.GetTimestamp();
        return kept;
    }

    private void Read(string name, Kept kept, CellTally? cells) => kept.Reading = Task.Run(() =>
    {
        long start = TimeProvider.System.GetTimestamp();
        TableState state;
        try
        {
            using IStore store = Stores.Open(options.Store);
            IStoredSweep sweep = store.Open(name);
            if (kept.State.Table is null) Preview(kept, sweep);
            state = new(kept.Records.Read(sweep, cells ?? default), false, null);
        }
        catch (Exception exception) when (JobFailure.Of(exception) is { } failure)
        {
            state = kept.State with { Trouble = failure };
        }

        lock (_gate)
        {
            kept.State = state;
            kept.Cells = cells;
            kept.Next = StoreView.NextLook(start, Least);
            kept.Reading = null;
        }
    });

    /// <summary>A million records take seconds to read, and the first of them none.</summary>
    private void Preview(Kept kept, IStoredSweep sweep)
    {
        IReadOnlyList<CellRecord> first = [.. sweep.ReadRange(0, ShownFirst).Select(each => each.Record).Where(record => !record.IsFailed)];
        lock (_gate) kept.State = kept.State with { First = first, Schema = sweep.Schema };
    }

    private sealed class Kept
    {
        public TableState State { get; set; } = new(null, false, null);

        public Task? Reading { get; set; }

        /// <summary>How the cells stood for which the records were read, or null.</summary>
        public CellTally? Cells { get; set; }

        /// <summary>Used by one reading at a time.</summary>
        public GrowingTable Records { get; } = new();

        public long Next { get; set; }

        public long Used { get; set; }
    }
}
