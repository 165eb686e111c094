using System.Globalization;
using System.Text;
using Espalier.Formats;
using Espalier.Graphs;

namespace Espalier.Training.DataSets;

/// <summary>Reads a table of numbers in which one column holds labels: comma-separated, one example a line.</summary>
internal static class LabelledTable
{
    private static readonly string[] LabelNames = ["label", "class", "target", "y"];

    public static LabelledVectors Read(string path, string? label)
    {
        string[] lines = Encoding.UTF8.GetString(FileContent.Read(path)).TrimStart('\uFEFF').Split('\n', StringSplitOptions.TrimEntries);
        if (lines is [.. { Length: > 0 } whole, ""]) lines = whole;
        string[] first = lines[0].Split(',', StringSplitOptions.TrimEntries);
        bool hasHeader = first.Any(cell => !IsNumber(cell, out _));
        int column = Column(path, hasHeader ? first : null, first.Length, label);
        var values = new List<double>();
        var labels = new List<int>();
        for (int i = hasHeader ? 1 : 0; i < lines.Length; i++) Add(path, i + 1, lines[i], first.Length, column, values, labels);
        if (labels.Count == 0) throw new InvalidInputException(path, null, "the table has no rows", "write one example a line");
        return new LabelledVectors(Path.GetFileName(path), new Shape(first.Length - 1), values.ToArray(), labels.ToArray());
    }

    private static int Column(string path, string[]? header, int columns, string? label)
    {
        if (columns < 2)
            throw new InvalidInputException(path, "line 1", "there is a single column", "write numbers and a label, separated by commas");
        if (label is null && header is not null)
        {
            int known = Array.FindIndex(header, name => LabelNames.Contains(Unquoted(name), StringComparer.OrdinalIgnoreCase));
            if (known >= 0) return known;
        }

        if (label is not null)
        {
            int named = header is null ? -1 : Array.FindIndex(header, name => Unquoted(name) == label);
            if (named >= 0) return named;
            if (int.TryParse(label, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number >= 1 && number <= columns)
                return number - 1;
        }

        throw new InvalidInputException(
            path,
            "line 1",
            label is null ? "no column is named label" : $"there is no column '{label}' among {columns}",
            "name the column of the labels with `label`, or number it from 1 on");
    }

    private static void Add(string path, int number, string line, int columns, int label, List<double> values, List<int> labels)
    {
        string[] cells = line.Split(',', StringSplitOptions.TrimEntries);
        string place = Invariant($"line {number}");
        if (cells.Length != columns)
            throw new InvalidInputException(path, place, $"there are {cells.Length} cells, and {columns} in line 1", "write as many in every line");
        for (int i = 0; i < columns; i++)
        {
            if (!IsNumber(cells[i], out double value))
                throw new InvalidInputException(path, place, $"cell {i + 1}, {Origin.Quoted(cells[i])}, is no number", "write numbers with a dot");
            if (i != label) values.Add(value);
            else if (value >= 0 && value < int.MaxValue && value == Math.Floor(value)) labels.Add((int)value);
            else throw new InvalidInputException(path, place, $"{value} is no label", "write whole numbers from 0 on");
        }
    }

    private static string Unquoted(string cell) => cell.Trim('"');

    private static bool IsNumber(string cell, out double value) =>
        double.TryParse(Unquoted(cell), NumberStyles.Float, CultureInfo.InvariantCulture, out value);
}
