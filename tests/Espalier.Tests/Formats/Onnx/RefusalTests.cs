using Espalier.Formats.Onnx;
using Espalier.Formats.Onnx.Schema;
using Google.Protobuf;
using static Espalier.Tests.Formats.Onnx.ModelBuilder;

namespace Espalier.Tests.Formats.Onnx;

/// <summary>What is not read is refused by name: each case says which words the message must hold.</summary>
public sealed class RefusalTests
{
    private static readonly float[] Six = [1, 2, 3, 4, 5, 6];

    private static readonly Dictionary<string, (ModelBuilder Model, string Problem)> Cases = new()
    {
        ["two inputs"] = (Vector().Input("x2", -1, 2).Node("Add", "x x2", "y").Output("y"), "2 inputs that are no constants ('x', 'x2')"),
        ["no input"] = (new ModelBuilder().Constant("c", [2], 1, 2).Node("Relu", "c", "y").Output("y"), "0 inputs"),
        ["unknown operator"] = (Vector().Node("Asin", "x", "y").Output("y"), "node 0 (Asin 'Asin_0'): the operator 'Asin' is not supported"),
        ["foreign domain"] = (Vector().Node("Relu", "x", "y").Output("y").Change(m => m.Graph.Nodes[0].Domain = "com.acme"), "'Relu' of 'com.acme'"),
        ["constant output"] = (Vector().Node("Relu", "c", "y").Output("y"), "does not depend on the graph's input"),
        ["missing value"] = (Vector().Node("Add", "x q", "y").Output("y"), "it uses 'q', which nothing makes"),
        ["cycle"] = (Vector().Node("Add", "x z", "y").Node("Relu", "y", "z").Output("z"), "which only node 1 (Relu 'Relu_1') makes"),
        ["self reference"] = (Vector().Node("Add", "x y", "y").Output("y"), "which only node 0"),
        ["wrong order"] = (Vector().Node("Relu", "y", "z").Node("Relu", "x", "y").Output("z"), "which only node 1"),
        ["duplicate names"] = (Vector().Node("Relu", "x", "y").Node("Relu", "y", "y").Output("y"), "'y': the name is given to two values"),
        ["mask"] = (Vector().Node("Dropout", "x", "y m").Node("Add", "y m", "z").Output("z"), "'m', a second output of node 0 (Dropout"),
        ["duplicate initialisers"] = (Vector().Constant("c", [1], 1).Node("Add", "x c", "y").Output("y"), "'c': the name is given to two values"),
        ["shadowed initialiser"] = (Vector().Node("Relu", "x", "c").Output("c"), "'c': the name is given to two values"),
        ["slope of a single number"] = (
            new ModelBuilder().Input("x").Constant("s", [], 0.5f).Node("PRelu", "x s", "p").Node("Asin", "p", "y").Output("y"),
            "the operator 'Asin'"),
        ["sum with no extents"] = (
            Vector().Integers("one", 1).Node("Shape", "x", "s", I("start", 1), I("end", 1)).Node("Add", "s one", "t")
                .Node("Reshape", "x t", "y").Output("y"),
            "Add of lists of 0 and 1 extents"),
        ["parts longer than all"] = (
            Vector().Integers("n", long.MaxValue, long.MaxValue).Node("Split", "x n", "y z", I("axis", 1)).Output("y"), "Split of 2 elements"),
        ["product of nothing"] = (
            Vector().Constant("a", [1, 0]).Constant("b", [0, 65536, 32769]).Node("Flatten", "b", "f").Node("MatMul", "a f", "d")
                .Node("Add", "x d", "y").Output("y"),
            "makes an extent that no array has"),
        ["padding beyond any array"] = (
            Vector().Integers("p", 0, int.MaxValue, 0, int.MaxValue).Node("Pad", "x p", "y").Output("y"), "more elements than an array"),
        ["operator set 6"] = (Old(6), "operator set 6; 7 to 23"),
        ["operator set 24"] = (Old(24), "operator set 24; 7 to 23"),
        ["no operator set"] = (Relu().Change(m => m.OperatorSets.Clear()), "names no version"),
        ["training"] = (Relu().Change(m => m.Training.Add(new Unread())), "training information"),
        ["functions"] = (Relu().Change(m => m.Functions.Add(new Unread())), "functions of its own"),
        ["no graph"] = (Relu().Change(m => m.Graph = null), "no graph"),
        ["control flow"] = (
            Vector().Node("Relu", "x", "y", new AttributeMessage { Name = "then", Subgraph = new Unread(), Kind = 5 }).Output("y"),
            "refers to a function or a graph"),
        ["sequence input"] = (Relu().Change(m => m.Graph.Inputs[0].Type = new TypeMessage { Sequence = new Unread() }), "input 'x': it is no tensor"),
        ["integer input"] = (Relu().Change(m => m.Graph.Inputs[0].Type.Tensor.ElementType = 7), "it is of type int64"),
        ["no shape"] = (Relu().Change(m => m.Graph.Inputs[0].Type.Tensor.Shape = null), "it has no shape"),
        ["symbolic features"] = (new ModelBuilder().Input("x", -1, -1).Node("Relu", "x", "y").Output("y"), "its extent 'N' has no fixed size"),
        ["symbolic vector"] = (new ModelBuilder().Input("x", -1).Node("Relu", "x", "y").Output("y"), "its extent 'N' has no fixed size"),
        ["zero extent"] = (new ModelBuilder().Input("x", 1, 0).Node("Relu", "x", "y").Output("y"), "an extent of 0"),
        ["huge input"] = (new ModelBuilder().Input("x", 1, 1 << 30, 1 << 30).Node("Relu", "x", "y").Output("y"), "more elements than an array"),
        ["transposed data"] = (Vector().Constant("W", [2, 3], Six).Node("Gemm", "x W", "y", I("transA", 1)).Output("y"), "(transA)"),
        ["constant over data"] = (Vector().Node("Div", "c x", "y").Output("y"), "Div of a constant by data"),
        ["division by zero"] = (Vector().Constant("zero", [2], 1, 0).Node("Div", "x zero", "y").Output("y"), "element 1 is zero"),
        ["growing broadcast"] = (
            new ModelBuilder().Input("x", -1, 1).Constant("d", [2], 1, 2).Node("Add", "x d", "y").Output("y"), "does not keep the data's shape"),
        ["batched constant"] = (Vector().Constant("d", [3, 2], Six).Node("Add", "x d", "y").Output("y"), "does not keep the data's shape"),
        ["mixed types"] = (Vector().Doubles("d", [2], 1, 2).Node("Add", "x d", "y").Output("y"), "type float64 meets data of type float32"),
        ["contracted batch"] = (
            new ModelBuilder().Input("x", -1, 1).Constant("W", [2, 1], 1, 2).Node("MatMul", "W x", "y").Output("y"),
            "no product of a matrix with one column"),
        ["sizes that differ"] = (Vector().Constant("W", [3, 2], Six).Node("MatMul", "x W", "y").Output("y"), "3 inputs does not accept the shape 2"),
        ["groups"] = (Conv(I("group", 2)), "groups"),
        ["odd padding mode"] = (Conv(S("auto_pad", "SAME")), "'auto_pad' is 'SAME'"),
        ["both paddings"] = (Conv(S("auto_pad", "SAME_UPPER"), L("pads", 1, 1, 1, 1)), "both pads and auto_pad"),
        ["zero stride"] = (Conv(L("strides", 0, 1)), "strides [0, 1]"),
        ["kernel shape"] = (Conv(L("kernel_shape", 3, 3)), "kernel_shape [3, 3]"),
        ["unknown attribute"] = (Conv(I("fused_relu", 1)), "'fused_relu' is not supported"),
        ["attribute of a wrong type"] = (Conv(F("group", 1)), "'group' has the wrong type"),
        ["attribute twice"] = (Conv(I("group", 1), I("group", 1)), "'group' is given twice"),
        ["huge pads"] = (Conv(L("pads", 1L << 40, 0, 0, 0)), "'pads' holds 1099511627776"),
        ["pooling indices"] = (
            Image().Node("MaxPool", "x", "y i", L("kernel_shape", 2, 2)).Node("Add", "y i", "z").Output("z"),
            "'i', a second output of node 0 (MaxPool"),
        ["pooling without a kernel"] = (Image().Node("MaxPool", "x", "y").Output("y"), "no kernel_shape"),
        ["softmax over the batch"] = (Vector().Node("Softmax", "x", "y", I("axis", 0)).Output("y"), "takes in several samples"),
        ["reshape of the batch"] = (Vector().Integers("t", -1, 1).Node("Reshape", "x t", "y").Output("y"), "Reshape of 2 elements per sample"),
        ["reshape to nothing"] = (Vector().Integers("t", 0, -1).Node("Reshape", "x t", "y", I("allowzero", 1)).Output("y"), "allowzero"),
        ["moved batch"] = (
            Vector().Integers("zero", 0).Integers("two", 2).Node("Shape", "x", "s").Node("Gather", "s zero", "n")
                .Node("Concat", "two n", "t", I("axis", 0)).Node("Reshape", "x t", "y").Output("y"),
            "Reshape moves the batch"),
        ["arithmetic on shapes"] = (
            Vector().Integers("two", 2).Node("Shape", "x", "s").Node("Mul", "s two", "t").Node("Reshape", "x t", "y").Output("y"),
            "'Mul' computes with the shape"),
        ["join of samples"] = (Vector().Node("Concat", "x x", "y", I("axis", 0)).Output("y"), "joins samples"),
        ["join without an axis"] = (Vector().Node("Concat", "x x", "y").Output("y"), "along which axis"),
        ["sum of other shapes"] = (Image().Node("MaxPool", "x", "a", L("kernel_shape", 2, 2)).Node("Add", "x a", "y").Output("y"), "Add of data"),
        ["moved data"] = (new ModelBuilder().Input("x", -1, 2, 2).Node("Transpose", "x", "y", L("perm", 1, 0, 2)).Output("y"), "moves the batch"),
        ["computed weights"] = (Vector().Node("Gemm", "c x", "y").Output("y"), "first operand of Gemm is a constant"),
        ["narrowed data"] = (Vector().Node("Cast", "x", "y", I("to", 7)).Output("y"), "from float32 to int64 loses"),
        ["training mode"] = (
            Vector().Change(m => m.Graph.Constants.Add(new TensorMessage { Name = "t", ElementType = 9, Raw = ByteString.CopyFrom(1) }))
                .Node("Dropout", "x - t", "y").Output("y"),
            "in training mode"),
        ["external data"] = (Stored(t => t.Location = 1), "tensor 'w': its external data have no location"),
        ["strings"] = (Stored(t => t.ElementType = 8), "its type string is not supported"),
        ["short data"] = (Stored(t => t.Raw = ByteString.CopyFrom(1, 2, 3)), "need 8 bytes, and 3 are there"),
        ["no data"] = (Stored(t => t.ClearRaw()), "need 8 bytes, and 0 are there"),
        ["negative extent"] = (Stored(t => t.Extents[0] = -2), "an extent of -2"),
        ["overflowing extents"] = (Stored(t => t.Extents.Add([1L << 31, 1L << 31, 1L << 31])), "claims"),
        ["2^62 elements"] = (Stored(t => t.Extents[0] = 1L << 62), "an extent of 4611686018427387904"),
        ["infinite weight"] = (Stored(t => t.Raw = ByteString.CopyFrom(0, 0, 0x80, 0x3F, 0, 0, 0x80, 0x7F)), "weight 1 is"),
        ["segments"] = (Stored(t => t.Segment = new Unread()), "stored in segments"),
        ["sparse"] = (Relu().Change(m => m.Graph.SparseConstants.Add(new Unread())), "sparse initialisers"),
        ["names with control characters"] = (Vector().Node("Re\u001b[2J\u202e\nlu", "x", "y").Output("y"), "'Re?[2J??lu'"),
        ["long names"] = (Vector().Node(new string('q', 100_000), "x", "y").Output("y").Change(m => m.Graph.Nodes[0].Name = ""), "qqq…"),
    };

    public static TheoryData<string> Names => new(Cases.Keys);

    [Theory]
    [MemberData(nameof(Names))]
    public void Refused_by_name(string name)
    {
        (ModelBuilder model, string problem) = Cases[name];
        InvalidInputException refusal = model.Refused();
        Assert.StartsWith("model.onnx", refusal.Message);
        Assert.Contains(problem, refusal.Message);
        Assert.DoesNotContain('\n', refusal.Message);
        Assert.True(refusal.Message.Length < 1000, refusal.Message);
    }

    [Theory]
    [InlineData("", "the file is empty")]
    [InlineData("hello world", "byte")]
    [InlineData("PK\u0003\u0004", "byte")]
    public void What_is_no_model_is_refused(string content, string problem)
    {
        byte[] bytes = System.Text.Encoding.Latin1.GetBytes(content);
        InvalidInputException refusal = Assert.Throws<InvalidInputException>(() => OnnxFormat.Read(bytes, "x"));
        Assert.Contains(problem, refusal.Message);
    }

    [Fact]
    public void Names_that_are_no_utf8_are_refused_in_a_readable_message()
    {
        byte[] model = Vector().Node("Relq", "x", "y").Output("y").Bytes();
        int at = model.AsSpan().IndexOf("Relq"u8);
        (model[at], model[at + 1], model[at + 2]) = (0xFF, 0xC0, 0x80);
        InvalidInputException refusal = Assert.Throws<InvalidInputException>(() => OnnxFormat.Read(model, "x"));
        Assert.Contains("this is no ONNX model (String is invalid UTF-8)", refusal.Message);
    }

    [Fact]
    public void A_missing_file_is_bad_input()
    {
        InvalidInputException refusal = Assert.Throws<InvalidInputException>(
            () => OnnxFormat.Read(Path.Combine(AppContext.BaseDirectory, "none.onnx")));
        Assert.Contains("none.onnx", refusal.Message);
    }

    private static ModelBuilder Vector() => new ModelBuilder().Input("x", -1, 2).Constant("c", [2], 1, 2);

    private static ModelBuilder Relu() => Vector().Node("Relu", "x", "y").Output("y");

    private static ModelBuilder Old(int set) => new ModelBuilder(set).Input("x", -1, 2).Node("Relu", "x", "y").Output("y");

    private static ModelBuilder Image() => new ModelBuilder().Input("x", -1, 1, 3, 3);

    private static ModelBuilder Conv(params AttributeMessage[] attributes) =>
        Image().Constant("K", [1, 1, 2, 2], 1, 2, 3, 4).Node("Conv", "x K", "y", attributes).Output("y");

    private static ModelBuilder Stored(Action<TensorMessage> change) =>
        new ModelBuilder().Input("x", -1, 2).Constant("w", [2], 1, 2).Change(m => change(m.Graph.Constants[0])).Node("Add", "x w", "y").Output("y");
}
