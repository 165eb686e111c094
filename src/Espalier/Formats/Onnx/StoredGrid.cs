using System.Buffers.Binary;
using Espalier.Graphs;
using Espalier.Numerics;

namespace Espalier.Formats.Onnx;

/// <summary>The weights of one linear map in the bytes of a model.</summary>
/// <param name="Name">The name of the tensor.</param>
/// <param name="Type">float32 or float64.</param>
/// <param name="Offset">Its first byte in the model.</param>
/// <param name="Order">In which order its numbers stand.</param>
public sealed record StoredGrid(string Name, NumberType Type, int Offset, StoredOrder Order)
{
    /// <summary>The bytes that its numbers take.</summary>
    public long Length => (long)Order.Count * Type.Size;

    /// <summary>The first byte behind it.</summary>
    internal long End => Offset + Length;

    /// <summary>Its numbers as a matrix of the output channels.</summary>
    internal WeightGrid Read(ReadOnlySpan<byte> model)
    {
        ReadOnlySpan<byte> bytes = model.Slice(Offset, (int)Length);
        var shape = new Shape(Order.Channels, Order.Kernel);
        float[] singles = new float[Type == NumberType.Float32 ? Order.Count : 0];
        double[] doubles = new double[Type == NumberType.Float32 ? 0 : Order.Count];
        for (int channel = 0; channel < Order.Channels; channel++)
        {
            for (int i = 0; i < Order.Kernel; i++)
            {
                (int to, int from) = ((channel * Order.Kernel) + i, Order.Position(channel, i));
                if (doubles.Length == 0) singles[to] = BinaryPrimitives.ReadSingleLittleEndian(bytes[(from * sizeof(float))..]);
                else doubles[to] = BinaryPrimitives.ReadDoubleLittleEndian(bytes[(from * sizeof(double))..]);
            }
        }

        Tensor weights = doubles.Length == 0 ? Tensor.Own(shape, singles) : Tensor.Own(shape, doubles);
        return new WeightGrid(weights, null, Order.Channels, 1, Order.Kernel);
    }

    /// <summary>Writes one number, rounded to the type that is stored.</summary>
    internal void Write(Span<byte> model, int channel, int position, double value)
    {
        Span<byte> bytes = model[(Offset + (Order.Position(channel, position) * Type.Size))..];
        if (Type == NumberType.Float32) BinaryPrimitives.WriteSingleLittleEndian(bytes, (float)value);
        else BinaryPrimitives.WriteDoubleLittleEndian(bytes, value);
    }
}
