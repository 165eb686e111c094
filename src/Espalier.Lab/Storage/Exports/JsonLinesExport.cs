using System.Buffers;
using System.Collections.Immutable;
using System.Text;
using Espalier.Lab.Experiments;

namespace Espalier.Lab.Storage.Exports;

/// <summary>A table as JSON Lines: one object per cell, without what the cell does not have.</summary>
public static class JsonLinesExport
{
    /// <summary>Writes all rows.</summary>
    public static void Write(RecordTable table, TextWriter output, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(output);
        ImmutableArray<(string Name, ScalarKind Kind, bool IsAlwaysThere)> columns = ExportRows.Columns(table);
        var line = new ArrayBufferWriter<byte>(1024);
        foreach (Scalar[] row in ExportRows.Of(table, cancel))
        {
            line.ResetWrittenCount();
            byte separator = (byte)'{';
            for (int i = 0; i < row.Length; i++)
            {
                if (row[i].Kind == ScalarKind.None) continue;
                line.Write([separator]);
                CanonicalJson.Write(line, columns[i].Name);
                line.Write(":"u8);
                CanonicalJson.Write(line, row[i]);
                separator = (byte)',';
            }

            line.Write("}\n"u8);
            output.Write(Encoding.UTF8.GetString(line.WrittenSpan));
        }
    }
}
