namespace Espalier.Training;

/// <summary>Rows are padded to whole vectors, so that kernels have no loop for what is left; the padding holds zeros and stays so.</summary>
internal static class Lanes
{
    public const int Count = 16;

    /// <summary>The distance between rows of so many elements.</summary>
    public static int Padded(int columns) => checked(columns + Count - 1) / Count * Count;

    /// <summary>Copies rows of a padded matrix without the padding.</summary>
    public static float[] Unpadded(ReadOnlySpan<float> padded, int rows, int columns)
    {
        float[] plain = new float[rows * columns];
        int stride = Padded(columns);
        for (int row = 0; row < rows; row++) padded.Slice(row * stride, columns).CopyTo(plain.AsSpan(row * columns));
        return plain;
    }

    /// <summary>Copies plain rows into a padded matrix.</summary>
    public static void Pad(ReadOnlySpan<float> plain, int columns, Span<float> padded)
    {
        int stride = Padded(columns);
        for (int row = 0; row < plain.Length / columns; row++) plain.Slice(row * columns, columns).CopyTo(padded[(row * stride)..]);
    }
}
