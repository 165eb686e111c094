using System.CommandLine;
using Espalier.Cli.Frame;
using Espalier.Work.Lab;

namespace Espalier.Cli.Lab;

/// <summary><c>espalier lab run SPEC</c>.</summary>
internal static class RunSweepCommand
{
    public static Command Create()
    {
        var specification = new Argument<string>("SPEC") { Description = "a specification; `espalier lab template NAME` prints one to start from" };
        Option<string?> folder = Options.Text("--store", "DIR", "where the records go, instead of the specification's store");
        var sweep = new SweepOptions();
        var verb = new Verb("run", "Run the cells of a specification that its store does not have yet", "espalier lab run law.yaml --threads 8") { specification, folder };
        sweep.AddTo(verb);
        return verb.Runs(call => call.Do(
            new SweepJob(),
            new() { Spec = call.Value(specification), Store = call.Value(folder), Shard = sweep.Shard(call), RetryFailed = sweep.RetryFailed(call) },
            SweepOptions.Show));
    }
}
