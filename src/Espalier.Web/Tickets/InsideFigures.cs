using System.Collections.Immutable;
using System.Globalization;
using Espalier.Lab.Figures;
using Espalier.Work.Tickets;

namespace Espalier.Web.Tickets;

/// <summary>Pictures of what is inside a ticket.</summary>
internal static class InsideFigures
{
    private const int Labelled = 8;

    /// <summary>How the errors of a grid spread below the tolerance, and how many candidates its weights take; null where neither is known.</summary>
    public static Figure? Spread(LookGrid grid, int number)
    {
        ImmutableArray<Panel> panels = [.. Panels(grid)];
        return panels.IsEmpty ? null : new()
        {
            Title = Invariant($"Grid {number}: errors and widths"),
            Description = (grid.ErrorShares is null ? "" : "How the errors of the weights spread below their tolerance. ")
                + (grid.Widths is null ? "" : "The share of weights that need each number of candidates: the hitting widths."),
            Panels = panels,
        };
    }

    /// <summary>How much of the parent each weight keeps, and how far it is.</summary>
    public static Figure? Masks(LookGrid grid, int number, bool isShare)
    {
        if (grid.KeptPicture is not { } kept) return null;
        ImmutableArray<string> notes = Notes(grid, isShare);
        string size = kept.Rows < grid.Outputs || kept.Columns < grid.Weights
            ? Invariant($" Of {grid.Outputs} × {grid.Weights} weights, several to a cell.")
            : "";
        return new()
        {
            Title = Invariant($"Grid {number}: its masks"),
            Description = "One cell for each weight, outputs from top to bottom: how many entries of the parent it keeps"
                + (grid.ErrorPicture is null ? "." : $", and how far it is from the target's{(isShare ? ", as a share of its tolerance" : "")}.")
                + size,
            Panels =
            [
                Map("kept entries", kept, grid, notes),
                .. grid.ErrorPicture is { } errors ? (ImmutableArray<Panel>)[Map(isShare ? "error / tolerance" : "error", errors, grid, notes)] : [],
            ],
        };
    }

    /// <summary>What each cell of a picture says: its weights, what they keep, how far they are and whether that is near enough.</summary>
    internal static ImmutableArray<string> Notes(LookGrid grid, bool isShare)
    {
        LookPicture kept = grid.KeptPicture!;
        return [.. kept.Values.Select((count, i) => Note(i / kept.Columns, i % kept.Columns, count, grid.ErrorPicture?.Values[i]))];

        string Note(int row, int column, double count, double? error)
        {
            (int first, int last) = Covered(row, kept.Rows, grid.Outputs);
            (int from, int to) = Covered(column, kept.Columns, grid.Weights);
            bool isOne = first == last && from == to;
            string place = $"{Range("output", first, last)}, {Range("weight", from, to)}";
            string keeps = isOne ? $"keeps {Digits(count)}" : $"keep {Digits(count)} on average";
            string away = error is { } known ? $", {(isOne ? "error" : "largest error")} {Digits(known)}{(isShare ? " of the tolerance" : "")}" : "";
            return $"{place}: {keeps}{away}{(error is null || !isShare ? "" : error <= 1 ? ", met" : ", not met")}";
        }
    }

    /// <summary>The rows, or columns, that a cell stands for: those that <see cref="Espalier.Tickets.Inside.GridPicture"/> counts to it.</summary>
    private static (int First, int Last) Covered(int cell, int cells, int all) => (
        (int)((((long)cell * all) + cells - 1) / cells),
        (int)(((((long)cell + 1) * all) + cells - 1) / cells) - 1);

    private static string Range(string name, int first, int last) =>
        first == last ? Invariant($"{name} {first}") : Invariant($"{name}s {first} to {last}");

    /// <summary>The bits and the error of the ticket beside those of other ways to hold the same weights.</summary>
    public static Figure? Yardsticks(LookAnswer found)
    {
        if (found is not { Yardsticks: { } others, BitsPerWeight: { } bits, RelativeError: { } error }) return null;
        YardstickAnswer[] all = [.. others.Values.Where(each => each.RelativeError > 0 && each.BitsPerWeight > 0)];
        return Figure.Of(
            "Bits and error beside the yardsticks",
            "Relative error of all weights against bits per weight, biases left out: this ticket, and other ways to hold the same weights. "
                + "Further down and to the left is better.",
            new()
            {
                X = new("bits per weight"),
                Y = new("relative error", AxisScale.Log10),
                Traces =
                [
                    new ScatterTrace("held otherwise", [.. all.Select(each => each.BitsPerWeight)], [.. all.Select(each => each.RelativeError)])
                    { Notes = [.. all.Select(each => Note(each.Name, each.BitsPerWeight, each.RelativeError))] },
                    new ScatterTrace("this ticket", [bits], [error]) { Notes = [Note("this ticket", bits, error)] },
                ],
            });
    }

    /// <summary>The candidates of one weight.</summary>
    public static Figure? Candidates(LookWeight weight)
    {
        if (weight.Candidates.Length == 0) return null;
        ScatterTrace Some(string name, bool kept)
        {
            var some = weight.Candidates.Where(each => each.IsKept == kept).ToArray();
            return new(name, [.. some.Select(each => (double)each.Number)], [.. some.Select(each => each.Value)])
            {
                Notes = [.. some.Select(each => string.Create(CultureInfo.InvariantCulture, $"candidate {each.Number}: {each.Value:G6}, {name}"))],
            };
        }

        return Figure.Of(
            "The candidates of one weight",
            Invariant($"The values of {weight.Candidates.Length} candidates, of {weight.All}: those that are kept, and those that are not."),
            new()
            {
                X = new("candidate") { IsWhole = true },
                Y = new("value"),
                Traces = [Some("removed", false), Some("kept", true), ReferenceTrace.AtY(0)],
            });
    }

    private static IEnumerable<Panel> Panels(LookGrid grid)
    {
        if (grid.ErrorShares is { } shares)
            yield return Bars("error, in twentieths of the tolerance", Enumerable.Range(1, shares.Length), [.. shares]);
        if (grid.Widths is { Length: > 0 } widths)
            yield return Bars(
                "candidates that a weight needs", Enumerable.Range(0, widths.Length), [.. widths.Select(count => count / (double)widths.Sum())]);
    }

    private static Panel Bars(string label, IEnumerable<int> places, ImmutableArray<double> shares) => new()
    {
        X = Axis.Of(label, [.. places.Select(place => place.ToString(CultureInfo.InvariantCulture))]),
        Y = new Axis("share of the weights") { Low = 0 },
        Traces = [new BarTrace("weights", shares)],
        Legend = LegendPlacement.None,
    };

    private static Panel Map(string what, LookPicture picture, LookGrid grid, ImmutableArray<string> notes) => new()
    {
        X = Axis.Of("weight of the output", Names(picture.Columns, grid.Weights)),
        Y = Axis.Of("output", [.. Names(picture.Rows, grid.Outputs).Reverse()]),
        Traces =
        [
            new HeatMapTrace(what, picture.Columns, [.. FromBelow(picture).Select(cell => picture.Values[cell])])
            { Notes = [.. FromBelow(picture).Select(cell => notes[cell])] },
        ],
        Legend = LegendPlacement.None,
    };

    /// <summary>The cells of a picture as a heat map orders them.</summary>
    private static IEnumerable<int> FromBelow(LookPicture picture) =>
        Enumerable.Range(0, picture.Rows).Reverse().SelectMany(row => Enumerable.Range(row * picture.Columns, picture.Columns));

    /// <summary>A few numbers along an axis; the cells between have none.</summary>
    private static ImmutableArray<string> Names(int cells, int all)
    {
        int every = Math.Max(1, (cells + Labelled - 1) / Labelled);
        return [.. Enumerable.Range(0, cells).Select(i => i % every == 0 ? Invariant($"{(long)i * all / cells}") : "")];
    }

    private static string Digits(double value) => value.ToString("G4", CultureInfo.InvariantCulture);

    private static string Note(string name, double bits, double error) =>
        string.Create(CultureInfo.InvariantCulture, $"{name}: {bits:G4} bits per weight, relative error {error:G4}");
}
