using Espalier.Lab.Gap;
using Espalier.Lab.Running;
using Espalier.Lab.Specifications;
using Espalier.Lab.Storage;
using Espalier.Work.Lab;

namespace Espalier.Work.Gap;

/// <summary>What all jobs share that measure the gap or read what was measured.</summary>
internal static class GapMeasurement
{
    /// <summary>Measures what the store does not have yet, and reads all of it.</summary>
    public static GapTable Run(GapRequest request, string folder, Workplace place)
    {
        Sweep sweep = GapPlan.Sweep(request);
        using IStore store = Stores.OpenOrCreate(Path.Combine(folder, Stores.Standard));
        IStoredSweep stored = store.Add(sweep);
        var options = new RunOptions(place.Threads, Shard.Whole, RetryFailed: false, TimeProvider.System, RunEnvironment.Capture());
        SweepOutcome outcome = SweepWork.Run("measuring the gap", sweep, stored, options, place);
        if (outcome.Ending == SweepEnding.Cancelled)
            throw new JobStoppedException(
                Invariant($"{outcome.Progress.Done} of {outcome.Progress.Cells} draws are done, all of them kept in {folder}"), null, place.Cancel);
        if (outcome.Problem is not null)
            throw new InvalidInputException(store.Name, null, $"it took no more records ({outcome.Problem})", "make room; the same command goes on");
        if (outcome.Progress.Failed > 0)
            place.Note(
                Invariant(
                    $"{outcome.Progress.Failed} draws failed and are in no number; the status of the sweep {stored.Name} in {store.Name} shows why"));
        return GapTable.Read(sweep, stored, place.Cancel);
    }
}
