using Espalier.Lab.Storage;

namespace Espalier.Lab.Running;

/// <summary>Why a run ended.</summary>
public enum SweepEnding
{
    /// <summary>There was nothing left to do.</summary>
    Finished,

    /// <summary>It was cancelled; what was done is kept.</summary>
    Cancelled,

    /// <summary>The store took no more records; what it took is kept.</summary>
    StoreFailed,
}

/// <summary>What a run did.</summary>
/// <param name="Ending">Why it ended.</param>
/// <param name="Progress">How far the sweep is.</param>
/// <param name="DoneNow">Cells that this run finished, and the store has.</param>
/// <param name="FailedNow">Cells that failed in this run.</param>
/// <param name="Run">The run's identity in the store; null when there was nothing to do.</param>
/// <param name="Reclaimed">Cells that workers which are gone had in hand.</param>
/// <param name="Problem">What the store complained about, or null.</param>
public sealed record SweepOutcome(
    SweepEnding Ending, SweepProgress Progress, long DoneNow, long FailedNow, string? Run, ReclaimedCells Reclaimed, string? Problem);

/// <summary>How to run a sweep. None of it changes a record.</summary>
/// <param name="Threads">Cells at a time.</param>
/// <param name="Shard">Which part of the cells to list.</param>
/// <param name="RetryFailed">Whether cells that failed before run again, with the random numbers they had.</param>
/// <param name="Time">The clock.</param>
/// <param name="Environment">Program and machine, for the record.</param>
public sealed record RunOptions(int Threads, Shard Shard, bool RetryFailed, TimeProvider Time, RunEnvironment Environment)
{
    /// <summary>Whether records that a program made stand beside those of the same program after it was changed.</summary>
    public bool AcceptsChangedProgram { get; init; }

    /// <summary>How long a cell is this run's own without a sign of life.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Once set, no more cells are taken, as after a cancellation.</summary>
    public CancellationToken Drain { get; init; }

    /// <summary>How long cells in hand may go on when the run is to end by <see cref="Drain"/>; after it they give up and go back.</summary>
    public TimeSpan Grace { get; init; }

    /// <summary>As <see cref="Grace"/>, where the run is cancelled.</summary>
    public TimeSpan CancelGrace { get; init; }

    /// <summary>Whether to stay while other workers hold cells, which may come back from them.</summary>
    public bool WaitsForOthers { get; init; } = true;
}
