using System.Diagnostics;
using Espalier.Lab.Reproductions;

namespace Espalier.Work.Reproductions;

/// <summary>Published beside measured, a verdict per row; all verdicts together make the outcome.</summary>
public sealed record ReproductionAnswer(IReadOnlyList<ReproductionRow> Rows, double Seconds)
{
    /// <summary>What a reader must know beside the rows, such as what was cut.</summary>
    public string[] Notes { get; init; } = [];

    internal static Outcome<ReproductionAnswer> Of(IReadOnlyList<ReproductionRow> rows, long started, IEnumerable<string>? notes = null)
    {
        var answer = new ReproductionAnswer(rows, Stopwatch.GetElapsedTime(started).TotalSeconds) { Notes = [.. notes ?? []] };
        return Outcome.Of(answer, rows.All(row => row.Agrees != false));
    }
}
