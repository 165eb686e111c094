using Espalier.Numerics.Random;

namespace Espalier.SubsetSums.Coded;

/// <summary>What a reader must know of a coded grid besides its bits and scales.</summary>
/// <param name="BitsPerWeight">k: 1 to 5.</param>
/// <param name="WindowBits">L: from 2k (and 4) to 16. Each one more about doubles the time and gains some 0.02 bits.</param>
/// <param name="Numbers">How many random numbers a weight is a subset sum of, up to 64; 0 for a random number of its own for each window.</param>
/// <param name="CodeNumber">Which code of these sizes; without meaning if each window has a number of its own.</param>
/// <param name="Seed">The seed of the random numbers and of the rotation.</param>
/// <param name="Tensor">Which grid of this seed.</param>
/// <param name="Rotated">Whether rows are coded after a <see cref="RandomRotation"/>.</param>
/// <param name="ByColumns">Whether each column is a circular word of its own, from a byte's first bit on, rather than all rows one word.</param>
public sealed record GridCoding(
    int BitsPerWeight, int WindowBits, int Numbers, uint CodeNumber, ulong Seed, uint Tensor, bool Rotated, bool ByColumns = false)
{
    /// <summary>How many random numbers by default.</summary>
    public const int DefaultNumbers = 32;

    /// <summary>How many window bits by default.</summary>
    public const int DefaultWindowBits = 14;

    /// <summary>The recommended coding: a tested code where there is one.</summary>
    public static GridCoding Tested(int bitsPerWeight, ulong seed, uint tensor, bool rotated, int windowBits = DefaultWindowBits) =>
        new(bitsPerWeight, windowBits, DefaultNumbers, TestedCodes.Number(bitsPerWeight, windowBits), seed, tensor, rotated);

    /// <summary>The weights of a row that share no scale with another row, at least.</summary>
    internal const int WeightsPerScale = 128;

    /// <summary>How many consecutive rows share a scale.</summary>
    public static int RowsPerScale(int columns) => (WeightsPerScale + columns - 1) / columns;

    /// <summary>How many scales a grid has.</summary>
    public static int ScaleCount(int rows, int columns) => (rows + RowsPerScale(columns) - 1) / RowsPerScale(columns);

    /// <summary>The bytes of a grid's word, or of the words of its columns.</summary>
    public int WordBytes(int rows, int columns) => checked((int)WordLength(rows, columns));

    /// <summary>The same for sizes that no array may hold.</summary>
    internal long WordLength(int rows, int columns) =>
        ByColumns ? columns * (((BitsPerWeight * (long)rows) + 7) / 8) : ((BitsPerWeight * (long)rows * columns) + 7) / 8;

    /// <summary>The bytes of one circular word.</summary>
    internal int WordBytes(long weights) => checked((int)(((BitsPerWeight * weights) + 7) / 8));

    /// <summary>The value of every window.</summary>
    internal float[] Values()
    {
        MaskCode.RequireSizes(BitsPerWeight, WindowBits);
        var values = new float[1 << WindowBits];
        var numbers = new RandomStream(Seed, Tensor, StreamPurpose.Parent);
        if (Numbers == 0) WindowValues.OfNormals(numbers, WindowBits, values);
        else WindowValues.OfSubsetSums(Code(), numbers, values);
        return values;
    }

    /// <summary>The code of the masks, where the values of windows are subset sums.</summary>
    internal MaskCode Code() => new(BitsPerWeight, WindowBits, Numbers, CodeNumber);

    /// <summary>The rotation of rows of so many columns, or null.</summary>
    internal RandomRotation? Rotation(int columns) =>
        Rotated ? new RandomRotation(new RandomStream(Seed, Tensor, StreamPurpose.Rotation), columns) : null;
}
