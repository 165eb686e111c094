using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Espalier.Graphs;

namespace Espalier.Formats.Elements;

/// <summary>The stored values of a tensor as files hold them: row-major, little-endian, in chunks that bound memory.</summary>
internal static class LittleEndianBytes
{
    private const int ChunkLength = 1 << 16;

    /// <summary>The number of bytes.</summary>
    internal static long Count(Tensor tensor) => (long)tensor.Length * (tensor.Precision == Precision.Single ? sizeof(float) : sizeof(double));

    /// <summary>The bytes; each chunk is valid until the next one is asked for.</summary>
    internal static IEnumerable<ReadOnlyMemory<byte>> Of(Tensor tensor)
    {
        byte[] buffer = new byte[ChunkLength];
        long count = Count(tensor);
        for (long at = 0; at < count; at += ChunkLength)
        {
            int length = (int)Math.Min(ChunkLength, count - at);
            if (tensor.Precision == Precision.Single) CopySingles(tensor.Singles.Slice((int)(at / sizeof(float)), length / sizeof(float)), buffer);
            else CopyDoubles(tensor.Doubles.Slice((int)(at / sizeof(double)), length / sizeof(double)), buffer);
            yield return buffer.AsMemory(0, length);
        }
    }

    private static void CopySingles(ReadOnlySpan<float> values, Span<byte> bytes)
    {
        ReadOnlySpan<int> bits = MemoryMarshal.Cast<float, int>(values);
        Span<int> destination = MemoryMarshal.Cast<byte, int>(bytes);
        if (BitConverter.IsLittleEndian) bits.CopyTo(destination);
        else BinaryPrimitives.ReverseEndianness(bits, destination);
    }

    private static void CopyDoubles(ReadOnlySpan<double> values, Span<byte> bytes)
    {
        ReadOnlySpan<long> bits = MemoryMarshal.Cast<double, long>(values);
        Span<long> destination = MemoryMarshal.Cast<byte, long>(bytes);
        if (BitConverter.IsLittleEndian) bits.CopyTo(destination);
        else BinaryPrimitives.ReverseEndianness(bits, destination);
    }
}
