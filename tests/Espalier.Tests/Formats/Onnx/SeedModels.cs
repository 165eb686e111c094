using Espalier.Formats.Onnx.Schema;
using static Espalier.Tests.Formats.Onnx.ModelBuilder;

namespace Espalier.Tests.Formats.Onnx;

/// <summary>Graphs that between them use every operator in several of its forms; seeds of mutations.</summary>
internal static class SeedModels
{
    public static IReadOnlyList<ModelBuilder> All() =>
        [Normalised(), Convolutional(), Columns(), Folded(), Halved(), OldStyle(), Doubled(), Viewed()];

    private static float[] Ramp(int count) => [.. Enumerable.Range(0, count).Select(i => (((i * 37) % 19) - 9) / 8.0f)];

    private static double[] Wide(int count) => [.. Enumerable.Range(0, count).Select(i => (((i * 41) % 23) - 11) / 7.0)];

    private static ModelBuilder Normalised() => new ModelBuilder().Input("x", -1, 4)
        .Constant("mean", [4], Ramp(4)).Constant("range", [], 3).Constant("W", [4, 3], Ramp(12)).Constant("b", [3], Ramp(3))
            .Constant("V", [2, 3], Ramp(6))
        .Node("Sub", "x mean", "a").Node("Div", "a range", "c").Node("MatMul", "c W", "d").Node("Add", "d b", "e").Node("Relu", "e", "f")
        .Node("Gemm", "f V", "g", I("transB", 1), F("alpha", 0.3f)).Node("Softmax", "g", "y").Output("y");

    private static ModelBuilder Convolutional() => new ModelBuilder(11).Input("x", -1, 2, 6, 5)
        .Constant("s", [2, 1, 1], 2, 0.5f).Constant("K", [3, 2, 3, 2], Ramp(36)).Constant("k", [3], Ramp(3)).Integers("t", 0, -1)
            .Constant("W", [4, 9], Ramp(36))
        .Node("Mul", "x s", "a").Node("Conv", "a K k", "b", L("kernel_shape", 3, 2), S("auto_pad", "SAME_UPPER")).Node("Relu", "b", "c")
        .Node("MaxPool", "c", "d", L("kernel_shape", 2, 2), L("strides", 2, 2), L("pads", 0, 0, 0, 1), I("ceil_mode", 0))
            .Node("MaxPool", "d", "e", L("kernel_shape", 1, 3))
        .Node("Reshape", "e t", "f").Node("Gemm", "f W", "y", I("transB", 1)).Output("y");

    private static ModelBuilder Columns() => new ModelBuilder().Input("x", 1, 3, 1)
        .Constant("W", [2, 3], Ramp(6)).Constant("b", [2, 1], Ramp(2)).Constant("V", [2], Ramp(2)).Integers("one", 1).Integers("two", 2)
            .Constant("two_f", [1], 2)
        .Node("MatMul", "W x", "a").Node("Add", "a b", "c").Node("Relu", "c", "d").Node(
            "Transpose", "d", "e", L("perm", 0, 2, 1)).Node("Squeeze", "e one", "f")
        .Node("Sub", "two_f f", "g").Node("Unsqueeze", "g two", "h").Node("MatMul", "V h", "y").Output("y");

    private static ModelBuilder Folded() => new ModelBuilder().Input("x", 2, 3)
        .Constant("A", [3, 2], Ramp(6)).Constant("B", [2, 2], Ramp(4)).Constant("c", [2, 1], Ramp(2)).Constant("u", [1, 3], Ramp(3))
            .Integers("shape", 2, 1).Integers("half", 1).Constant("three", [], 3)
        .Node("MatMul", "A B", "W").Node("Transpose", "W", "T").Node("Sub", "T u", "S").Node("Relu", "S", "R").Node("Transpose", "R", "M")
        .Node("Reshape", "c shape", "c1").Node("Squeeze", "c1 half", "c2").Node("Div", "c2 three", "c3").Node("Identity", "x", "x1")
            .Node("Dropout", "x1", "x2")
        .Node("MatMul", "x2 M", "p").Node("Add", "c3 p", "q").Node("Cast", "q", "y", I("to", 1)).Output("y");

    private static ModelBuilder Halved()
    {
        ModelBuilder model = new ModelBuilder(14, 10).Input("x", -1, 2);
        model.Constant("W", 10, [2, 2], [0, 0x3C, 0, 0xC0, 0, 0x38, 0x66, 0x2E]).Constant("b", 10, [2], [0, 0x3C, 0, 0x3C]);
        return model.Node("MatMul", "x W", "a").Node("Add", "a b", "c").Node("Relu", "c", "y").Output("y");
    }

    private static ModelBuilder OldStyle()
    {
        ModelBuilder model = new ModelBuilder(7).Input("x", 1, 1, 1, 4).Constant("m", [1, 1, 1, 4], Ramp(4)).Constant("W", [4, 3], Ramp(12))
            .Constant("b", [1, 3], Ramp(3));
        model.Input("m", 1, 1, 1, 4).Input("W", 4, 3).Input("b", 1, 3);
        return model.Node("Sub", "x m", "a").Node("Flatten", "a", "c").Node("Gemm", "c W b", "d", F("beta", 0.5f))
            .Node("LogSoftmax", "d", "y", I("axis", 1)).Output("y");
    }

    /// <summary>How PyTorch spells x.view(x.size(0), -1) with a symbolic batch.</summary>
    private static ModelBuilder Viewed() => new ModelBuilder(11).Input("x", -1, 1, 3, 3)
        .Constant("K", [2, 1, 2, 2], Ramp(8)).Constant("W", [3, 8], Ramp(24)).Integers("zero", [], 0).Integers("rest", -1)
        .Node("Conv", "x K", "a").Node("Shape", "a", "b").Node("Gather", "b zero", "c", I("axis", 0)).Node("Unsqueeze", "c", "d", L("axes", 0))
            .Node("Cast", "d", "e", I("to", 7))
        .Node("Concat", "e rest", "f", I("axis", 0)).Node("Reshape", "a f", "g").Node("Gemm", "g W", "y", I("transB", 1)).Output("y");

    private static ModelBuilder Doubled() => new ModelBuilder(13, 11).Input("x", 3)
        .Doubles("W", [3, 4], Wide(12)).Doubles("c", [4], Wide(4)).Doubles("V", [1, 4], Wide(4)).Node(
            "Constant", "", "t", new AttributeMessage { Name = "value_ints", Kind = 7, Integers = { 1, -1 } })
        .Node("MatMul", "x W", "a").Node("Mul", "a c", "b").Node("Add", "b c", "d").Node("Relu", "d", "e").Node("Reshape", "e t", "f").Node(
            "Gemm", "f V", "y", I("transB", 1)).Output("y");
}
