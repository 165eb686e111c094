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
/// <param name="DoneNow">Cells that this run finished.</param>
/// <param name="FailedNow">Cells that failed in this run.</param>
/// <param name="Run">The run's identity in the store; null when there was nothing to do.</param>
/// <param name="Repairs">What killed runs had left half-written, and was cut.</param>
/// <param name="Reading">What was found unusable in the store when the run began.</param>
/// <param name="Problem">What the store complained about, or null.</param>
public sealed record SweepOutcome(SweepEnding Ending, SweepProgress Progress, long DoneNow, long FailedNow, string? Run, IReadOnlyList<string> Repairs, ReadingReport Reading, string? Problem);

/// <summary>How to run a sweep. None of it changes a record.</summary>
/// <param name="Threads">Cells at a time.</param>
/// <param name="Shard">Which part of the cells.</param>
/// <param name="RetryFailed">Whether cells that failed before run again, with the random numbers they had.</param>
/// <param name="Time">The clock.</param>
/// <param name="Environment">Program and machine, for the record.</param>
public sealed record RunOptions(int Threads, Shard Shard, bool RetryFailed, TimeProvider Time, RunEnvironment Environment);
