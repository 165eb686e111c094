namespace Espalier.Lab.Storage;

/// <summary>What a reading found.</summary>
/// <param name="Records">Whole records.</param>
/// <param name="Damaged">Records that do not match their checksum, which were left out; of a verification also those that are gone.</param>
public sealed record ReadingReport(long Records, IReadOnlyList<RecordPlace> Damaged);

/// <summary>Where a record stands.</summary>
/// <param name="Run">The run that wrote it.</param>
/// <param name="Number">Its number in the store.</param>
public readonly record struct RecordPlace(string Run, long Number)
{
    /// <inheritdoc/>
    public override string ToString() => $"run {Run}, record {Number}";
}
