using Espalier.Lab.Figures;
using Espalier.Lab.Storage;
using Espalier.Lab.Summaries;
using Espalier.Work.Lab;

namespace Espalier.Web.Sweeps;

/// <summary>What was compared.</summary>
/// <param name="Measures">The measures that all have.</param>
/// <param name="Parameters">The parameters of the first.</param>
/// <param name="Measure">The one that was compared.</param>
/// <param name="Answer">What differs.</param>
/// <param name="Overlay">The measure of all.</param>
/// <param name="Difference">The paired differences.</param>
public sealed record Compared(
    IReadOnlyList<string> Measures,
    IReadOnlyList<string> Parameters,
    string Measure,
    CompareAnswer Answer,
    Figure Overlay,
    Figure Difference);

/// <summary>Compares sweeps of the store, as the job does, on the tables that the pages have in memory.</summary>
public sealed class SweepComparing(SweepTables tables)
{
    /// <summary>The measures that sweeps have in common, and the parameters of the first.</summary>
    /// <exception cref="InvalidInputException">One cannot be read.</exception>
    internal async Task<(IReadOnlyList<string> Measures, IReadOnlyList<string> Parameters)> Choices(CompareView view, CancellationToken cancel) =>
        Choices([.. (await Load(view, cancel)).Values]);

    /// <summary>Compares.</summary>
    /// <exception cref="InvalidInputException">They cannot be compared.</exception>
    internal async Task<Compared> Of(CompareView view, CancellationToken cancel)
    {
        Dictionary<string, RecordTable> loaded = await Load(view, cancel);
        (IReadOnlyList<string> measures, IReadOnlyList<string> parameters) = Choices([.. view.Sweeps.Select(name => loaded[name])]);
        string measure = view.Measure.Length > 0 ? view.Measure
            : measures is [var first, ..] ? first
            : throw new InvalidInputException("compare", null, "they have no measure in common", "choose others");
        CompareRequest request = view.Request(measure);
        return await Task.Run(
            () =>
            {
                SweepComparison found = CompareJob.Find(request, name => loaded[name!]);
                Figure difference = found.Draw(request.X, request.Confidence);
                return new Compared(
                    measures,
                    parameters,
                    measure,
                    CompareJob.Told(found, request.Confidence),
                    view.Sweeps.Count == 1
                        ? SweepFigure.Of(loaded[view.Sweeps[0]], view.Overlay(measure))
                        : SweepOverlay.Of([.. view.Sweeps.Select(name => (name, loaded[name]))], CompareJob.Held(request), view.Overlay(measure)),
                    view.LogX ? difference with { Panels = [.. difference.Panels.Select(LogX)] } : difference);
            },
            cancel);
    }

    private static Panel LogX(Panel panel) =>
        panel.X.Scale == AxisScale.Categories ? panel : panel with { X = panel.X with { Scale = AxisScale.Log10 } };

    private static (IReadOnlyList<string> Measures, IReadOnlyList<string> Parameters) Choices(IReadOnlyList<RecordTable> all) =>
        all.Count == 0
            ? ([], [])
            : (
                [
                    .. all.Select(table => PointSummary.NumericMeasures(table).Select(column => column.Name))
                        .Aggregate((some, more) => some.Intersect(more)),
                ],
                [.. all[0].Parameters.Select(column => column.Name)]);

    private async Task<Dictionary<string, RecordTable>> Load(CompareView view, CancellationToken cancel)
    {
        var loaded = new Dictionary<string, RecordTable>(StringComparer.Ordinal);
        foreach (string name in view.Sweeps) loaded[name] = await tables.Whole(name, cancel);
        return loaded;
    }
}
