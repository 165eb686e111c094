using System.CommandLine;
using Espalier.Cli.Frame;
using Espalier.Work.Inputs;
using Espalier.Work.Lab;

namespace Espalier.Cli.Lab;

/// <summary>What running and resuming share: the options, and how the answer looks.</summary>
internal sealed class SweepOptions
{
    private readonly Option<string?> _shard = Options.Text(
        "--shard", "i/n", "list only part i of n, for workers that share no store; `espalier lab import` joins theirs", "1/1");

    private readonly Option<bool> _retryFailed = Options.Flag("--retry-failed", "run failed cells again, with the random numbers they had");

    public void AddTo(Verb verb)
    {
        verb.Add(_shard);
        verb.Add(_retryFailed);
    }

    public string Shard(Call call)
    {
        RefuseSeed(call);
        return call.Value(_shard)!;
    }

    /// <summary>A seed that nothing takes would be a promise that is not kept.</summary>
    public static void RefuseSeed(Call call)
    {
        if (call.Given(call.Common.Seed))
            throw new InvalidInputException(
                "--seed",
                null,
                "a cell's random numbers come from its address, and no seed has a part in a sweep",
                "ask for independent repetitions with replicates: N in the specification");
    }

    public bool RetryFailed(Call call) => call.Value(_retryFailed);

    public static void Show(SweepAnswer found, Page page) => page.Fields(
        ("experiment", found.Experiment),
        ("store", found.Store),
        ("sweep", found.Sweep),
        ("shard", found.Shard),
        ("cells", Numerals.Text(found.Cells)),
        ("done", $"{Numerals.Text(found.Done)} ({Numerals.Text(found.DoneNow)} now)"),
        ("failed", $"{Numerals.Text(found.Failed)} ({Numerals.Text(found.FailedNow)} now)"),
        ("set aside", Numerals.Text(found.SetAside)),
        ("remaining", Numerals.Text(found.Remaining)));
}
