namespace Espalier.Lab.Running;

/// <summary>How far a sweep has come, by all its workers.</summary>
/// <param name="Cells">Cells in all that are listed; with a stopping rule, at most so many.</param>
/// <param name="Done">Cells finished.</param>
/// <param name="Failed">Cells that failed and were not finished since.</param>
/// <param name="Remaining">Cells that may still run.</param>
/// <param name="CellsPerSecond">The rate of this run, or null before the first cell.</param>
/// <param name="TimeLeft">At that rate, or null before the first cell.</param>
public sealed record SweepProgress(long Cells, long Done, long Failed, long Remaining, double? CellsPerSecond, TimeSpan? TimeLeft)
{
    /// <summary>Cells that are not run again, because they took their worker with them too often.</summary>
    public long SetAside { get; init; }
}
