using System.CommandLine;
using Espalier.Cli.Frame;
using Espalier.Work.Lab;

namespace Espalier.Cli.Lab;

/// <summary><c>espalier lab resume STORE</c>.</summary>
internal static class ResumeCommand
{
    public static Command Create()
    {
        Argument<string> folder = StoreArgument.Create();
        var sweep = new SweepOptions();
        var verb = new Verb("resume", "Finish what the last specification of a store asked for", "espalier lab resume runs/law") { folder };
        sweep.AddTo(verb);
        return verb.Runs(call => call.Do(
            new ResumeJob(), new() { Store = call.Value(folder), Shard = sweep.Shard(call), RetryFailed = sweep.RetryFailed(call) }, SweepOptions.Show));
    }
}
