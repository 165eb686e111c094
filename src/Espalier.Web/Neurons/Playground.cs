using System.Collections.Immutable;
using System.Globalization;
using Espalier.Lab.Figures;
using Espalier.Web.Parts;
using Espalier.Work.Neurons;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;

namespace Espalier.Web.Neurons;

/// <summary>What the playground shows; it stands in the address.</summary>
public sealed record Playground
{
    /// <summary>The page.</summary>
    public const string Path = "/neurons";

    /// <summary>How long the best subset is looked for.</summary>
    public const double SearchSeconds = 60;

    /// <summary>How long bounds are looked for.</summary>
    public const double BoundSeconds = 2;

    /// <summary>A neuron is a dot to click: more cannot be told apart.</summary>
    public const int MostNeurons = 80;

    /// <summary>Sections show two of the coordinates.</summary>
    public const int MostCoordinates = 8;

    private const double Degree = Math.PI / 180;

    /// <summary>The number of coordinates.</summary>
    public int Dimension { get; init; } = 2;

    /// <summary>The number of neurons.</summary>
    public int Width { get; init; } = 24;

    /// <summary>What they are drawn from.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>The error that is wanted.</summary>
    public double Epsilon { get; init; } = 0.1;

    /// <summary>The neurons that are kept.</summary>
    public ImmutableSortedSet<int> Kept { get; init; } = [];

    /// <summary>
    /// What spans the section beside the target, beyond two coordinates: empty for the place of the error, <c>x3</c> for a coordinate,
    /// <c>w5</c> for a neuron.
    /// </summary>
    public string Across { get; init; } = "";

    /// <summary>The parent, as jobs take it.</summary>
    public ParentChoice Parent => new() { Dimension = Dimension, Width = Width, Seed = Seed };

    /// <summary>Reads what stands after the question mark.</summary>
    public static Playground Of(string query)
    {
        Dictionary<string, StringValues> all = QueryHelpers.ParseQuery(query);
        int Whole(string key, int least, int most, int fallback) =>
            all.TryGetValue(key, out StringValues text) && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int value)
                ? Math.Clamp(value, least, most)
                : fallback;
        int width = Whole("n", 1, MostNeurons, 24);
        return new()
        {
            Dimension = Whole("d", 2, MostCoordinates, 2),
            Width = width,
            Seed = all.TryGetValue("seed", out StringValues seed)
                && ulong.TryParse(seed, NumberStyles.None, CultureInfo.InvariantCulture, out ulong value)
                ? value
                : 1,
            Epsilon = all.TryGetValue("eps", out StringValues text)
                && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double epsilon)
                && epsilon is > 0 and < 1
                ? epsilon : 0.1,
            Kept = all.TryGetValue("kept", out StringValues kept)
                ? [.. kept.ToString().Split('.', StringSplitOptions.RemoveEmptyEntries).Select(Number).Where(j => j >= 0 && j < width)]
                : [],
            Across = all.TryGetValue("across", out StringValues across) ? across.ToString() : "",
        };
    }

    /// <summary>What stands after the question mark.</summary>
    public string Query(string path = Path) => QueryHelpers.AddQueryString(
        path,
        (KeyValuePair<string, string?>[])
        [
            new("d", Dimension.ToString(CultureInfo.InvariantCulture)),
            new("n", Width.ToString(CultureInfo.InvariantCulture)),
            new("seed", Seed.ToString(CultureInfo.InvariantCulture)),
            new("eps", Epsilon.ToString("R", CultureInfo.InvariantCulture)),
            new("kept", string.Join('.', Kept)),
            .. Across.Length > 0 ? (KeyValuePair<string, string?>[])[new("across", Across)] : [],
        ]);

    /// <summary>The circle on which the functions are drawn.</summary>
    /// <param name="parent">The neurons.</param>
    /// <param name="witness">The place of the error.</param>
    public Section SectionOf(GivenParent parent, IReadOnlyList<double> witness)
    {
        if (Dimension == 2) return Section.Circle;
        int number = Across.Length > 1 ? Number(Across[1..]) : -1;
        IReadOnlyList<double>? other = Across switch
        {
            ['x', ..] when number >= 1 && number <= Dimension => [.. Enumerable.Range(1, Dimension).Select(i => i == number ? 1.0 : 0)],
            ['w', ..] when number >= 0 && number < Width => parent.Weights[number],
            _ => witness,
        };
        return Section.Through(parent.Target, other);
    }

    /// <summary>The command that finds the best subset.</summary>
    public string Command => Invariant($"espalier neurons prune{Drawn} --method exact --time-limit {SearchSeconds}");

    /// <summary>The command that tells what no subset of this parent goes below.</summary>
    public string WitnessCommand => Invariant($"espalier neurons witness{Drawn} --effort 1 --time-limit {BoundSeconds}");

    /// <summary>The command that tells how many neurons are too few in any parent, with a probability of a half.</summary>
    public string ThresholdCommand =>
        Invariant($"espalier theory threshold --dimension {Dimension} --epsilon {Shown.Exact(Epsilon)} --delta 0.5 --radius 1");

    private string Drawn => Invariant($" --dimension {Dimension} --width {Width} --seed {Seed}");

    /// <summary>Target, kept subset and their difference around a circle, with the error wanted and the place of the error.</summary>
    /// <param name="parent">The neurons.</param>
    /// <param name="found">The error, or null while it is not known.</param>
    /// <param name="section">The circle.</param>
    public Figure Around(GivenParent parent, SubsetErrorAnswer? found, Section section)
    {
        const int Steps = 720;
        double[] angles = [.. Enumerable.Range(0, Steps + 1).Select(step => step * 0.5)];
        double[][] points = [.. angles.Select(angle => section.At(angle * Degree))];
        ImmutableArray<double> x = [.. angles];
        ImmutableArray<double> target = [.. points.Select(point => Math.Max(0, Dot(parent.Target, point)))];
        ImmutableArray<double> kept = [.. points.Select(point => At(parent, Kept, point))];
        ImmutableArray<double> whole = [.. points.Select(point => At(parent, Enumerable.Range(0, Width), point))];
        ImmutableArray<double> away = [.. kept.Zip(target, (g, f) => g - f)];
        List<Trace> differences =
            [new LineTrace("kept − target", x, away), ReferenceTrace.AtY(Epsilon, "ε"), ReferenceTrace.AtY(-Epsilon, "−ε")];
        if (found is not null && section.Holds(found.Witness) && section.AngleOf(found.Witness) is { } place)
        {
            double norm = Math.Sqrt(Dot(found.Witness, found.Witness));
            double value = (At(parent, Kept, found.Witness) - Math.Max(0, Dot(parent.Target, found.Witness))) / Math.Max(norm, 1e-300);
            differences.Add(new ScatterTrace("the error is here", [place / Degree], [value])
            { Notes = [Invariant($"the error {found.Error.Lower:G6} is attained at {place / Degree:0.##}°")] });
        }

        string where = Dimension == 2 ? "the unit circle" : "a section of the unit sphere through the target";
        return new()
        {
            Title = Invariant($"{Kept.Count} of {Width} neurons, seed {Seed}"),
            Description =
                $"First: the target, the whole parent and the kept neurons on {where}, by the angle. "
                + "Then: the difference of kept neurons and target, and the error that is wanted.",
            Panels =
            [
                new Panel
                {
                    Title = "Functions",
                    X = Angle,
                    Y = new("value"),
                    Traces = [new LineTrace("parent", x, Trimmed(whole, target)), new LineTrace("target", x, target), new LineTrace("kept", x, kept)],
                    Legend = LegendPlacement.Below,
                },
                new Panel { Title = "Difference", X = Angle, Y = new("kept − target"), Traces = [.. differences], Legend = LegendPlacement.Below },
            ],
        };
    }

    private static int Number(string word) => int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : -1;

    private static double At(GivenParent parent, IEnumerable<int> neurons, IReadOnlyList<double> point) =>
        neurons.Sum(j => parent.Coefficients[j] * Math.Max(0, Dot(parent.Weights[j], point)));

    private static Axis Angle => new("angle in degrees") { Low = 0, High = 360 };

    /// <summary>The parent is far larger than the target; cut, it shows its shape and leaves the target readable.</summary>
    private static ImmutableArray<double> Trimmed(ImmutableArray<double> parent, ImmutableArray<double> target)
    {
        const double Most = 2.5;
        double top = Most * Math.Max(target.Max(), 1e-9);
        return [.. parent.Select(value => Math.Abs(value) <= top ? value : double.NaN)];
    }

    internal static double Dot(IReadOnlyList<double> a, IReadOnlyList<double> b)
    {
        double sum = 0;
        for (int i = 0; i < a.Count; i++) sum += a[i] * b[i];
        return sum;
    }
}

/// <summary>A circle on the unit sphere: the plane of two orthogonal unit vectors.</summary>
public sealed class Section
{
    private readonly double[] _first;
    private readonly double[] _second;

    private Section(double[] first, double[] second) => (_first, _second) = (first, second);

    /// <summary>The unit circle, by the usual angle.</summary>
    public static Section Circle { get; } = new([1, 0], [0, 1]);

    /// <summary>Through the target (angle 0) and another vector; where that is no other direction, a coordinate takes its place.</summary>
    public static Section Through(IReadOnlyList<double> target, IReadOnlyList<double>? other)
    {
        double[] first = Unit([.. target])!;
        IEnumerable<double[]> choices = Enumerable.Range(0, first.Length).Select(i => (double[])[.. first.Select((_, k) => k == i ? 1.0 : 0)]);
        if (other is not null) choices = choices.Prepend([.. other]);
        return new(first, choices.Select(choice => Unit(Across(choice, first))).OfType<double[]>().First());
    }

    /// <summary>The point of an angle.</summary>
    public double[] At(double angle) => [.. _first.Zip(_second, (a, b) => (Math.Cos(angle) * a) + (Math.Sin(angle) * b))];

    /// <summary>The angle of a point in the plane, from 0 to 2π, or null for the middle.</summary>
    public double? AngleOf(IReadOnlyList<double> point)
    {
        (double x, double y) = (Playground.Dot(_first, point), Playground.Dot(_second, point));
        if (x == 0 && y == 0) return null;
        double angle = Math.Atan2(y, x);
        return angle < 0 ? angle + (2 * Math.PI) : angle;
    }

    /// <summary>Whether a point lies in the plane, and is not merely seen from it.</summary>
    public bool Holds(IReadOnlyList<double> point)
    {
        (double x, double y) = (Playground.Dot(_first, point), Playground.Dot(_second, point));
        double away = Playground.Dot(point, point);
        return away - (x * x) - (y * y) <= 1e-9 * away;
    }

    private static double[] Across(double[] vector, double[] unit)
    {
        double along = Playground.Dot(vector, unit);
        return [.. vector.Zip(unit, (v, u) => v - (along * u))];
    }

    private static double[]? Unit(double[] vector)
    {
        double norm = Math.Sqrt(Playground.Dot(vector, vector));
        return norm < 1e-9 ? null : [.. vector.Select(v => v / norm)];
    }
}
