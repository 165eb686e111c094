using System.Text.Json.Serialization;

namespace Espalier.Lab.Storage;

/// <summary>How a run began.</summary>
/// <param name="SpecificationText">The specification, word for word.</param>
/// <param name="SpecificationSource">The file it came from.</param>
/// <param name="StoppingRule">When a point of the grid has enough replicates, in words.</param>
/// <param name="Shard">Which part of the cells, as <c>i/n</c>.</param>
/// <param name="Threads">Cells at a time.</param>
/// <param name="RetryFailed">Whether failed cells were run again.</param>
/// <param name="Started">When.</param>
/// <param name="Environment">On what.</param>
public sealed record RunStart(
    string SpecificationText,
    string SpecificationSource,
    string StoppingRule,
    string Shard,
    int Threads,
    bool RetryFailed,
    DateTimeOffset Started,
    RunEnvironment Environment)
{
    /// <summary>What <see cref="Experiments.Experiment.Program"/> says.</summary>
    public string? Program { get; init; }
}

/// <summary>How a run ended.</summary>
/// <param name="Ended">When.</param>
/// <param name="Outcome">In one word.</param>
/// <param name="Done">Cells finished in this run.</param>
/// <param name="Failed">Cells failed in this run.</param>
public sealed record RunEnd(DateTimeOffset Ended, string Outcome, long Done, long Failed);

/// <summary>A run as the store remembers it.</summary>
/// <param name="Run">Its identity, which begins with the time of its start.</param>
/// <param name="SpecificationDigest">Names the text for <see cref="IStoredSweep.ReadSpecification"/>.</param>
/// <param name="SpecificationSource">The file the specification came from.</param>
/// <param name="StoppingRule">When a point of the grid has enough replicates, in words.</param>
/// <param name="Shard">Which part of the cells.</param>
/// <param name="Threads">Cells at a time.</param>
/// <param name="RetryFailed">Whether failed cells were run again.</param>
/// <param name="Started">When it started.</param>
/// <param name="Environment">Program and machine.</param>
/// <param name="End">How it ended; null for a run that goes on, or that was killed.</param>
public sealed record RunRecord(
    string Run,
    string SpecificationDigest,
    string SpecificationSource,
    string StoppingRule,
    string Shard,
    int Threads,
    bool RetryFailed,
    DateTimeOffset Started,
    RunEnvironment Environment,
    RunEnd? End = null)
{
    /// <summary>What <see cref="Experiments.Experiment.Program"/> said.</summary>
    public string? Program { get; init; }

    /// <summary>Records that it wrote, by the count that its store keeps; also of a run that was killed.</summary>
    [JsonIgnore]
    public long Recorded { get; init; }

    /// <summary>Whether the run may still go on. A run without an end that does not go on was killed, or its store failed.</summary>
    [JsonIgnore]
    public bool IsLive { get; init; }
}
