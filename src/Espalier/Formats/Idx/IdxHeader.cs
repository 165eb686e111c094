using System.Buffers.Binary;
using Espalier.Graphs;

namespace Espalier.Formats.Idx;

/// <summary>The start of an IDX file: two zero bytes, the element type, the rank, and the extents in big-endian order.</summary>
internal static class IdxHeader
{
    public const int MaxRank = 8;
    public const int FixedLength = 4;
    private const byte UnsignedByte = 0x08;

    /// <summary>The number of bytes of a header of this rank.</summary>
    public static int Length(int rank) => FixedLength + (4 * rank);

    /// <summary>Checks the first four bytes.</summary>
    /// <returns>The rank.</returns>
    public static int ReadRank(ReadOnlySpan<byte> start, Origin origin)
    {
        if (start[0] != 0 || start[1] != 0)
            throw origin.At("offset 0").Refusal("an IDX file starts with two zero bytes and this does not", "give an IDX file, plain or gzip");
        if (start[2] != UnsignedByte)
            throw origin.At("offset 2").Refusal($"the elements are {TypeName(start[2])} and only uint8 is read", "convert the array to uint8");
        if (start[3] is 0 or > MaxRank)
            throw origin.At("offset 3").Refusal($"the rank is {start[3]} and 1 to {MaxRank} is read", "check the file or fetch it again");
        return start[3];
    }

    /// <summary>Reads the extents that follow the first four bytes.</summary>
    public static Shape ReadShape(ReadOnlySpan<byte> extents, Origin origin)
    {
        int[] values = new int[extents.Length / 4];
        long product = 1;
        for (int i = 0; i < values.Length; i++)
        {
            uint extent = BinaryPrimitives.ReadUInt32BigEndian(extents[(4 * i)..]);
            if (extent is 0 or > int.MaxValue)
                throw origin.At($"offset {Length(i)}").Refusal($"extent {i} is {extent}", "check the file or fetch it again");
            product *= extent;
            if (product > Array.MaxLength)
                throw origin.At($"offset {Length(i)}").Refusal("the extents promise more than an array can hold", "split the file");
            values[i] = (int)extent;
        }

        return new Shape(values);
    }

    public static byte[] Write(Shape shape)
    {
        byte[] header = new byte[Length(shape.Rank)];
        header[2] = UnsignedByte;
        header[3] = (byte)shape.Rank;
        for (int i = 0; i < shape.Rank; i++) BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(Length(i)), shape[i]);
        return header;
    }

    private static string TypeName(byte type) => type switch
    {
        0x09 => "int8",
        0x0B => "int16",
        0x0C => "int32",
        0x0D => "float32",
        0x0E => "float64",
        _ => $"of the unknown type 0x{type:x2}",
    };
}
