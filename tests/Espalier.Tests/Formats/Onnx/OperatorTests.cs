using System.Globalization;
using Espalier.Graphs;
using Espalier.Graphs.Operators;
using Espalier.Tests.Graphs;
using static Espalier.Tests.Formats.Onnx.ModelBuilder;

namespace Espalier.Tests.Formats.Onnx;

/// <summary>Each operator in its forms, against answers worked out by hand.</summary>
public sealed class OperatorTests
{
    private static readonly float[] Matrix = [1, 2, 3, 4, 5, 6];

    [Fact]
    public void Right_hand_product_is_transposed_and_takes_the_sum_as_bias()
    {
        Network network = new ModelBuilder().Input("x", -1, 2).Constant("W", [2, 3], Matrix).Constant("b", [3], 10, 20, 30)
            .Node("MatMul", "x W", "y").Node("Add", "b y", "z").Output("z").Read();
        Assert.Equal(["dense Single (3x2) Single (3)"], network.Layers.Select(Text));
        Assert.Equal([1 + 8 + 10.0, 2 + 10 + 20, 3 + 12 + 30], Outputs.Of(network, 1, 2));
    }

    [Theory]
    [InlineData(new long[] { 3 })]
    [InlineData(new long[] { 3, 1 })]
    [InlineData(new long[] { -1, 3, 1 })]
    [InlineData(new long[] { 1, 3, 1 })]
    public void Left_hand_product_keeps_the_matrix(long[] input)
    {
        Network network = new ModelBuilder().Input("x", input).Constant("W", [2, 3], Matrix).Node("MatMul", "W x", "y").Output("y").Read();
        Assert.Equal([1 + 4 + 9.0, 4 + 10 + 18], Outputs.Of(network, 1, 2, 3));
    }

    [Fact]
    public void Vectors_as_matrices_give_one_number()
    {
        Network right = new ModelBuilder().Input("x", -1, 3).Constant("w", [3], 1, 2, 3).Node("MatMul", "x w", "y").Output("y").Read();
        Network left = new ModelBuilder().Input("x", 3, 1).Constant("w", [3], 1, 2, 3).Node("MatMul", "w x", "y").Output("y").Read();
        Assert.Equal([14.0], Outputs.Of(right, 1, 2, 3));
        Assert.Equal([14.0], Outputs.Of(left, 1, 2, 3));
    }

    [Fact]
    public void Negated_extents_are_extents()
    {
        Network network = new ModelBuilder().Input("x", -1, 2, 3).Integers("n", 0, 1).Node("Neg", "n", "t")
            .Node("Reshape", "x t", "y").Output("y").Read();
        Assert.Equal(["flatten"], network.Layers.Select(layer => layer.Kind));
    }

    [Theory]
    [InlineData(0, 1.0f, 1.0f)]
    [InlineData(1, 1.0f, 1.0f)]
    [InlineData(1, 0.5f, 2.0f)]
    [InlineData(0, 0.1f, 0.3f)]
    public void Gemm_scales_and_transposes(int transposed, float alpha, float beta)
    {
        float[] stored = transposed == 1 ? [1, 4, 2, 5, 3, 6] : Matrix;
        Network network = new ModelBuilder().Input("x", 1, 2).Constant("W", transposed == 1 ? [3, 2] : [2, 3], stored).Constant("b", [1, 3], 1, 2, 3)
            .Node("Gemm", "x W b", "y", I("transB", transposed), F("alpha", alpha), F("beta", beta)).Output("y").Read();
        double[] expected = [(9 * (double)alpha) + beta, (12 * (double)alpha) + (2 * (double)beta), (15 * (double)alpha) + (3 * (double)beta)];
        Assert.All(expected.Zip(Outputs.Of(network, 1, 2)), pair => Assert.Equal(pair.First, pair.Second, 1e-14));

        // Halves and doubles are exact in float32; tenths are kept in float64.
        Assert.Equal(alpha == 0.1f ? Precision.Double : Precision.Single, network.Precision);
    }

    [Fact]
    public void Gemm_spreads_a_single_bias() =>
        Assert.Equal([9 + 7.0, 12 + 7, 15 + 7], Outputs.Of(
            new ModelBuilder().Input("x", 1, 2).Constant("W", [2, 3], Matrix).Constant("b", [], 7).Node(
                "Gemm", "x W b", "y").Output("y").Read(), 1, 2));

    [Theory]
    [InlineData("Add", "x c", 11, 22)]
    [InlineData("Add", "c x", 11, 22)]
    [InlineData("Sub", "x c", -9, -18)]
    [InlineData("Sub", "c x", 9, 18)]
    [InlineData("Mul", "x c", 10, 40)]
    [InlineData("Mul", "c x", 10, 40)]
    [InlineData("Div", "x c", 0.1, 0.1)]
    public void Arithmetic_with_a_constant_is_one_affine_layer(string op, string inputs, double first, double second)
    {
        Network network = new ModelBuilder().Input("x", -1, 2).Constant("c", [2], 10, 20).Node(op, inputs, "y").Output("y").Read();
        Assert.IsType<ElementwiseAffine>(Assert.Single(network.Layers));
        double[] outputs = Outputs.Of(network, 1, 2);
        Assert.Equal(first, outputs[0], 1e-16);
        Assert.Equal(second, outputs[1], 1e-16);
    }

    [Fact]
    public void Division_by_powers_of_two_stays_in_single_precision()
    {
        Network exact = new ModelBuilder().Input("x", -1, 2).Constant("c", [2], 4, 0.25f).Node("Div", "x c", "y").Output("y").Read();
        Network rounded = new ModelBuilder().Input("x", -1, 2).Constant("c", [2], 4, 3).Node("Div", "x c", "y").Output("y").Read();
        Assert.Equal(Precision.Single, exact.Precision);
        Assert.Equal(Precision.Double, rounded.Precision);
        Assert.Equal(1 / 3.0, Outputs.Of(rounded, 1, 1)[1]);
    }

    [Fact]
    public void Channel_factors_stay_small()
    {
        Network network = new ModelBuilder().Input("x", -1, 2, 2, 2).Constant("m", [1, 2, 1, 1], 1, 2).Constant("s", [2, 1, 1], 2, 4)
            .Node("Sub", "x m", "y").Node("Mul", "y s", "z").Output("z").Read();
        Assert.Equal(["affine none Single (2x1x1)", "affine Single (2x1x1) none"], network.Layers.Select(Text));
        Assert.Equal([0, 2, 4, 6, 12, 16, 20, 24.0], Outputs.Of(network, 1, 2, 3, 4, 5, 6, 7, 8));
    }

    [Fact]
    public void Other_broadcasts_are_spelled_out()
    {
        Network network = new ModelBuilder().Input("x", -1, 1, 2, 3).Constant("c", [2, 1], 10, 20).Node("Add", "x c", "y").Output("y").Read();
        Assert.Equal(["affine none Single (1x2x3)"], network.Layers.Select(Text));
        Assert.Equal([10, 11, 12, 23, 24, 25.0], Outputs.Of(network, 0, 1, 2, 3, 4, 5));
    }

    [Fact]
    public void Mul_and_Add_are_one_layer_and_constants_are_folded()
    {
        Network network = new ModelBuilder().Input("x", -1, 2).Constant("a", [], 3).Constant("b", [2], 1, 2)
            .Node("Add", "a b", "c").Node("Mul", "b b", "d").Node("Mul", "x c", "y").Node("Add", "y d", "z").Output("z").Read();
        Assert.Equal(["affine Single (2) Single (2)"], network.Layers.Select(Text));
        Assert.Equal([4 + 1.0, 10 + 4], Outputs.Of(network, 1, 2));
    }

    [Theory]
    [InlineData(7, new long[] { 1, 2, 2, 1 }, 1, "4")]
    [InlineData(13, new long[] { -1, 2, 2, 1 }, -3, "4")]
    [InlineData(13, new long[] { 2, 2 }, 0, "4")]
    [InlineData(13, new long[] { -1, 1, 4 }, 2, "4")]
    public void Flatten_at_the_batch(int set, long[] input, long axis, string output) =>
        Assert.Equal(
            output, new ModelBuilder(set).Input("x", input).Node("Flatten", "x", "y", I("axis", axis)).Output("y").Read().OutputShape.ToString());

    [Theory]
    [InlineData(new long[] { 0, -1 })]
    [InlineData(new long[] { -1, 4 })]
    [InlineData(new long[] { 1, 4 })]
    [InlineData(new long[] { 1, -1 })]
    public void Reshape_to_a_vector_is_a_flatten(long[] target)
    {
        Network network = new ModelBuilder().Input("x", -1, 2, 2).Integers("t", target).Node("Reshape", "x t", "y").Output("y").Read();
        Assert.Equal(["flatten"], network.Layers.Select(layer => layer.Kind));
    }

    [Fact]
    public void Reshape_to_computed_extents_keeps_the_batch()
    {
        Network network = new ModelBuilder().Input("x", -1, 2, 2).Integers("zero", 0).Integers("four", 4)
            .Node("Shape", "x", "s").Node("Gather", "s zero", "n").Node("Concat", "n four", "t", I("axis", 0)).Node("Reshape", "x t", "y").Output("y")
                .Read();
        Assert.Equal(["flatten"], network.Layers.Select(layer => layer.Kind));
    }

    [Fact]
    public void A_vector_reshaped_to_an_image_before_any_dense_layer_is_an_image()
    {
        Network network = new ModelBuilder().Input("x", -1, 4).Integers("t", 0, 1, 2, 2).Constant("c", [4], 1, 2, 3, 4).Constant(
            "K", [1, 1, 2, 2], 1, 1, 1, 1)
            .Node("Sub", "x c", "d").Node("Reshape", "d t", "i").Node("Conv", "i K", "y").Output("y").Read();
        Assert.Equal("1x2x2", network.InputShape.ToString());
        Assert.Equal([40 - 10.0], Outputs.Of(network, 10, 10, 10, 10));
    }

    [Fact]
    public void Flatten_and_its_undoing_cancel()
    {
        Network network = new ModelBuilder().Input("x", -1, 1, 2, 2).Integers("t", 0, 1, 2, 2).Constant("K", [1, 1, 1, 1], 2)
            .Node("Conv", "x K", "a").Node("Flatten", "a", "b").Node("Reshape", "b t", "c").Node("Conv", "c K", "y").Output("y").Read();
        Assert.Equal(["convolution", "convolution"], network.Layers.Select(layer => layer.Kind));
    }

    [Fact]
    public void Views_cost_nothing()
    {
        Network network = new ModelBuilder().Input("x", -1, 3).Integers("two", 2).Integers("one", 1).Constant("W", [2, 3], Matrix)
            .Node("Unsqueeze", "x two", "a").Node("MatMul", "W a", "b").Node("Transpose", "b", "c", L("perm", 0, 2, 1)).Node("Squeeze", "c one", "d")
            .Node("Identity", "d", "e").Node("Dropout", "e", "f mask").Node("Cast", "f", "g", I("to", 1)).Output("g").Read();
        Assert.Equal(["dense Single (2x3) none"], network.Layers.Select(Text));
    }

    [Fact]
    public void Transposed_constants_are_moved()
    {
        Network network = new ModelBuilder().Input("x", -1, 2).Constant("W", [3, 2], 1, 4, 2, 5, 3, 6)
            .Node("Transpose", "W", "V").Node("MatMul", "x V", "y").Output("y").Read();
        Assert.Equal([9.0, 12, 15], Outputs.Of(network, 1, 2));
        Network deep = new ModelBuilder().Input("x", -1, 1, 1, 3).Constant("K", [1, 3, 1, 2], Matrix)
            .Node("Transpose", "K", "V", L("perm", 3, 2, 0, 1)).Node("Conv", "x V", "y").Output("y").Read();
        Assert.Equal([1 + 3 + 5.0, 2 + 4 + 6], Outputs.Of(deep, 1, 1, 1));
    }

    [Theory]
    [InlineData("NOTSET", new long[] { 0, 0, 0, 0 }, "1x2x2")]
    [InlineData("NOTSET", new long[] { 1, 0, 0, 1 }, "1x3x3")]
    [InlineData("VALID", null, "1x2x2")]
    [InlineData("SAME_UPPER", null, "1x3x3")]
    [InlineData("SAME_LOWER", null, "1x3x3")]
    public void Padding_modes(string mode, long[]? pads, string shape)
    {
        ModelBuilder model = new ModelBuilder().Input("x", -1, 1, 3, 3).Constant("K", [1, 1, 2, 2], 1, 10, 100, 1000)
            .Node("Conv", "x K", "y", pads is null ? [S("auto_pad", mode)] : [S("auto_pad", mode), L("pads", pads)]).Output("y");
        Network network = model.Read();
        Assert.Equal(shape, network.OutputShape.ToString());
        double first = Outputs.Of(network, 1, 2, 3, 4, 5, 6, 7, 8, 9)[0];
        double expected = mode == "SAME_LOWER" ? 1000 : pads?[0] == 1 ? 100 + 2000 : 1 + 20 + 400 + 5000;
        Assert.Equal(expected, first);
    }

    [Fact]
    public void Max_pooling_may_round_up_where_nothing_is_rounded()
    {
        Network network = new ModelBuilder().Input("x", -1, 1, 4, 2).Node(
            "MaxPool", "x", "y", L("kernel_shape", 2, 2), L("strides", 2, 1), I("ceil_mode", 1), I("storage_order", 1))
            .Output("y").Read();
        Assert.Equal([4.0, 8], Outputs.Of(network, 1, 2, 3, 4, 5, 6, 7, 8));
    }

    [Theory]
    [InlineData(7, "Softmax", null)]
    [InlineData(7, "Softmax", 1)]
    [InlineData(13, "Softmax", null)]
    [InlineData(13, "LogSoftmax", -1)]
    public void Softmax_ends_a_network(int set, string op, int? axis)
    {
        Network network = new ModelBuilder(set).Input("x", -1, 2).Node(op, "x", "y", axis is null ? [] : [I("axis", axis.Value)]).Output("y").Read();
        double e = Math.E / (1 + Math.E);
        double[] expected = op == "Softmax" ? [1 - e, e] : [Math.Log(1 - e), Math.Log(e)];
        Assert.All(expected.Zip(Outputs.Of(network, 0, 1)), pair => Assert.Equal(pair.First, pair.Second, 1e-12));
    }

    [Fact]
    public void A_fixed_batch_above_one_is_seen_where_the_graph_needs_it()
    {
        Network network = new ModelBuilder().Input("x", 64, 2).Constant("W", [2, 3], Matrix).Node("MatMul", "x W", "y").Output("y").Read();
        Assert.Equal("2", network.InputShape.ToString());
        Network column = new ModelBuilder().Input("x", 3, 1).Constant("W", [2, 3], Matrix).Node("MatMul", "W x", "y").Output("y").Read();
        Assert.Equal("3x1", column.InputShape.ToString());
    }

    [Fact]
    public void Unused_nodes_do_not_matter()
    {
        Network network = new ModelBuilder().Input("x", -1, 2).Node("Relu", "x", "y").Node("Whatever", "nothing", "z").Output("y").Read();
        Assert.IsType<Relu>(Assert.Single(network.Layers));
    }

    [Fact]
    public void A_graph_without_a_layer_is_the_identity() =>
        Assert.Equal([1.0, 2], Outputs.Of(new ModelBuilder().Input("x", -1, 2).Node("Identity", "x", "y").Output("y").Read(), 1, 2));

    [Theory]
    [InlineData(10, 11)]
    [InlineData(16, 8)]
    public void A_cast_to_a_half_type_rounds_once(int type, int bits)
    {
        // Just above and below the middle of two neighbours, where float32 holds only the middle itself, which goes to even.
        double middle = 1 + Math.ScaleB(1, -bits);
        double[] values = [middle + Math.ScaleB(1, -40), middle - Math.ScaleB(1, -40), -middle - Math.ScaleB(1, -40), middle, 1 / 3.0];
        Network network = new ModelBuilder().Input("x", -1, 5).Doubles("d", [5], values).Node(
            "Cast", "d", "h", I("to", type)).Node("Cast", "h", "s", I("to", 1))
            .Node("Add", "x s", "y").Output("y").Read();
        double next = 1 + Math.ScaleB(1, 1 - bits);
        Assert.Equal([next, 1, -next, 1, type == 10 ? 0.333251953125 : 0.333984375], Outputs.Of(network, new double[5]));
    }

    [Fact]
    public void Constant_operators_of_all_kinds()
    {
        ModelBuilder model = new ModelBuilder().Input("x", -1, 2);
        var floats = new Espalier.Formats.Onnx.Schema.AttributeMessage { Name = "value_floats", Kind = 6, Numbers = { 1f, 2f } };
        var tensor = new ModelBuilder().Constant("t", [2], 5, 6).Model.Graph.Constants[0];
        Network network = model.Node("Constant", "", "a", floats).Node("Constant", "", "b", F("value_float", 3)).Node(
            "Constant", "", "t", L("value_ints", -1, 2))
            .Node("Constant", "", "i", I("value_int", 4)).Node("Cast", "i", "j", I("to", 1)).Node("Constant", "", "k", T("value", tensor))
            .Node("Mul", "x a", "y").Node("Add", "y b", "z").Node("Reshape", "z t", "w").Node("Sub", "w j", "v").Node("Add", "v k", "u").Output("u")
                .Read();
        Assert.Equal([1 + 3 - 4 + 5.0, 2 + 3 - 4 + 6], Outputs.Of(network, 1, 1));
    }

    private static string Text(Operator layer) => layer switch
    {
        Dense dense => $"dense {Text(dense.Weights)} {Text(dense.Bias)}",
        Convolution convolution => $"convolution {Text(convolution.Weights)} {Text(convolution.Bias)} {convolution.Window}",
        ElementwiseAffine affine => $"affine {Text(affine.Scale)} {Text(affine.Shift)}",
        _ => layer.ToString(),
    };

    private static string Text(Tensor? tensor) =>
        tensor is null ? "none" : string.Create(CultureInfo.InvariantCulture, $"{tensor.Precision} ({tensor.Shape})");
}
