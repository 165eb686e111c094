using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using Espalier.Numerics;

namespace Espalier.Formats.Elements;

/// <summary>Reads one element of a stored type as a number of the type in which it is kept.</summary>
internal interface IElementReader<out T>
{
    static abstract int Size { get; }

    static abstract T Read(ReadOnlySpan<byte> bytes, bool bigEndian);
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

    public static float Read(ReadOnlySpan<byte> bytes, bool bigEndian) => NumberTypes.FromBrainFloat(
        bigEndian ? BinaryPrimitives.ReadUInt16BigEndian(bytes) : BinaryPrimitives.ReadUInt16LittleEndian(bytes));
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

/// <summary>
/// Whole numbers of the type <typeparamref name="TStored"/>. 64-bit ones become the nearest float64; beyond 2⁵³ that may round,
/// which callers check for.
/// </summary>
internal readonly struct WholeReader<TStored, T> : IElementReader<T>
    where TStored : unmanaged, IBinaryInteger<TStored>, IMinMaxValue<TStored>
    where T : IFloatingPoint<T>
{
    public static int Size => Unsafe.SizeOf<TStored>();

    public static T Read(ReadOnlySpan<byte> bytes, bool bigEndian)
    {
        bool unsigned = TStored.IsZero(TStored.MinValue);
        return T.CreateChecked(bigEndian ? TStored.ReadBigEndian(bytes, unsigned) : TStored.ReadLittleEndian(bytes, unsigned));
    }
}
