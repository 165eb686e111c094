using Espalier.Lab.Experiments;

namespace Espalier.Lab.Storage.Exports;

/// <summary>A table as CSV (RFC 4180, with line feeds).</summary>
public static class CsvExport
{
    /// <summary>Writes a head and all rows.</summary>
    public static void Write(RecordTable table, TextWriter output, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(output);
        output.Write(string.Join(',', ExportRows.Columns(table).Select(column => column.Name)) + "\n");
        foreach (Scalar[] row in ExportRows.Of(table, cancel))
        {
            for (int i = 0; i < row.Length; i++)
            {
                if (i > 0) output.Write(',');
                output.Write(CsvText.Cell(row[i].ToString()));
            }

            output.Write('\n');
        }
    }
}
