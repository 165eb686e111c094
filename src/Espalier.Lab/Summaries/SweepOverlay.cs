using Espalier.Lab.Experiments;
using Espalier.Lab.Figures;
using Espalier.Lab.Storage;

namespace Espalier.Lab.Summaries;

/// <summary>One measure of several sweeps in one figure.</summary>
public static class SweepOverlay
{
    /// <summary>The parameter of the figure that names the sweep.</summary>
    public const string Sweep = "sweep";

    /// <summary>Draws it.</summary>
    /// <param name="sweeps">The sweeps.</param>
    /// <param name="held">Values that parameters are held at.</param>
    /// <param name="request">The measure and the axes; what it holds is not looked at.</param>
    /// <exception cref="InvalidInputException">The request does not fit the records.</exception>
    public static Figure Of(
        IReadOnlyList<(string Name, RecordTable Table)> sweeps, IReadOnlyList<KeyValuePair<string, string>> held, SweepFigureRequest request)
    {
        ArgumentNullException.ThrowIfNull(sweeps);
        ArgumentNullException.ThrowIfNull(request);
        ComparedSide[] sides =
            [.. sweeps.Select(sweep => new ComparedSide(sweep.Name, sweep.Table, request.Measure, ComparedSide.Rows(sweep.Table, held)))];
        string[] shared =
            [.. sides[0].Parameters.Where(parameter => sides.All(side => side.KindOf(parameter) == sides[0].KindOf(parameter)))];
        if (shared.Contains(Sweep)) throw new InvalidInputException("overlay", null, $"a parameter is called {Sweep}", "give it another name");
        string[] names = [.. sides.Select(side => side.Name).Distinct(StringComparer.Ordinal)];
        var schema = new ExperimentSchema(
            "overlay",
            1,
            [.. shared.Select(sides[0].Parameter), Parameter.OneOf(Sweep, "which sweep", names[0], [.. names])],
            [sides[0].Declared]);
        CellRecord[] records =
        [
            .. sides.SelectMany(side => side.Measured.Select(row => new CellRecord(
                default, side.Replicate(row), [.. side.Values(row, shared), Scalar.Of(side.Name)], [side.Measure[row]], null))),
        ];
        string title = request.Title ?? $"{request.Measure} of {string.Join(", ", names)}";
        return SweepFigure.Of(RecordTable.Of(schema, records), request with { Title = title });
    }
}
