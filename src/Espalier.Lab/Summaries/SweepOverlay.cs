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
        ComparedSide[] sides = ComparedSide.Of(sweeps, request.Measure, held);
        string[] shared = ComparedSide.Shared(sides);
        if (shared.Contains(Sweep)) throw new InvalidInputException("overlay", null, $"a parameter is called {Sweep}", "give it another name");
        string[] names = [.. sides.Select(side => side.Name).Distinct(StringComparer.Ordinal)];
        // What holds of the measure in one sweep alone does not hold in the figure; what it is a share of goes along.
        Measure declared = sides[0].Declared;
        bool isSame = sides.All(
            side => (side.Declared.Kind, side.Declared.Share, side.Declared.Reach) == (declared.Kind, declared.Share, declared.Reach));
        Measure measure = isSame ? declared : new(declared.Name, ScalarKind.Number, declared.Description, declared.Unit);
        string[] counted = measure.Share is { } share ? [.. ((string[])[share.Count, share.Trials]).Except(shared)] : [];
        var schema = new ExperimentSchema(
            "overlay",
            1,
            [.. shared.Select(sides[0].Parameter), Parameter.OneOf(Sweep, "which sweep", names[0], [.. names])],
            [measure, .. counted.Select(name => new Measure(name, ScalarKind.Integer, name))]);
        CellRecord[] records =
        [
            .. sides.SelectMany(side => side.Measured.Select(row => new CellRecord(
                default,
                side.Replicate(row),
                [.. side.Values(row, shared), Scalar.Of(side.Name)],
                [isSame ? side.Measure[row] : Scalar.Of(side.Value(row)), .. counted.Select(name => side.Whole(row, name))],
                null))),
        ];
        string title = request.Title ?? $"{request.Measure} of {string.Join(", ", names)}";
        return SweepFigure.Of(RecordTable.Of(schema, records), request with { Title = title });
    }
}
