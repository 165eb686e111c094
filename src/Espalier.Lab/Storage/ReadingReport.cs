namespace Espalier.Lab.Storage;

/// <summary>What a reading left out.</summary>
/// <param name="Records">Whole records found, duplicates included.</param>
/// <param name="TornTails">Records that a crash cut off, or that a run is just writing.</param>
/// <param name="Damaged">Records that do not match their checksum although whole ones follow.</param>
public sealed record ReadingReport(long Records, IReadOnlyList<RecordPlace> TornTails, IReadOnlyList<RecordPlace> Damaged);

/// <summary>Where a record stands.</summary>
/// <param name="Run">The run that wrote it.</param>
/// <param name="Number">Its number among the records of that run, from 1.</param>
public readonly record struct RecordPlace(string Run, long Number)
{
    /// <inheritdoc/>
    public override string ToString() => $"run {Run}, record {Number}";
}
