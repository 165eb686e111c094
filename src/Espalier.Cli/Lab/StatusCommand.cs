using System.CommandLine;
using System.Globalization;
using Espalier.Cli.Frame;
using Espalier.Work.Inputs;
using Espalier.Work.Lab;

namespace Espalier.Cli.Lab;

/// <summary><c>espalier lab status STORE</c>.</summary>
internal static class StatusCommand
{
    public static Command Create()
    {
        Argument<string> folder = StoreArgument.Create();
        Option<string?> sweep = StoreArgument.Sweep();
        return new Verb("status", "Show how far a sweep is, its runs and its failures", "espalier lab status results.db") { folder, sweep }
            .Runs(call => call.Do(new StatusJob(), new() { Store = call.Value(folder), Sweep = call.Value(sweep) }, Show));
    }

    internal static void Show(StatusAnswer found, Page page)
    {
        if (found.Sweep is null)
        {
            page.Table(["sweep", "experiment", "cells", "done", "failed", "set aside", "remaining"], [.. found.Sweeps.Select(Row)]);
            return;
        }

        page.Fields(
            ("experiment", found.Experiment),
            ("store", found.Store),
            ("sweep", found.Sweep),
            ("specification", found.Specification),
            ("stopping rule", string.Join("; before: ", found.StoppingRules.Reverse())),
            ("cells", Numerals.Text(found.Cells)),
            ("done", Numerals.Text(found.Done)),
            ("failed", Numerals.Text(found.Failed)),
            ("set aside", Numerals.Text(found.SetAside)),
            (
                "remaining",
                $"{Numerals.Text(found.Remaining)} ({Numerals.Text(found.InHand)} in the hands of {Numerals.Text(found.Workers)} workers)"));
        if (found.Queue is { } queue)
            page.Fields(
                ("job", $"{queue.Engine} {queue.Id}, submitted {queue.Submitted}"),
                (
                    "its workers",
                    queue.Problem
                        ?? $"{Numerals.Text(queue.Running)} at work, {Numerals.Text(queue.Waiting)} in the queue, of {Numerals.Text(queue.Workers)}"),
                ("logs", queue.Logs));
        if (found.CellsPerSecond is { } rate)
            page.Fields(
                ("rate", $"{Numerals.Short(rate)} cells a second"),
                ("time left", found.SecondsLeft is { } left ? Words(TimeSpan.FromSeconds(Math.Min(left, 1e9))) : ""));
        page.Table(
            ["run", "started", "state", "shard", "threads", "done", "failed", "machine"],
            [
                .. found.Runs.Select(
                    run =>
                        new[]
                        {
                            run.Run,
                            run.Started,
                            run.State,
                            run.Shard,
                            Numerals.Text(run.Threads),
                            Count(run.Done),
                            Count(run.Failed),
                            run.Machine,
                        }),
            ]);
        if (found.Failures.Count == 0) return;
        page.Table(["failed cell", "replicate", "error"], [.. found.Failures.Select(Row)]);
        long more = found.Failed - StatusJob.MostFailures;
        if (more > 0) page.Line($"… and {more} failed cells more; `espalier lab export` writes all");
    }

    private static string[] Row(StatusSweep sweep) =>
    [
        sweep.Name, sweep.Experiment, Numerals.Text(sweep.Cells), Numerals.Text(sweep.Done), Numerals.Text(sweep.Failed),
        Numerals.Text(sweep.SetAside), Numerals.Text(sweep.Remaining),
    ];

    private static string[] Row(StatusFailure failure) =>
    [
        string.Join(", ", failure.Parameters.Select(pair => $"{pair.Key} {pair.Value}")),
        Numerals.Text(failure.Replicate),
        $"{failure.Type}: {failure.Message}",
    ];

    private static string Words(TimeSpan time) => time.ToString(@"d\.hh\:mm\:ss", CultureInfo.InvariantCulture);

    private static string Count(long? count) => count is { } known ? Numerals.Text(known) : "-";
}
