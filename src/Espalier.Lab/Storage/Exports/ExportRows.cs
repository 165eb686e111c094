using System.Collections.Immutable;
using Espalier.Lab.Experiments;

namespace Espalier.Lab.Storage.Exports;

/// <summary>
/// A table as rows of values, in whatever format: one row per cell, ordered by parameters and replicate, so that equal stores give equal files; then
/// the failed cells, whose measures are missing.
/// </summary>
internal static class ExportRows
{
    /// <summary>The columns: parameters, replicate, measures, error, address.</summary>
    public static ImmutableArray<(string Name, ScalarKind Kind, bool IsAlwaysThere)> Columns(RecordTable table) =>
    [
        .. table.Parameters.Select(column => (column.Name, column.Kind, true)),
        ("replicate", ScalarKind.Integer, true),
        .. table.Measures.Select(column => (column.Name, column.Kind, false)),
        ("error-type", ScalarKind.Text, false),
        ("error-message", ScalarKind.Text, false),
        ("address", ScalarKind.Text, true),
    ];

    /// <summary>The rows; an array is used again for the next row.</summary>
    public static IEnumerable<Scalar[]> Of(RecordTable table, CancellationToken cancel)
    {
        var row = new Scalar[table.Parameters.Length + table.Measures.Length + 4];
        foreach (int index in table.SortedRows())
        {
            cancel.ThrowIfCancellationRequested();
            int at = 0;
            foreach (Column column in table.Parameters) row[at++] = column[index];
            row[at++] = Scalar.Of(table.Replicate(index));
            foreach (Column column in table.Measures) row[at++] = column[index];
            (row[at++], row[at++], row[at]) = (default, default, Scalar.Of(table.Address(index).ToString()));
            yield return row;
        }

        foreach (FailedCell failed in table.Failures)
        {
            cancel.ThrowIfCancellationRequested();
            Array.Clear(row);
            failed.Parameters.CopyTo(row);
            row[failed.Parameters.Length] = Scalar.Of(failed.Replicate);
            row[^3] = Scalar.Of(failed.Failure.Type);
            row[^2] = Scalar.Of(failed.Failure.Message);
            row[^1] = Scalar.Of(failed.Address.ToString());
            yield return row;
        }
    }
}
