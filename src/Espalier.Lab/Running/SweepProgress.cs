namespace Espalier.Lab.Running;

/// <summary>How far a sweep has come.</summary>
/// <param name="Cells">Cells in all, in this shard; with a stopping rule, at most so many.</param>
/// <param name="Done">Cells finished, by this run or an earlier one.</param>
/// <param name="Failed">Cells that failed and were not finished since.</param>
/// <param name="Remaining">Cells that this run may still do.</param>
/// <param name="CellsPerSecond">The rate of this run, or null before the first cell.</param>
/// <param name="TimeLeft">At that rate, or null before the first cell.</param>
public sealed record SweepProgress(long Cells, long Done, long Failed, long Remaining, double? CellsPerSecond, TimeSpan? TimeLeft);
