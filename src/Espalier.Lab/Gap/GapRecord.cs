using System.Globalization;
using Espalier.Lab.Experiments.Gap;

namespace Espalier.Lab.Gap;

/// <summary>One line of the points that a measurement of the gap writes down: see <see cref="GapFiles.Data"/>.</summary>
internal sealed record GapRecord(
    GapMethod Method,
    int Dimension,
    double Epsilon,
    double? Width,
    double? Lower,
    double? Upper,
    double AtLeast,
    int Count,
    int Censored,
    int Proved,
    long MostWidth)
{
    /// <summary>The columns, in their order.</summary>
    public static readonly string[] Columns =
        ["method", "dimension", "epsilon", "width", "lower", "upper", "at-least", "draws", "beyond", "proved", "most-width"];

    /// <summary>Reads all points.</summary>
    /// <exception cref="InvalidInputException">The text is no such table.</exception>
    public static GapTable Read(string text, string source)
    {
        string[] lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (lines.Length == 0 || lines[0] != string.Join(',', Columns))
            throw new InvalidInputException(source, "line 1", "these are no points of the gap", "give the file points.csv of such a measurement");
        GapPoint[] points = [.. lines.Skip(1).Select((line, i) => new GapPoint(Of(line.Split(','), source, i + 2)))];
        return new([.. points], points.Sum(point => (long)point.Count), 0);
    }

    private static GapRecord Of(string[] cells, string source, int line)
    {
        InvalidInputException Bad(string what) =>
            new(source, Invariant($"line {line}"), what, "give the file as the measurement wrote it");
        if (cells.Length != Columns.Length) throw Bad("it has another number of cells");
        double Number(int cell) => double.TryParse(cells[cell], NumberStyles.Float, CultureInfo.InvariantCulture, out double value)
            ? value
            : throw Bad($"{Columns[cell]} is no number");
        double? Maybe(int cell) => cells[cell].Length == 0 ? null : Number(cell);
        if (!(Number(1) is >= 1 and <= 64 && Number(2) is > 0 and < 1)) throw Bad("the dimension or the tolerance is out of range");
        GapMethod method = GapMethod.All.FirstOrDefault(each => each.Name == cells[0]) ?? throw Bad($"there is no method \"{cells[0]}\"");
        return new(
            method, (int)Number(1), Number(2), Maybe(3), Maybe(4), Maybe(5), Number(6), (int)Number(7), (int)Number(8), (int)Number(9),
            (long)Number(10));
    }
}
