using System.CommandLine;
using Espalier.Cli.Frame;
using Espalier.Lab.Running;
using Espalier.Lab.Specifications;
using Espalier.Lab.Storage;
using Espalier.Work.Inputs;

namespace Espalier.Cli.Lab;

/// <summary><c>espalier lab status STORE</c>.</summary>
internal static class StatusCommand
{
    private const int MostFailures = 20;

    public static Command Create()
    {
        Argument<string> folder = StoreArgument.Create();
        return new Verb("status", "Show how far a sweep is, its runs and its failures", "espalier lab status runs/law") { folder }
            .Runs(call => Show(call, Stores.Open(call.Value(folder))));
    }

    private static Answer Show(Call call, IRecordStore store)
    {
        (Sweep sweep, IReadOnlyList<RunRecord> runs) = StoreArgument.LastSweep(store);
        (SweepProgress progress, ReadingReport reading) = SweepStatus.Of(sweep, store, call.Cancel);
        Notes.About(call, store, reading);
        IReadOnlyList<Failed> failures = progress.Failed == 0 ? [] : [.. RecordTable.Load(store, call.Cancel).Failures.Take(MostFailures).Select(failure => Failed.Of(store, failure))];
        string[] rules = [.. runs.DistinctBy(run => run.SpecificationDigest).Select(run => run.StoppingRule)];
        var status = new Status(store.Schema.Experiment, store.Name, runs[^1].SpecificationSource, rules, progress.Cells, progress.Done, progress.Failed, progress.Remaining, reading.Damaged.Count, reading.TornTails.Count, [.. runs.Select(Ran.Of)], failures);
        return Answer.Of(status, static (found, page) => found.Show(page));
    }

    /// <summary>How a sweep stands.</summary>
    /// <param name="Experiment">The experiment.</param>
    /// <param name="Store">The folder.</param>
    /// <param name="Specification">The file of the last specification, which the counts are about.</param>
    /// <param name="StoppingRules">Of every specification that was ever run here, oldest first: more than one shows that the sweep was changed after it began.</param>
    /// <param name="Cells">In all, at most.</param>
    /// <param name="Done">Finished.</param>
    /// <param name="Failed">Failed.</param>
    /// <param name="Remaining">To be run.</param>
    /// <param name="Damaged">Records that do not match their checksum.</param>
    /// <param name="TornTails">Segments that end within a record.</param>
    /// <param name="Runs">All runs, oldest first.</param>
    /// <param name="Failures">The first failures.</param>
    private sealed record Status(string Experiment, string Store, string Specification, IReadOnlyList<string> StoppingRules, long Cells, long Done, long Failed, long Remaining, int Damaged, int TornTails, IReadOnlyList<Ran> Runs, IReadOnlyList<Failed> Failures)
    {
        public void Show(Page page)
        {
            page.Fields(
                ("experiment", Experiment),
                ("store", Store),
                ("specification", Specification),
                ("stopping rule", string.Join("; before: ", StoppingRules.Reverse())),
                ("cells", Numerals.Text(Cells)),
                ("done", Numerals.Text(Done)),
                ("failed", Numerals.Text(Failed)),
                ("remaining", Numerals.Text(Remaining)));
            page.Table(["run", "started", "state", "shard", "threads", "done", "failed", "machine"], [.. Runs.Select(run => (IReadOnlyList<string>)[run.Run, run.Started, run.State, run.Shard, Numerals.Text(run.Threads), Count(run.Done), Count(run.Failed), run.Machine])]);
            if (Failures.Count == 0) return;
            page.Table(["failed cell", "replicate", "error"], [.. Failures.Select(failure => (IReadOnlyList<string>)[string.Join(", ", failure.Parameters.Select(pair => $"{pair.Key} {pair.Value}")), Numerals.Text(failure.Replicate), $"{failure.Type}: {failure.Message}"])]);
            if (Failed > Failures.Count) page.Line($"… and {Failed - Failures.Count} more; `espalier lab export` writes all");
        }

        private static string Count(long? count) => count is { } known ? Numerals.Text(known) : "-";
    }

    private sealed record Ran(string Run, string Started, string? Ended, string State, string Shard, int Threads, long? Done, long? Failed, string Machine, string CodeVersion, string Runtime)
    {
        public static Ran Of(RunRecord run) => new(
            run.Run,
            $"{run.Started.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'}",
            run.End is null ? null : $"{run.End.Ended.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'}",
            run.End?.Outcome ?? (run.IsLive ? "running" : "broken off"),
            run.Shard,
            run.Threads,
            run.End?.Done,
            run.End?.Failed,
            run.Environment.Machine,
            run.Environment.CodeVersion,
            run.Environment.Runtime);
    }

    private sealed record Failed(string Address, IReadOnlyDictionary<string, string> Parameters, long Replicate, string Type, string Message)
    {
        public static Failed Of(IRecordStore store, FailedCell failure) => new(
            failure.Address.ToString(),
            store.Schema.Parameters.Zip(failure.Parameters).ToDictionary(pair => pair.First.Name, pair => pair.Second.ToString(), StringComparer.Ordinal),
            failure.Replicate,
            failure.Failure.Type,
            failure.Failure.Message);
    }
}
