using Espalier.Formats.Onnx;
using Espalier.Formats.Onnx.Schema;
using Google.Protobuf;

namespace Espalier.Tests.Formats.Onnx;

/// <summary>Files made to take much memory or time: each stays below four times its size and 64 MiB, or is refused.</summary>
public sealed class HostileModelTests
{
    private const string TooLarge = "far more memory than the file";

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(11)]
    [InlineData(12)]
    [Slow]
    public void Millions_of_empty_parts(int field) => Refused(Nested((field << 3) | 2, 4_000_000), TooLarge);

    [Fact]
    public void Millions_of_empty_names()
    {
        byte[] node = [.. Enumerable.Repeat<byte[]>([0x0A, 0x00], 2_000_000).SelectMany(pair => pair)];
        Refused(new ModelMessage { Graph = new GraphMessage() }.ToByteArray().Concat(Field(7, Field(1, node))).ToArray(), TooLarge);
    }

    [Fact]
    public void Few_parts_are_within_the_bound() => Refused(Nested(0x0A, 40_000), "names no version");

    [Fact]
    public void Deep_nesting_is_never_followed()
    {
        byte[] deep = [];
        for (int i = 0; i < 2000; i++) deep = Field(6, Field(5, deep));
        Refused(Field(7, Field(1, deep)), "");
        for (int i = 0; i < 2000; i++) deep = Field(99, deep);
        Refused(deep, "names no version");
    }

    [Fact]
    public void Integers_of_one_byte_each()
    {
        var tensor = new TensorMessage { Name = "t", ElementType = 7, Extents = { 20_000_000 } };
        tensor.PackedInt64S.Add(ByteString.CopyFrom(new byte[20_000_000]));
        var model = new ModelBuilder().Input("x", -1, 2).Node("Reshape", "x t", "y").Output("y").Change(m => m.Graph.Constants.Add(tensor));
        Refused(model.Bytes(), "much larger than its stored ones");
    }

    [Theory]
    [InlineData(10)]
    [InlineData(16)]
    public void Halves_of_one_byte_each(int type)
    {
        var tensor = new TensorMessage { Name = "c", ElementType = type, Extents = { 20_000_000 } };
        tensor.PackedInt32S.Add(ByteString.CopyFrom(new byte[20_000_000]));
        var model = new ModelBuilder(13, type).Input("x", -1, 20_000_000).Node("Add", "x c", "y").Output("y").Change(
            m => m.Graph.Constants.Add(tensor));
        Refused(model.Bytes(), "much larger than its stored ones");
    }

    [Fact]
    public void Broadcasts_that_explode()
    {
        ModelBuilder folded = new ModelBuilder().Input("x", -1, 2).Constant("a", [20000, 1], new float[20000])
            .Constant("b", [20000], new float[20000])
            .Node("Add", "a b", "c").Node("Add", "x c", "y").Output("y");
        Refused(folded.Bytes(), "much larger than its stored ones");
        ModelBuilder met = new ModelBuilder().Input("x", -1, 30000, 30000).Constant(
            "a", [30000, 1], new float[30000]).Node("Add", "x a", "y").Output("y");
        Refused(met.Bytes(), "much larger than its stored ones");
    }

    [Fact]
    public void Many_slices_of_one_constant()
    {
        ModelBuilder model = new ModelBuilder().Input("x", -1, 500).Constant("W", [500, 500], new float[250_000]).Integers("0", 0).Integers("n", 500);
        for (int i = 0; i < 200; i++) model.Node("Slice", $"{(i == 0 ? "W" : $"w{i - 1}")} 0 n", $"w{i}");
        Refused(model.Node("MatMul", "x w199", "y").Output("y").Bytes(), "much larger than its stored ones");
    }

    /// <summary>Spelled out, a normalisation stores no factors; read as one, it has as many as its input has elements.</summary>
    [Fact]
    public void A_normalisation_of_a_huge_input()
    {
        ModelBuilder model = new ModelBuilder().Input("x", -1, 100_000_000).Constant("e", [1], 1e-5f)
            .Node("ReduceMean", "x", "m", ModelBuilder.L("axes", -1)).Node("Sub", "x m", "d").Node("Mul", "d d", "s")
            .Node("ReduceMean", "s", "v", ModelBuilder.L("axes", -1)).Node("Add", "v e", "w").Node("Sqrt", "w", "r").Node("Div", "d r", "y");
        Refused(model.Output("y").Bytes(), "much larger than its stored ones");
    }

    [Fact]
    public void Many_views_of_one_matrix()
    {
        ModelBuilder model = new ModelBuilder().Input("x", -1, 500).Constant("W", [500, 500], new float[250_000]).Integers("t", 500, 500);
        for (int i = 0; i < 2000; i++)
            model.Node("Reshape", "W t", $"w{i}").Node("MatMul", $"{(i == 0 ? "x" : $"y{i - 1}")} w{i}", $"y{i}");
        Refused(model.Output("y1999").Bytes(), "much larger than its stored ones");
    }

    [Fact]
    public void One_matrix_used_often_is_stored_once()
    {
        ModelBuilder model = new ModelBuilder().Input("x", -1, 500).Constant("W", [500, 500], new float[250_000]);
        for (int i = 0; i < 2000; i++) model.Node("MatMul", $"{(i == 0 ? "x" : $"y{i - 1}")} W", $"y{i}");
        byte[] bytes = model.Output("y1999").Bytes();
        Assert.Equal(2000, Bounded(bytes, () => OnnxFormat.Read(bytes, "m")).Layers.Length);
    }

    [Fact]
    public void Products_of_constants_that_take_long()
    {
        ModelBuilder model = new ModelBuilder().Input("x", -1, 1000).Constant("W", [1000, 1000], new float[1_000_000]).Node("MatMul", "W W", "V")
            .Node("MatMul", "x V", "y").Output("y");
        Refused(model.Bytes(), "take too many steps");
    }

    [Fact]
    public void Unpacked_lists_are_refused_by_name()
    {
        byte[] tensor = [0x08, 0x01, 0x10, 0x01, 0x42, 0x01, (byte)'c', 0x25, 0, 0, 0x80, 0x3F];
        Refused(Field(7, Field(5, tensor)), "the numbers in packed_singles of TensorMessage are not packed");
    }

    [Fact]
    public void Random_bytes()
    {
        var stream = new Espalier.Numerics.Random.RandomStream(5, 0, Espalier.Numerics.Random.StreamPurpose.Sampling);
        ulong next = 0;
        for (int i = 0; i < 2000; i++)
        {
            byte[] bytes = new byte[1 + (i % 200)];
            for (int k = 0; k < bytes.Length; k++) bytes[k] = (byte)stream.Word(next++);
            Refused(bytes, "");
        }
    }

    private static void Refused(byte[] model, string problem)
    {
        InvalidInputException refusal = Bounded(model, () => Assert.Throws<InvalidInputException>(() => OnnxFormat.Read(model, "m")));
        Assert.Contains(problem, refusal.Message);
    }

    private static T Bounded<T>(byte[] model, Func<T> read)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        T result = read();
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.True(allocated <= (4L * model.Length) + (64L << 20), $"{model.Length} bytes made {allocated} bytes allocated");
        return result;
    }

    private static byte[] Nested(int tag, int count) =>
        Field(7, [.. Enumerable.Range(0, count).SelectMany(_ => new[] { (byte)tag, (byte)0 })]);

    private static byte[] Field(int number, byte[] content)
    {
        using var stream = new MemoryStream();
        using (var output = new CodedOutputStream(stream, leaveOpen: true))
        {
            output.WriteTag(number, WireFormat.WireType.LengthDelimited);
            output.WriteBytes(UnsafeByteOperations.UnsafeWrap(content));
        }

        return stream.ToArray();
    }
}
