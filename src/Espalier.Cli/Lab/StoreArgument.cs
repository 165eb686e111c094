using System.CommandLine;
using Espalier.Lab.Specifications;
using Espalier.Lab.Storage;

namespace Espalier.Cli.Lab;

/// <summary>The argument STORE, and the specification that the store was last run with.</summary>
internal static class StoreArgument
{
    public static Argument<string> Create() => new("STORE") { Description = "a folder that `espalier lab run` made" };

    public static (Sweep Sweep, IReadOnlyList<RunRecord> Runs) LastSweep(IRecordStore store)
    {
        IReadOnlyList<RunRecord> runs = store.ReadRuns();
        if (runs.Count == 0) throw new InvalidInputException(store.Name, null, "nothing was ever run here", "run a specification with `espalier lab run SPEC`");
        RunRecord last = runs[^1];
        Sweep sweep = SweepOptions.Read(last.SpecificationSource, store.ReadSpecification(last.SpecificationDigest));
        return (sweep, runs);
    }
}
