using System.Buffers.Binary;

namespace Espalier.Formats.Elements;

/// <summary>Reads one element of a stored type as a number of the type in which it is kept.</summary>
internal interface IElementReader<out T>
{
    public static abstract int Size { get; }

    public static abstract T Read(ReadOnlySpan<byte> bytes, bool bigEndian);
}

internal readonly struct HalfReader : IElementReader<float>
{
    public static int Size => 2;

    public static float Read(ReadOnlySpan<byte> bytes, bool bigEndian) =>
        (float)(bigEndian ? BinaryPrimitives.ReadHalfBigEndian(bytes) : BinaryPrimitives.ReadHalfLittleEndian(bytes));
}

internal readonly struct BrainFloatReader : IElementReader<float>
{
    public static int Size => 2;

    public static float Read(ReadOnlySpan<byte> bytes, bool bigEndian)
    {
        uint upper = bigEndian ? BinaryPrimitives.ReadUInt16BigEndian(bytes) : BinaryPrimitives.ReadUInt16LittleEndian(bytes);
        return BitConverter.UInt32BitsToSingle(upper << 16);
    }
}

internal readonly struct SingleReader : IElementReader<float>
{
    public static int Size => 4;

    public static float Read(ReadOnlySpan<byte> bytes, bool bigEndian) =>
        bigEndian ? BinaryPrimitives.ReadSingleBigEndian(bytes) : BinaryPrimitives.ReadSingleLittleEndian(bytes);
}

internal readonly struct DoubleReader : IElementReader<double>
{
    public static int Size => 8;

    public static double Read(ReadOnlySpan<byte> bytes, bool bigEndian) =>
        bigEndian ? BinaryPrimitives.ReadDoubleBigEndian(bytes) : BinaryPrimitives.ReadDoubleLittleEndian(bytes);
}

internal readonly struct BooleanReader : IElementReader<float>
{
    public static int Size => 1;

    public static float Read(ReadOnlySpan<byte> bytes, bool bigEndian) => bytes[0] == 0 ? 0 : 1;
}

internal readonly struct ByteReader : IElementReader<float>
{
    public static int Size => 1;

    public static float Read(ReadOnlySpan<byte> bytes, bool bigEndian) => bytes[0];
}

internal readonly struct SignedByteReader : IElementReader<float>
{
    public static int Size => 1;

    public static float Read(ReadOnlySpan<byte> bytes, bool bigEndian) => (sbyte)bytes[0];
}

internal readonly struct Int16Reader : IElementReader<float>
{
    public static int Size => 2;

    public static float Read(ReadOnlySpan<byte> bytes, bool bigEndian) =>
        bigEndian ? BinaryPrimitives.ReadInt16BigEndian(bytes) : BinaryPrimitives.ReadInt16LittleEndian(bytes);
}

internal readonly struct UInt16Reader : IElementReader<float>
{
    public static int Size => 2;

    public static float Read(ReadOnlySpan<byte> bytes, bool bigEndian) =>
        bigEndian ? BinaryPrimitives.ReadUInt16BigEndian(bytes) : BinaryPrimitives.ReadUInt16LittleEndian(bytes);
}

internal readonly struct Int32Reader : IElementReader<double>
{
    public static int Size => 4;

    public static double Read(ReadOnlySpan<byte> bytes, bool bigEndian) =>
        bigEndian ? BinaryPrimitives.ReadInt32BigEndian(bytes) : BinaryPrimitives.ReadInt32LittleEndian(bytes);
}

internal readonly struct UInt32Reader : IElementReader<double>
{
    public static int Size => 4;

    public static double Read(ReadOnlySpan<byte> bytes, bool bigEndian) =>
        bigEndian ? BinaryPrimitives.ReadUInt32BigEndian(bytes) : BinaryPrimitives.ReadUInt32LittleEndian(bytes);
}

/// <summary>64-bit integers become the nearest float64; beyond 2⁵³ that may round, which callers check for.</summary>
internal readonly struct Int64Reader : IElementReader<double>
{
    public static int Size => 8;

    public static double Read(ReadOnlySpan<byte> bytes, bool bigEndian) =>
        bigEndian ? BinaryPrimitives.ReadInt64BigEndian(bytes) : BinaryPrimitives.ReadInt64LittleEndian(bytes);
}

/// <inheritdoc cref="Int64Reader"/>
internal readonly struct UInt64Reader : IElementReader<double>
{
    public static int Size => 8;

    public static double Read(ReadOnlySpan<byte> bytes, bool bigEndian) =>
        bigEndian ? BinaryPrimitives.ReadUInt64BigEndian(bytes) : BinaryPrimitives.ReadUInt64LittleEndian(bytes);
}
