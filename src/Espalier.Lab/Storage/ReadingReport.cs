namespace Espalier.Lab.Storage;

/// <summary>What a reading left out.</summary>
/// <param name="Records">Whole records found, duplicates included.</param>
/// <param name="TornTails">Ends of segments that a crash cut off within a record, or that a run is just writing.</param>
/// <param name="Damaged">Records that do not match their checksum although whole ones follow.</param>
public sealed record ReadingReport(long Records, IReadOnlyList<RecordPlace> TornTails, IReadOnlyList<RecordPlace> Damaged);

/// <summary>Where a record stands.</summary>
/// <param name="Segment">The part of the store.</param>
/// <param name="Line">Its number in that part, from 1.</param>
public readonly record struct RecordPlace(string Segment, long Line)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Segment}, line {Line}";
}
