using System.Collections.Immutable;
using System.Globalization;
using Espalier.Lab.Figures;
using Espalier.Web.Jobs;
using Espalier.Web.Parts;
using Espalier.Work.Neurons;

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

    private const double UsualEpsilon = 0.1;
    private const double Degree = Math.PI / 180;

    /// <summary>The number of coordinates.</summary>
    public int Dimension { get; init; } = 2;

    /// <summary>The number of neurons.</summary>
    public int Width { get; init; } = 24;

    /// <summary>What they are drawn from.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>The error that is wanted.</summary>
    public double Epsilon { get; init; } = UsualEpsilon;

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
        var read = new AddressReader(query);
        int width = read.Whole("n", 1, MostNeurons, 24);
        return new()
        {
            Dimension = read.Whole("d", 2, MostCoordinates, 2),
            Width = width,
            Seed = read.Seed("seed"),
            Epsilon = read.Number("eps", 0, 1, UsualEpsilon) is > 0 and < 1 and var epsilon ? epsilon : UsualEpsilon,
            Kept = [.. read.Text("kept").Split('.', StringSplitOptions.RemoveEmptyEntries).Select(Number).Where(j => j >= 0 && j < width)],
            Across = read.Text("across"),
        };
    }

    /// <summary>What stands after the question mark.</summary>
    public string Query(string path = Path) => AddressWriter.Write(
        path,
        ("d", AddressWriter.Number(Dimension)),
        ("n", AddressWriter.Number(Width)),
        ("seed", Seed.ToString(CultureInfo.InvariantCulture)),
        ("eps", AddressWriter.Number(Epsilon)),
        ("kept", string.Join('.', Kept)),
        ("across", Across));

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
        ImmutableArray<double> target = [.. points.Select(point => Math.Max(0, Section.Dot(parent.Target, point)))];
        ImmutableArray<double> kept = [.. points.Select(point => At(parent, Kept, point))];
        ImmutableArray<double> whole = [.. points.Select(point => At(parent, Enumerable.Range(0, Width), point))];
        ImmutableArray<double> away = [.. kept.Zip(target, (g, f) => g - f)];
        List<Trace> differences =
            [new LineTrace("kept − target", x, away), ReferenceTrace.AtY(Epsilon, "ε"), ReferenceTrace.AtY(-Epsilon, "−ε")];
        if (found is not null && section.Holds(found.Witness) && section.AngleOf(found.Witness) is { } place)
        {
            double norm = Math.Sqrt(Section.Dot(found.Witness, found.Witness));
            double value = (At(parent, Kept, found.Witness) - Math.Max(0, Section.Dot(parent.Target, found.Witness))) / Math.Max(norm, 1e-300);
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
        neurons.Sum(j => parent.Coefficients[j] * Math.Max(0, Section.Dot(parent.Weights[j], point)));

    private static Axis Angle => new("angle in degrees") { Low = 0, High = 360 };

    /// <summary>The parent is far larger than the target; cut, it shows its shape and leaves the target readable.</summary>
    private static ImmutableArray<double> Trimmed(ImmutableArray<double> parent, ImmutableArray<double> target)
    {
        const double Most = 2.5;
        double top = Most * Math.Max(target.Max(), 1e-9);
        return [.. parent.Select(value => Math.Abs(value) <= top ? value : double.NaN)];
    }
}
