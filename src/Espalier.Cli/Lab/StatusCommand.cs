using System.CommandLine;
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
        return new Verb("status", "Show how far a sweep is, its runs and its failures", "espalier lab status runs/law") { folder }
            .Runs(call => call.Do(new StatusJob(), new() { Store = call.Value(folder) }, Show));
    }

    private static void Show(StatusAnswer found, Page page)
    {
        page.Fields(
            ("experiment", found.Experiment),
            ("store", found.Store),
            ("specification", found.Specification),
            ("stopping rule", string.Join("; before: ", found.StoppingRules.Reverse())),
            ("cells", Numerals.Text(found.Cells)),
            ("done", Numerals.Text(found.Done)),
            ("failed", Numerals.Text(found.Failed)),
            ("remaining", Numerals.Text(found.Remaining)));
        page.Table(
            ["run", "started", "state", "shard", "threads", "done", "failed", "machine"],
            [.. found.Runs.Select(run => new[] { run.Run, run.Started, run.State, run.Shard, Numerals.Text(run.Threads), Count(run.Done), Count(run.Failed), run.Machine })]);
        if (found.Failures.Count == 0) return;
        page.Table(["failed cell", "replicate", "error"], [.. found.Failures.Select(Row)]);
        if (found.Failed > found.Failures.Count) page.Line($"… and {found.Failed - found.Failures.Count} more; `espalier lab export` writes all");
    }

    private static string[] Row(StatusFailure failure) =>
    [
        string.Join(", ", failure.Parameters.Select(pair => $"{pair.Key} {pair.Value}")),
        Numerals.Text(failure.Replicate),
        $"{failure.Type}: {failure.Message}",
    ];

    private static string Count(long? count) => count is { } known ? Numerals.Text(known) : "-";
}
