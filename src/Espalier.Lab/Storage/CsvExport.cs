using System.Collections.Immutable;
using Espalier.Lab.Experiments;

namespace Espalier.Lab.Storage;

/// <summary>
/// A table as CSV (RFC 4180, with line feeds): one row per cell, ordered by parameters and replicate, so that equal stores give equal
/// files.
/// </summary>
public static class CsvExport
{
    /// <summary>Writes the finished cells, then the failed ones, whose measures are empty.</summary>
    public static void Write(RecordTable table, TextWriter output, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(output);
        IEnumerable<string> names = [
            .. table.Parameters.Select(c => c.Name), "replicate", .. table.Measures.Select(c => c.Name), "error-type", "error-message", "address",
        ];
        output.Write(string.Join(',', names) + "\n");
        foreach (int row in table.SortedRows())
        {
            cancel.ThrowIfCancellationRequested();
            foreach (Column column in table.Parameters) WriteField(output, column[row]);
            output.Write(Invariant($"{table.Replicate(row)},"));
            foreach (Column column in table.Measures) WriteField(output, column[row]);
            output.Write($",,{table.Address(row)}\n");
        }

        foreach (FailedCell failed in table.Failures) WriteFailed(table, failed, output);
    }

    private static void WriteFailed(RecordTable table, FailedCell failed, TextWriter output)
    {
        ImmutableArray<Scalar> parameters = failed.Parameters;
        foreach (Scalar parameter in parameters) WriteField(output, parameter);
        output.Write(Invariant($"{failed.Replicate},{new string(',', table.Measures.Length)}"));
        WriteField(output, Scalar.Of(failed.Failure.Type));
        WriteField(output, Scalar.Of(failed.Failure.Message));
        output.Write($"{failed.Address}\n");
    }

    private static void WriteField(TextWriter output, Scalar value)
    {
        output.Write(CsvText.Cell(value.ToString()));
        output.Write(',');
    }
}
