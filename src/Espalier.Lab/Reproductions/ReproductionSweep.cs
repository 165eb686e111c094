using Espalier.Lab.Running;
using Espalier.Lab.Specifications;
using Espalier.Lab.Storage;

namespace Espalier.Lab.Reproductions;

/// <summary>A sweep of a reproduction: what its store has is not run again, and a cell that fails is the caller's failure.</summary>
internal static class ReproductionSweep
{
    /// <summary>Runs what the store does not have.</summary>
    /// <exception cref="InvalidInputException">A cell failed, or the store cannot be used.</exception>
    /// <exception cref="OperationCanceledException">The work was cancelled; finished cells are kept.</exception>
    public static RecordTable Run(
        Sweep sweep, string store, RunOptions options, IProgress<SweepProgress>? progress, CancellationToken cancel)
    {
        using IStore kept = Stores.OpenOrCreate(store);
        IStoredSweep stored = kept.Add(sweep);
        SweepOutcome outcome = SweepRunner.Run(sweep, stored, options, progress, cancel);
        if (outcome.Ending == SweepEnding.Cancelled) cancel.ThrowIfCancellationRequested();
        if (outcome.Problem is { } problem)
            throw new InvalidInputException(kept.Name, null, problem, "name a folder on a disk with room; what was done is kept");
        RecordTable table = RecordTable.Load(stored, cancel);
        if (outcome.Progress.Failed > 0 && table.Failures is [var failed, ..])
            throw new InvalidInputException(
                kept.Name, failed.Address.ToString(), $"a cell failed: {failed.Failure.Message}", "remove its cause and run again");
        return table;
    }

    /// <summary>Tells the share of a sweep's cells that are done as a part of the whole work.</summary>
    public static IProgress<SweepProgress>? Part(IProgress<double>? whole, double start, double share) =>
        whole is null ? null : new PartProgress(whole, start, share);

    private sealed class PartProgress(IProgress<double> whole, double start, double share) : IProgress<SweepProgress>
    {
        public void Report(SweepProgress value) =>
            whole.Report(start + (share * (value.Cells == 0 ? 1 : 1 - ((double)value.Remaining / value.Cells))));
    }
}
