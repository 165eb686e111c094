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
        Option<string?> name = StoreArgument.Sweep();
        Option<bool> verify = Options.Flag("--verify", "read and check every record before; the cells of damaged ones run again");
        var sweep = new SweepOptions();
        var verb = new Verb("resume", "Finish a sweep of a store", "espalier lab resume results.db") { folder, name, verify };
        sweep.AddTo(verb);
        return verb.Runs(call => call.Do(
            new ResumeJob(), new()
            {
                Store = call.Value(folder),
                Sweep = call.Value(name),
                Verify = call.Value(verify),
                Shard = sweep.Shard(call),
                RetryFailed = sweep.RetryFailed(call),
            }, SweepOptions.Show));
    }
}
