namespace Espalier.Graphs.LinearMaps;

/// <summary>A matrix stored column after column, each filled up with zeros to a multiple of 8 numbers.</summary>
internal sealed class ColumnMatrix
{
    private ColumnMatrix(double[] data, int rows, int columns, int stride)
    {
        Data = data;
        Rows = rows;
        Columns = columns;
        Stride = stride;
    }

    public double[] Data { get; }

    public int Rows { get; }

    public int Columns { get; }

    /// <summary>The distance between columns.</summary>
    public int Stride { get; }

    /// <summary>Copies a row-major matrix.</summary>
    public static ColumnMatrix Of(double[] rowMajor, int rows, int columns)
    {
        int stride = Padded(rows);
        var data = new double[checked(stride * columns)];
        const int Tile = 32;
        for (int from = 0; from < columns; from += Tile)
        {
            for (int i = 0; i < rows; i++)
            {
                for (int j = from; j < Math.Min(from + Tile, columns); j++) data[(j * stride) + i] = rowMajor[(i * columns) + j];
            }
        }

        return new ColumnMatrix(data, rows, columns, stride);
    }

    public ReadOnlySpan<double> Column(int index) => Data.AsSpan(index * Stride, Stride);

    /// <summary>The next multiple of 8.</summary>
    public static int Padded(int length) => (length + 7) & ~7;
}
