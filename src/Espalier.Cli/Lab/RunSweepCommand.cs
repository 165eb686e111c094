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
        Option<string?> store = Options.Text(
            "--store",
            "STORE",
            "where the records go, instead of the specification's store or results.db: a file, or postgresql://user@host/database");
        Option<string?> name = Options.Text(
            "--sweep", "NAME", "what the store calls the sweep, instead of the specification's name or that of its file");
        Option<bool> change = Options.Flag(
            "--change", "a sweep of this name that asked for something else is changed to this one; cells that both have are kept");
        var sweep = new SweepOptions();
        var verb = new Verb("run", "Run the cells of a specification that its store does not have yet",
            "espalier lab run law.yaml --threads 8") { specification, store, name, change };
        sweep.AddTo(verb);
        return verb.Runs(call => call.Do(
            new SweepJob(),
            new()
            {
                Spec = call.Value(specification),
                Store = call.Value(store),
                Sweep = call.Value(name),
                Change = call.Value(change),
                Shard = sweep.Shard(call),
                RetryFailed = sweep.RetryFailed(call),
            },
            SweepOptions.Show));
    }
}
