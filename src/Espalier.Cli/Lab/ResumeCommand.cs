using System.CommandLine;
using Espalier.Cli.Frame;
using Espalier.Lab.Specifications;
using Espalier.Lab.Storage;

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
        return verb.Runs(call =>
        {
            IRecordStore stored = Stores.Open(call.Value(folder));
            (Sweep read, _) = StoreArgument.LastSweep(stored);
            return sweep.Run(call, read, Stores.OpenOrCreate(call.Value(folder), read.Experiment.Schema));
        });
    }
}
