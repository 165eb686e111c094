using System.Buffers.Binary;

namespace Espalier.Formats.Archives;

/// <summary>The cyclic redundancy check of zip files: polynomial 0x04C11DB7, reflected.</summary>
internal static class Crc32
{
    private const int Slices = 8;

    private static readonly uint[][] Tables = MakeTables();

    /// <summary>Continues a check value over more bytes; start with 0.</summary>
    internal static uint Append(uint crc, ReadOnlySpan<byte> bytes)
    {
        uint[][] tables = Tables;
        crc = ~crc;
        while (bytes.Length >= Slices)
        {
            uint low = crc ^ BinaryPrimitives.ReadUInt32LittleEndian(bytes);
            uint high = BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]);
            crc = tables[7][low & 0xff] ^ tables[6][(low >> 8) & 0xff] ^ tables[5][(low >> 16) & 0xff] ^ tables[4][low >> 24]
                ^ tables[3][high & 0xff] ^ tables[2][(high >> 8) & 0xff] ^ tables[1][(high >> 16) & 0xff] ^ tables[0][high >> 24];
            bytes = bytes[Slices..];
        }

        foreach (byte value in bytes) crc = (crc >> 8) ^ tables[0][(crc ^ value) & 0xff];
        return ~crc;
    }

    /// <summary>Table k advances a byte by k further zero bytes, so that eight bytes take one step (Kounavis and Berry).</summary>
    private static uint[][] MakeTables()
    {
        uint[][] tables = new uint[Slices][];
        for (int slice = 0; slice < Slices; slice++)
        {
            tables[slice] = new uint[256];
            for (uint value = 0; value < 256; value++) tables[slice][value] = slice == 0 ? Remainder(value) : Advance(tables, slice, value);
        }

        return tables;
    }

    private static uint Remainder(uint value)
    {
        for (int bit = 0; bit < 8; bit++) value = (value & 1) == 0 ? value >> 1 : (value >> 1) ^ 0xEDB88320;
        return value;
    }

    private static uint Advance(uint[][] tables, int slice, uint value)
    {
        uint before = tables[slice - 1][value];
        return (before >> 8) ^ tables[0][before & 0xff];
    }
}
