using System.Buffers.Binary;
using Espalier.Formats.Elements;
using Espalier.Graphs;
using Espalier.Numerics;

namespace Espalier.Formats.Npz;

/// <summary>Reads single arrays of numpy: npy 1.0, 2.0 and 3.0, floats and whole numbers of either byte order.</summary>
public static class NpyFormat
{
    /// <summary>The largest whole number up to which float64 holds every one.</summary>
    private const ulong MaxExact = 1UL << 53;

    /// <summary>Reads a file.</summary>
    /// <exception cref="InvalidInputException">There is no such file, or it is no array of numbers.</exception>
    public static Tensor Read(string path) => Read(FileContent.Read(path), path);

    /// <summary>
    /// Reads the content of a file. Every number is kept exactly: in float32 where that holds the type (float16, float32, booleans,
    /// 8- and 16-bit integers), else in float64.
    /// </summary>
    /// <param name="content">All bytes of the file.</param>
    /// <param name="source">The name of the file for messages.</param>
    /// <exception cref="InvalidInputException">This is no array of numbers, it is empty, or float64 does not hold one of them.</exception>
    public static Tensor Read(ReadOnlyMemory<byte> content, string source)
    {
        NpyHeader header = NpyHeader.Read(content.Span, source);
        if (header.Extents.Contains(0)) throw new Origin(source).Refusal("the array has no elements", "save at least one number");
        return ReadExact(header, content.Span, source, new ReadingBudget(content.Length, source));
    }

    /// <summary>The bytes of an npy 1.0 file, little-endian and row-major; each chunk is valid until the next one is asked for.</summary>
    internal static IEnumerable<ReadOnlyMemory<byte>> Bytes(Tensor tensor) =>
        LittleEndianBytes.Of(tensor).Prepend(NpyHeader.Write(tensor.Precision == Precision.Single ? "<f4" : "<f8", tensor.Shape.Extents));

    /// <summary>Reads the elements behind a header whose sizes fit the content; float64 must hold every one.</summary>
    internal static Tensor ReadExact(NpyHeader header, ReadOnlySpan<byte> content, Origin origin, ReadingBudget budget)
    {
        if (header.Type is { Size: sizeof(ulong), IsFloat: false }) RequireExact(header, content[header.DataOffset..], origin);
        Shape shape = StridedLayout.TryShape(header.Extents)
            ?? throw origin.Refusal("its shape is none that an array can have", "save the array again with numpy");
        var array = new StoredArray(
            header.Type, header.BigEndian, header.ColumnMajor ? StridedLayout.ColumnMajor(shape) : StridedLayout.RowMajor(shape));
        budget.Take(array.TensorBytes, origin.Place ?? "the array");
        return array.Read(content[header.DataOffset..]);
    }

    /// <summary>Looks at the stored numbers themselves: as a float64, 2⁵³ + 1 would have become 2⁵³ already.</summary>
    private static void RequireExact(NpyHeader header, ReadOnlySpan<byte> data, Origin origin)
    {
        for (int i = 0; i < data.Length / sizeof(ulong); i++)
        {
            ReadOnlySpan<byte> element = data.Slice(i * sizeof(ulong), sizeof(ulong));
            ulong bits = header.BigEndian ? BinaryPrimitives.ReadUInt64BigEndian(element) : BinaryPrimitives.ReadUInt64LittleEndian(element);
            bool isNegative = header.Type.IsSigned && bits > long.MaxValue;
            if ((isNegative ? 0 - bits : bits) > MaxExact)
                throw origin.Within($"element {i}").Refusal(
                    "the whole number is beyond 2^53, where float64 does not hold every one", "save the array as float64");
        }
    }
}
