using System.Buffers.Binary;
using Espalier.Formats.Onnx.Schema;
using Espalier.Graphs;
using Espalier.Tests.Graphs;
using Google.Protobuf;

namespace Espalier.Tests.Formats.Onnx;

/// <summary>Every way to store numbers gives the same numbers.</summary>
public sealed class ElementTypeTests
{
    private static readonly float[] Values = [1, -0.5f, 3.140625f, 0, 65504, 1.0f / 1024];

    [Theory]
    [InlineData(1, true)]
    [InlineData(1, false)]
    [InlineData(11, true)]
    [InlineData(11, false)]
    [InlineData(10, true)]
    [InlineData(10, false)]
    [InlineData(16, true)]
    [InlineData(16, false)]
    public void Weights_are_widened_exactly(int type, bool isRaw)
    {
        float[] values = type == 16 ? [.. Values.Select(Truncated)] : Values;
        byte[] raw = Raw(type, values);
        var tensor = new TensorMessage { Name = "c", ElementType = type, Extents = { 6 } };
        if (isRaw) tensor.Raw = ByteString.CopyFrom(raw);
        else StoreTyped(tensor, type, raw);
        var model = new ModelBuilder(13, type).Input("x", -1, 6).Node("Add", "x c", "y").Output("y");
        model.Model.Graph.Constants.Add(tensor);
        Network network = model.Read();
        Assert.Equal(type == 11 ? Precision.Double : Precision.Single, network.Precision);
        Tensor shift = Assert.Single(network.Layers[0].Parameters);
        for (int i = 0; i < values.Length; i++) Assert.Equal(values[i], shift[i]);
    }

    [Fact]
    public void Packed_lists_may_come_in_pieces()
    {
        byte[] raw = Raw(1, Values);
        var tensor = new TensorMessage { Name = "c", ElementType = 1, Extents = { 6 } };
        tensor.PackedSingles.Add(ByteString.CopyFrom(raw, 0, 8));
        tensor.PackedSingles.Add(ByteString.CopyFrom(raw, 8, 16));
        var model = new ModelBuilder().Input("x", -1, 6).Node("Add", "x c", "y").Output("y");
        model.Model.Graph.Constants.Add(tensor);
        Assert.Equal(Values.Select(v => (double)v), Outputs.Of(model.Read(), new double[6]));
    }

    [Fact]
    public void Doubles_stay_doubles()
    {
        Network network = new ModelBuilder(13, 11).Input("x", -1, 2).Doubles("c", [2], 0.1, 1e300).Node("Add", "x c", "y").Output("y").Read();
        Assert.Equal([0.1, 1e300], Outputs.Of(network, 0, 0));
    }

    private static float Truncated(float value) => BitConverter.UInt32BitsToSingle(BitConverter.SingleToUInt32Bits(value) & 0xFFFF0000);

    private static byte[] Raw(int type, float[] values)
    {
        using var stream = new MemoryStream();
        Span<byte> bytes = stackalloc byte[8];
        foreach (float value in values)
        {
            switch (type)
            {
                case 1:
                    BinaryPrimitives.WriteSingleLittleEndian(bytes, value);
                    stream.Write(bytes[..4]);
                    break;
                case 11:
                    BinaryPrimitives.WriteDoubleLittleEndian(bytes, value);
                    stream.Write(bytes);
                    break;
                case 10:
                    BinaryPrimitives.WriteHalfLittleEndian(bytes, (Half)value);
                    stream.Write(bytes[..2]);
                    break;
                default:
                    BinaryPrimitives.WriteUInt16LittleEndian(bytes, (ushort)(BitConverter.SingleToUInt32Bits(value) >> 16));
                    stream.Write(bytes[..2]);
                    break;
            }
        }

        return stream.ToArray();
    }

    private static void StoreTyped(TensorMessage tensor, int type, byte[] raw)
    {
        if (type == 1) tensor.PackedSingles.Add(ByteString.CopyFrom(raw));
        else if (type == 11) tensor.PackedDoubles.Add(ByteString.CopyFrom(raw));
        else
        {
            using var stream = new MemoryStream();
            using (var packed = new CodedOutputStream(stream, leaveOpen: true))
            {
                for (int i = 0; i < raw.Length; i += 2) packed.WriteUInt32(BinaryPrimitives.ReadUInt16LittleEndian(raw.AsSpan(i)));
            }

            tensor.PackedInt32S.Add(ByteString.CopyFrom(stream.ToArray()));
        }
    }
}
