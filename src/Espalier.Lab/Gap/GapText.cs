using System.Globalization;
using Espalier.Lab.Statistics;

namespace Espalier.Lab.Gap;

/// <summary>Numbers for reading; the CSV and the store have all digits.</summary>
internal static class GapText
{
    public static string Number(double value) =>
        Math.Abs(value) is >= 999.5 and < 1e15
            ? Math.Round(value).ToString("0", CultureInfo.InvariantCulture)
            : value.ToString("G3", CultureInfo.InvariantCulture).Replace("E-0", "e-", StringComparison.Ordinal)
                .Replace("E+", "e", StringComparison.Ordinal);

    public static string Epsilon(double epsilon) => Experiments.CanonicalJson.Text(epsilon);

    public static string With(GapNumber number) => number.Interval is { } range ? $"{Number(number.Value)} [{Between(range)}]" : Number(number.Value);

    public static string Between(ConfidenceInterval range) => $"{Number(range.Lower)}, {Number(range.Upper)}";

    /// <summary>A median, or what is known of it.</summary>
    public static string Width(GapPoint point) =>
        point.Width is { } width ? (point.IsExact ? Number(width) : $"≤ {Number(width)}") : $"> {Number(point.AtLeast - 1)}";

    public static string Range(GapPoint point) =>
        $"[{(point.Lower is { } lower ? Number(lower) : "–")}, {(point.Upper is { } upper ? Number(upper) : "–")}]";

    /// <summary>a, b and c.</summary>
    public static string List(IEnumerable<string> parts)
    {
        string[] all = [.. parts];
        return all.Length switch { 0 => "none", 1 => all[0], _ => $"{string.Join(", ", all[..^1])} and {all[^1]}" };
    }
}
