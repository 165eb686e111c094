using System.Globalization;
using Espalier.Theory;
using Espalier.Theory.Proven;

namespace Espalier.Work.Theory;

/// <summary>The numbers that a note can ask for; widths to three digits, rounded down, so that what is printed is proven.</summary>
internal static class NoteNumbers
{
    private const double Half = 0.5;

    private static readonly Dictionary<string, Func<int, double, string>> Kinds = new(StringComparer.Ordinal)
    {
        ["constant"] = static (degree, _) => Down(AbsoluteValueApproximation.LowerBound(degree), 10),
        ["angle"] = static (dimension, epsilon) => Width(AngleLaw.Best(dimension, epsilon, Half)?.LogWidth),
        ["witness"] = static (dimension, epsilon) => Width(Witness(dimension, epsilon)),
        ["proven"] = static (dimension, epsilon) => Width(ProvenWidth.Find(new(dimension, epsilon, Half) { Radius = 1 }).LogWidth),
        ["relu"] = static (dimension, epsilon) => BehindRelu(dimension, epsilon).ToString("0", CultureInfo.InvariantCulture),
        ["relu-share"] = static (dimension, epsilon) => Down(BehindRelu(dimension, epsilon) * epsilon / dimension, 3),
        ["single"] = static (dimension, epsilon) => Width(SingleNeuronLaw.LogWidth(dimension, epsilon)),
        ["leading"] = static (dimension, epsilon) => Width(Math.Log(Math.PI / 8 * (dimension - 2) / epsilon * Math.Log(1 / (4 * epsilon)))),
    };

    /// <summary>ln of the larger variant of the law of witnesses.</summary>
    public static double? Witness(int dimension, double epsilon)
    {
        double? given = WitnessLaw.LogWidth(dimension, epsilon, Half, conditioned: true);
        double? averaged = WitnessLaw.LogWidth(dimension, epsilon, Half, conditioned: false);
        return given > averaged || averaged is null ? given : averaged;
    }

    /// <summary>The number of a place: a kind, a whole number, and for all kinds but the constant an ε.</summary>
    public static string Find(string[] words)
    {
        if (words.Length == 0 || !Kinds.TryGetValue(words[0], out Func<int, double, string>? kind))
            throw Refused("there is no such number", $"ask for one of {string.Join(", ", Kinds.Keys)}");
        int wanted = words[0] == "constant" ? 2 : 3;
        double epsilon = 0;
        if (words.Length != wanted
            || !int.TryParse(words[1], NumberStyles.None, CultureInfo.InvariantCulture, out int whole)
            || (wanted == 3 && !double.TryParse(words[2], NumberStyles.Float, CultureInfo.InvariantCulture, out epsilon)))
            throw Refused("it is not asked in this form", wanted == 2 ? "write a degree behind it" : "write a dimension and an epsilon behind it");
        return kind(whole, epsilon);
    }

    private static double BehindRelu(int dimension, double epsilon) =>
        ProvenWidth.Find(new(dimension, epsilon, Half) { Radius = 1, OutputRelu = true }).Width;

    private static string Width(double? logWidth) => logWidth is { } log && log >= 0 ? ThreeDigits.OnPage(log) : "–";

    /// <summary>So many decimal places, rounded down.</summary>
    private static string Down(double value, int places)
    {
        double scale = Math.Pow(10, places);
        return (Math.Floor(value * scale) / scale).ToString(Invariant($"F{places}"), CultureInfo.InvariantCulture);
    }

    private static InvalidInputException Refused(string problem, string remedy) => new("template", null, problem, remedy);
}
