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

        var message = new TensorMessage { Name = name, ElementType = OnnxTypes.NumberOf(TypeOf(precision)), Raw = UnsafeByteOperations.UnsafeWrap(raw) };
        message.Extents.AddRange(tensor.Shape.Extents.Select(extent => (long)extent));
        return message;
    }
}
