using System.CommandLine;
using Espalier.Cli.Frame;
using Espalier.Work.Inputs;
using Espalier.Work.Lab;

namespace Espalier.Cli.Lab;

/// <summary>What running and resuming share: the options, and how the answer looks.</summary>
internal sealed class SweepOptions
{
    private readonly Option<string?> _shard = Options.Text("--shard", "i/n", "run only part i of n; the parts of a job array need no coordinator", "1/1");

    private readonly Option<bool> _retryFailed = Options.Flag("--retry-failed", "run failed cells again, with the random numbers they had");

    public void AddTo(Verb verb)
    {
        verb.Add(_shard);
        verb.Add(_retryFailed);
    }

    public string Shard(Call call) => call.Value(_shard)!;

    public bool RetryFailed(Call call) => call.Value(_retryFailed);

    public static void Show(SweepAnswer found, Page page) => page.Fields(
        ("experiment", found.Experiment),
        ("store", found.Store),
        ("shard", found.Shard),
        ("cells", Numerals.Text(found.Cells)),
        ("done", $"{Numerals.Text(found.Done)} ({Numerals.Text(found.DoneNow)} now)"),
        ("failed", $"{Numerals.Text(found.Failed)} ({Numerals.Text(found.FailedNow)} now)"),
        ("remaining", Numerals.Text(found.Remaining)));
}
