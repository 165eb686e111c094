using System.Collections.Immutable;
using Espalier.Lab.Experiments;
using Parquet;
using Parquet.Schema;

namespace Espalier.Lab.Storage.Exports;

/// <summary>A table as Apache Parquet: whole numbers as INT64, numbers as DOUBLE, flags as BOOLEAN, texts as UTF-8.</summary>
public static class ParquetExport
{
    /// <summary>Rows of one group: what is held in memory beside the table.</summary>
    private const int GroupRows = 100_000;

    /// <summary>Writes all rows.</summary>
    public static void Write(RecordTable table, Stream output, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(output);
        WriteAsync(table, output, cancel).GetAwaiter().GetResult();
    }

    private static async Task WriteAsync(RecordTable table, Stream output, CancellationToken cancel)
    {
        ImmutableArray<(string Name, ScalarKind Kind, bool IsAlwaysThere)> columns = ExportRows.Columns(table);
        DataField[] fields = [.. columns.Select(column => new DataField(column.Name, TypeOf(column.Kind), !column.IsAlwaysThere))];
        ParquetWriter writer = await ParquetWriter.CreateAsync(new ParquetSchema(fields), output, null, false, cancel).ConfigureAwait(false);
        await using (writer.ConfigureAwait(false))
        {
            foreach (Scalar[][] rows in ExportRows.Of(table, cancel).Select(row => (Scalar[])row.Clone()).Chunk(GroupRows))
            {
                using ParquetRowGroupWriter group = writer.CreateRowGroup();
                for (int i = 0; i < fields.Length; i++)
                    await WriteAsync(group, fields[i], columns[i].Kind, [.. rows.Select(row => row[i])], cancel).ConfigureAwait(false);
                group.CompleteValidate();
            }
        }
    }

    private static Task WriteAsync(ParquetRowGroupWriter group, DataField field, ScalarKind kind, Scalar[] values, CancellationToken cancel) =>
        kind switch
        {
            ScalarKind.Integer => WriteAsync(group, field, values, value => value.Integer, cancel),
            ScalarKind.Number => WriteAsync(group, field, values, value => value.Number, cancel),
            ScalarKind.Flag => WriteAsync(group, field, values, value => value.Flag, cancel),
            _ => group.WriteAsync(field, [.. values.Select(value => value.Kind == ScalarKind.None ? null! : value.Text)], null),
        };

    private static Task WriteAsync<T>(ParquetRowGroupWriter group, DataField field, Scalar[] values, Func<Scalar, T> read, CancellationToken cancel)
        where T : struct => field.IsNullable
            ? group.WriteAsync<T>(
                field, values.Select(value => value.Kind == ScalarKind.None ? (T?)null : read(value)).ToArray().AsMemory(), null, null, cancel)
            : group.WriteAsync<T>(field, values.Select(read).ToArray().AsMemory(), null, null, cancel);

    private static Type TypeOf(ScalarKind kind) => kind switch
    {
        ScalarKind.Integer => typeof(long),
        ScalarKind.Number => typeof(double),
        ScalarKind.Flag => typeof(bool),
        _ => typeof(string),
    };
}
