using System.Globalization;
using System.Text;

namespace Espalier.Lab.Storage;

/// <summary>Comma-separated rows as RFC 4180 has them, with line feeds.</summary>
internal sealed class CsvText
{
    private readonly StringBuilder _out = new();

    public override string ToString() => _out.ToString();

    public void Row(params ReadOnlySpan<string> cells)
    {
        for (int i = 0; i < cells.Length; i++)
        {
            if (i > 0) _out.Append(',');
            _out.Append(Cell(cells[i]));
        }

        _out.Append('\n');
    }

    /// <summary>The text, in quotation marks where it needs them.</summary>
    public static string Cell(string text) =>
        text.AsSpan().IndexOfAny(",\"\r\n") >= 0 ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;

    /// <summary>The shortest text that reads back as the same number; nothing for null.</summary>
    public static string Number(double? value) => value?.ToString("R", CultureInfo.InvariantCulture) ?? "";
}
