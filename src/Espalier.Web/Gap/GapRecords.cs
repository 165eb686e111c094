using Espalier.Lab.Gap;
using Espalier.Web.Sweeps;

namespace Espalier.Web.Gap;

/// <summary>Where the points of the gap come from: the record that comes with the program, or a sweep of the store.</summary>
public sealed class GapRecords(SweepTables sweeps)
{
    /// <summary>What the record is.</summary>
    public const string Told = "the record of 26 November 2026, 21 draws at every point (bench/runs/2026-11-26-gap)";

    private static readonly Lazy<GapTable> Record = new(Read);

    /// <summary>The points.</summary>
    /// <exception cref="InvalidInputException">There is no such sweep, or it measures something else.</exception>
    internal async Task<GapTable> Of(GapView view, CancellationToken cancel) =>
        view.Sweep.Length == 0 ? Record.Value : GapTable.Of(await sweeps.Whole(view.Sweep, cancel));

    private static GapTable Read()
    {
        using Stream stream = typeof(GapRecords).Assembly.GetManifestResourceStream("gap/points.csv")!;
        using var text = new StreamReader(stream);
        return GapTable.Of(text.ReadToEnd(), "gap/points.csv");
    }
}
