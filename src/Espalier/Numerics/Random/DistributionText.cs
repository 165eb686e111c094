using System.Globalization;

namespace Espalier.Numerics.Random;

/// <summary>Reads the text form of a distribution: a name, and numbers or other distributions in brackets.</summary>
internal static class DistributionText
{
    /// <summary>Mixtures of mixtures, at most.</summary>
    private const int MostDepth = 4;

    private const string Remedy =
        "write uniform(low,high), normal(standard deviation), laplace(scale), exponential(start,mean), hyperbolic(low,high), signed(magnitude), "
        + "lattice(step,bound) or mixture(share,law,law), such as uniform(-1,1) or normal(1)";

    public static Distribution Parse(string text, string source)
    {
        ArgumentNullException.ThrowIfNull(text);
        try
        {
            return Read(text, 0) ?? throw new InvalidInputException(source, $"'{text}'", "this is not a distribution", Remedy);
        }
        catch (ArgumentException problem)
        {
            throw new InvalidInputException(source, $"'{text}'", problem.Message, "choose numbers that make a distribution", problem);
        }
    }

    private static Distribution? Read(string text, int depth)
    {
        string trimmed = text.Trim();
        int open = trimmed.IndexOf('(', StringComparison.Ordinal);
        if (open < 0 || !trimmed.EndsWith(')') || depth > MostDepth) return null;
        List<string> parts = Split(trimmed[(open + 1)..^1]);
        return (trimmed[..open].Trim(), parts.Count) switch
        {
            ("uniform", 2) => Single(parts[0]) is { } low && Single(parts[1]) is { } high ? new UniformDistribution(low, high) : null,
            ("normal", 1) => Number(parts[0]) is { } deviation ? new NormalDistribution(deviation) : null,
            ("laplace", 1) => Number(parts[0]) is { } scale ? new ExponentialDistribution(0, scale) : null,
            ("exponential", 2) => Number(parts[0]) is { } start && Number(parts[1]) is { } mean ? new ExponentialDistribution(start, mean) : null,
            ("hyperbolic", 2) => Number(parts[0]) is { } least && Number(parts[1]) is { } most ? new HyperbolicDistribution(least, most) : null,
            ("signed", 1) => Number(parts[0]) is { } magnitude ? new SignedConstantDistribution(magnitude) : null,
            ("lattice", 2) => Number(parts[0]) is { } step && Whole(parts[1]) is { } bound ? new LatticeDistribution(step, bound) : null,
            ("mixture", 3) => Number(parts[0]) is { } share && Read(parts[1], depth + 1) is { } first && Read(parts[2], depth + 1) is { } second
                ? new MixtureDistribution(share, first, second)
                : null,
            _ => null,
        };
    }

    /// <summary>Parts between commas that stand in no inner brackets.</summary>
    private static List<string> Split(string text)
    {
        var parts = new List<string>();
        int depth = 0;
        int start = 0;
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] == '(') depth++;
            else if (text[i] == ')') depth--;
            if (text[i] != ',' || depth != 0) continue;
            parts.Add(text[start..i]);
            start = i + 1;
        }

        parts.Add(text[start..]);
        return parts;
    }

    private static float? Single(string number) =>
        float.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out float value) ? value : null;

    private static int? Whole(string number) =>
        int.TryParse(number, NumberStyles.Integer, CultureInfo.InvariantCulture, out int value) ? value : null;

    private static double? Number(string number) =>
        double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) ? value : null;
}
