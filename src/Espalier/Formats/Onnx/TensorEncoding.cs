using System.Buffers.Binary;
using Espalier.Formats.Onnx.Schema;
using Espalier.Graphs;
using Espalier.Numerics;
using Google.Protobuf;

namespace Espalier.Formats.Onnx;

/// <summary>Tensors as they are written: raw little-endian bytes.</summary>
internal static class TensorEncoding
{
    public static NumberType TypeOf(Precision precision) => precision == Precision.Double ? NumberType.Float64 : NumberType.Float32;

    public static int Width(Precision precision) => TypeOf(precision).Size;

    /// <summary>Encodes a tensor in a precision that holds its values.</summary>
    public static TensorMessage Encode(string name, Tensor tensor, Precision precision, bool isNegated)
    {
        byte[] raw = new byte[tensor.Length * Width(precision)];
        for (int i = 0; i < tensor.Length; i++)
        {
            double value = isNegated ? -tensor[i] : tensor[i];
            if (precision == Precision.Double) BinaryPrimitives.WriteDoubleLittleEndian(raw.AsSpan(8 * i), value);
            else BinaryPrimitives.WriteSingleLittleEndian(raw.AsSpan(4 * i), (float)value);
        }

        return Message(name, TypeOf(precision), raw, tensor.Shape.Extents.Select(extent => (long)extent));
    }

    /// <summary>Encodes a list of whole numbers.</summary>
    public static TensorMessage Integers(string name, ReadOnlySpan<long> values)
    {
        byte[] raw = new byte[values.Length * sizeof(long)];
        for (int i = 0; i < values.Length; i++) BinaryPrimitives.WriteInt64LittleEndian(raw.AsSpan(sizeof(long) * i), values[i]);
        return Message(name, NumberType.Int64, raw, [values.Length]);
    }

    private static TensorMessage Message(string name, NumberType type, byte[] raw, IEnumerable<long> extents)
    {
        var message = new TensorMessage { Name = name, ElementType = OnnxTypes.NumberOf(type), Raw = UnsafeByteOperations.UnsafeWrap(raw) };
        message.Extents.AddRange(extents);
        return message;
    }
}
