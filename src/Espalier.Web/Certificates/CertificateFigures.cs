using System.Collections.Immutable;
using System.Globalization;
using Espalier.Lab.Figures;
using Espalier.Web.Jobs;

namespace Espalier.Web.Certificates;

/// <summary>Pictures of a certificate.</summary>
internal static class CertificateFigures
{
    private const int MostPixels = 64;
    private const int LeastPixels = 4;
    private const int LeastMarked = 6;
    private const int MostMarked = 4000;

    /// <summary>Both bounds as they closed; null before there are any.</summary>
    public static Figure? Closing(IReadOnlyList<BoundPoint> points, double epsilon)
    {
        BoundPoint[] known = [.. points.Where(point => double.IsFinite(point.Upper))];
        if (known.Length == 0) return null;
        if (known.Length == 1) known = [known[0], known[0] with { Seconds = known[0].Seconds + 0.001 }];
        bool isLogarithmic = known[^1].Lower > 0;
        List<Trace> traces = [Line("at most", point => point.Upper), Line("at least", point => point.Lower)];
        if (epsilon > 0) traces.Add(ReferenceTrace.AtY(epsilon, "ε"));
        return Figure.Of(
            "The bounds as they close",
            "The largest difference of the two networks lies between the lines: below is what was found at an input, above what is proven of all.",
            new()
            {
                X = new("seconds") { Low = 0 },
                Y = new("largest difference", isLogarithmic ? AxisScale.Log10 : AxisScale.Linear),
                Traces = [.. traces],
            });

        LineTrace Line(string name, Func<BoundPoint, double> value) =>
            new(name, [.. known.Select(point => point.Seconds)], [.. known.Select(value)])
            {
                Notes = [.. known.Select(point => Invariant($"after {point.Seconds:0.##} s: {name} {Digits(value(point))}"))],
            };
    }

    /// <summary>An input: as an image where it is one, else number by number; null where a sentence says as much.</summary>
    public static Figure? Input(IReadOnlyList<double> input, IReadOnlyList<int> shape)
    {
        const string Title = "The input";
        if (input.Count is < LeastMarked or > MostMarked) return null;
        if (shape is [.., var height, var width] && height is >= LeastPixels and <= MostPixels && width is >= LeastPixels and <= MostPixels)
        {
            int[] fromBelow = [.. Enumerable.Range(0, height).Reverse().SelectMany(row => Enumerable.Range(row * width, width))];
            return Figure.Of(Title, "The first channel of the input at which they differ so much.", new()
            {
                X = Axis.Of("column", Names(width)),
                Y = Axis.Of("row", [.. Names(height).Reverse()]),
                Traces =
                [
                    new HeatMapTrace(
                        "value",
                        width,
                        [.. fromBelow.Select(at => input[at])])
                    { Notes = [.. fromBelow.Select(at => Invariant($"row {at / width}, column {at % width}: {Digits(input[at])}"))] },
                ],
            });
        }

        return Figure.Of(Title, "The input at which they differ so much, number by number.", new()
        {
            X = new("input") { IsWhole = true },
            Y = new("value"),
            Traces = [new ScatterTrace("input", [.. Enumerable.Range(0, input.Count).Select(i => (double)i)], [.. input])],
            Legend = LegendPlacement.None,
        });
    }

    /// <summary>What both make of it.</summary>
    public static Figure Outputs(IReadOnlyList<double> a, IReadOnlyList<double> b)
    {
        int count = Math.Min(Math.Min(a.Count, b.Count), MostMarked);
        ImmutableArray<double> places = [.. Enumerable.Range(0, count).Select(i => (double)i)];
        return Figure.Of("Both networks' outputs there", "The outputs of both networks at this input.", new()
        {
            X = new("output") { IsWhole = true },
            Y = new("value"),
            Traces = [new ScatterTrace("A", places, [.. a.Take(count)]), new ScatterTrace("B", places, [.. b.Take(count)])],
        });
    }

    private static ImmutableArray<string> Names(int count)
    {
        const int Labelled = 7;
        int every = (count + Labelled - 1) / Labelled;
        return [.. Enumerable.Range(0, count).Select(i => i % every == 0 ? i.ToString(CultureInfo.InvariantCulture) : "")];
    }

    private static string Digits(double value) => value.ToString("G5", CultureInfo.InvariantCulture);
}
