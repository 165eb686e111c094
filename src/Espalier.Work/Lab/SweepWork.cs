using System.Globalization;
using Espalier.Lab.Experiments;
using Espalier.Lab.Running;
using Espalier.Lab.Specifications;
using Espalier.Lab.Storage;

namespace Espalier.Work.Lab;

/// <summary>What all jobs share that run sweeps or read their stores.</summary>
internal static class SweepWork
{
    /// <summary>Reads a specification whose experiment this program has.</summary>
    public static Sweep Read(string source, string text) => SpecificationReader.Read(source, text, ExperimentCatalogue.Find);

    /// <summary>Runs what is left of a sweep, and says what was found broken on the way.</summary>
    public static SweepOutcome Run(string stage, Sweep sweep, IRecordStore store, RunOptions options, Workplace place)
    {
        SweepOutcome outcome = SweepRunner.Run(sweep, store, options, place.Stage<SweepProgress>(stage, Part, Words), place.Cancel);
        foreach (string cut in outcome.Repairs) place.Note($"a killed run left {cut}; it was cut, and its cell ran again");
        Note(store, outcome.Reading, place);
        return outcome;
    }

    /// <summary>The specification that a store was last run with.</summary>
    public static (Sweep Sweep, IReadOnlyList<RunRecord> Runs) Last(IRecordStore store)
    {
        IReadOnlyList<RunRecord> runs = store.ReadRuns();
        if (runs.Count == 0) throw new InvalidInputException(store.Name, null, "nothing was ever run here", "run a specification with `espalier lab run SPEC`");
        RunRecord last = runs[^1];
        return (Read(last.SpecificationSource, store.ReadSpecification(last.SpecificationDigest)), runs);
    }

    /// <summary>All records of a store; what had to be left out is said.</summary>
    public static RecordTable Load(IRecordStore store, Workplace place)
    {
        place.Begin("reading records");
        var table = RecordTable.Load(store, place.Cancel);
        Note(store, table.Reading, place);
        return table;
    }

    /// <summary>Says what a reading left out.</summary>
    public static void Note(IRecordStore store, ReadingReport reading, Workplace place)
    {
        foreach (RecordPlace torn in reading.TornTails) place.Note($"{store.Name}, {torn}: an unfinished record is left out; a run writes it just now or was killed");
        foreach (RecordPlace damaged in reading.Damaged)
            place.Note($"{store.Name}, {damaged}: the record does not match its checksum and is left out; `espalier lab resume {store.Name}` runs its cell again");
    }

    private static double Part(SweepProgress progress) => progress.Cells == 0 ? 1 : (double)(progress.Cells - progress.Remaining) / progress.Cells;

    private static string Words(SweepProgress progress)
    {
        string failed = progress.Failed > 0 ? $", {progress.Failed} failed" : "";
        string rate = progress.CellsPerSecond is { } speed ? $", {speed.ToString(speed < 10 ? "0.00" : "0", CultureInfo.InvariantCulture)}/s" : "";
        string left = progress.TimeLeft is { } time ? $", {(time.TotalDays >= 1 ? $"{time.Days} d " : "")}{time:hh\\:mm\\:ss} left" : "";
        return $"{progress.Done}/{progress.Cells}{failed}{rate}{left}";
    }
}
