using System.Globalization;
using System.Text;

namespace Espalier.Lab.Figures;

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
            bool quoted = cells[i].AsSpan().IndexOfAny(",\"\r\n") >= 0;
            _out.Append(quoted ? $"\"{cells[i].Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : cells[i]);
        }

        _out.Append('\n');
    }

    /// <summary>The shortest text that reads back as the same number; nothing for null.</summary>
    public static string Number(double? value) => value?.ToString("R", CultureInfo.InvariantCulture) ?? "";
}
