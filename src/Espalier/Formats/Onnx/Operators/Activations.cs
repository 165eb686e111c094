using Espalier.Graphs;
using Espalier.Graphs.Operators;

namespace Espalier.Formats.Onnx.Operators;

/// <summary>Functions of every element, and Softmax.</summary>
internal static class Activations
{
    private const int SingleAxisSince = 13;
    private const int BoundsAreInputsSince = 11;

    public static Value Relu(NodeReader node)
    {
        node.RequireInputs(1, 1);
        if (node.Inputs[0] is Constant constant) return Folding.Relu(constant, node);
        return node.Draft.Append(node.Data(0), new Relu());
    }

    public static Value Softmax(NodeReader node) => Normalised(node, logarithm: false);

    public static Value LogSoftmax(NodeReader node) => Normalised(node, logarithm: true);

    public static Value Sigmoid(NodeReader node) => Made(node, new Activation(ActivationFunction.Sigmoid));

    public static Value Tanh(NodeReader node) => Made(node, new Activation(ActivationFunction.Tanh));

    public static Value Softplus(NodeReader node) => Made(node, new Activation(ActivationFunction.Softplus));

    public static Value Erf(NodeReader node) => Made(node, new Activation(ActivationFunction.Erf));

    public static Value Exp(NodeReader node) => Made(node, new Activation(ActivationFunction.Exp));

    public static Value Sqrt(NodeReader node) => Made(node, new Activation(ActivationFunction.Sqrt));

    public static Value HardSwish(NodeReader node) => Made(node, new Activation(ActivationFunction.HardSwish));

    public static Value Elu(NodeReader node) => Made(node, new Activation(ActivationFunction.Elu, node.Attributes.Number("alpha", 1)));

    public static Value LeakyRelu(NodeReader node) => Made(node, new LeakyRelu(node.Attributes.Number("alpha", 0.01f)));

    public static Value Swish(NodeReader node) => node.Attributes.Number("alpha", 1) == 1
        ? Made(node, new Activation(ActivationFunction.Silu))
        : throw node.Attributes.Refusal("alpha", "is not 1", "export it as Mul of the value and its Sigmoid");

    public static Value Gelu(NodeReader node) => node.Attributes.Text("approximate", "none") switch
    {
        "none" => Made(node, new Activation(ActivationFunction.Gelu)),
        "tanh" => Made(node, new Activation(ActivationFunction.GeluTanh)),
        string other => throw node.Attributes.Refusal("approximate", $"is {Origin.Quoted(other)}", "it must be none or tanh"),
    };

    /// <summary>max(0, min(1, αx + β)): an affine map and a clip.</summary>
    public static Value HardSigmoid(NodeReader node)
    {
        node.RequireInputs(1, 1);
        float alpha = node.Attributes.Number("alpha", 0.2f), beta = node.Attributes.Number("beta", 0.5f);
        Data scaled = node.Draft.Append(node.Data(0), new ElementwiseAffine(new Tensor(new Shape(), [alpha]), new Tensor(new Shape(), [beta])));
        return node.Draft.Append(scaled, new Clip(0, 1));
    }

    public static Value PRelu(NodeReader node)
    {
        node.RequireInputs(2, 2);
        Data data = node.Data(0);
        Constant slope = node.Constant(1, "slope");
        node.RequireType(slope, data);
        int channels = data.Sample.IsEmpty ? 1 : data.Sample[0];
        if (slope.Length != 1 && !(slope.Length == channels && slope.Rank == data.Sample.Length && slope.Extents[0] == channels))
            throw node.Refusal($"PRelu of data {data} with slopes {Origin.Bracketed(slope.Extents)}", "export one slope, or one for each channel");
        var made = new PRelu(slope.Weights(new Shape(slope.Length), node.Origin));
        return node.Named(slope.Length == 1 ? node.Draft.Append(data, made) : node.Append(data, made), (slope, Role.Weight));
    }

    public static Value Clip(NodeReader node)
    {
        bool isInput = node.OperatorSet >= BoundsAreInputsSince;
        node.RequireInputs(1, isInput ? 3 : 1);
        Data data = node.Data(0);
        (float low, float high) = isInput
            ? (Bound(node, 1, float.NegativeInfinity), Bound(node, 2, float.PositiveInfinity))
            : (node.Attributes.Number("min", float.NegativeInfinity), node.Attributes.Number("max", float.PositiveInfinity));
        if (low <= float.MinValue) low = float.NegativeInfinity;
        if (high >= float.MaxValue) high = float.PositiveInfinity;
        return low == 0 && float.IsPositiveInfinity(high) ? node.Draft.Append(data, new Relu()) : node.Draft.Append(data, new Clip(low, high));
    }

    /// <summary>Max and Min of data and one number.</summary>
    public static Value Max(NodeReader node) => Bounded(node, isLow: true);

    /// <inheritdoc cref="Max"/>
    public static Value Min(NodeReader node) => Bounded(node, isLow: false);

    private static Data Bounded(NodeReader node, bool isLow)
    {
        node.RequireInputs(2, 2);
        int data = node.Inputs[0] is Data ? 0 : 1;
        float bound = Bound(node, 1 - data, 0);
        Operator made = isLow ? bound == 0 ? new Relu() : new Clip(bound, float.PositiveInfinity) : new Clip(float.NegativeInfinity, bound);
        return node.Draft.Append(node.Data(data), made);
    }

    private static float Bound(NodeReader node, int input, float otherwise)
    {
        if (node.OptionalConstant(input, "bound") is not { } bound) return otherwise;
        if (bound.Length != 1)
            throw node.Refusal($"{node.Operator} by a constant {Origin.Bracketed(bound.Extents)}", "export it with single numbers");
        double value = bound[0];
        return (float)value == value || Math.Abs(value) >= float.MaxValue
            ? (float)value
            : throw node.Refusal($"{node.Operator} by {value}, which is no float32 number", "round it to float32");
    }

    private static Data Made(NodeReader node, Operator made)
    {
        node.RequireInputs(1, 1);
        return node.Draft.Append(node.Data(0), made);
    }

    private static Data Normalised(NodeReader node, bool logarithm)
    {
        node.RequireInputs(1, 1);
        Data data = node.Data(0);
        bool isSingle = node.OperatorSet >= SingleAxisSince;
        int axis = node.Axis(node.Attributes.Integer("axis", isSingle ? -1 : 1), data.Rank);
        int own = axis - (data.Batch.Exists ? 1 : 0);
        if (own < 0) throw node.Refusal($"{node.Operator} over axis {axis} of {data} takes in several samples", "export it over the class axis");

        // Up to operator set 12 the axis was where a matrix of rows to normalise begins; since then it is the one axis itself.
        int rest = data.Extents[(own + 1)..].Aggregate(1, (product, extent) => product * extent);
        int span = isSingle ? data.Extents[own] : data.Extents[own] * rest;
        if (span == data.Length) return node.Draft.Append(node.Draft.NeedVector(data), new Softmax(logarithm));
        if (!isSingle || rest == 1) return node.Draft.Append(node.Draft.NeedShape(data, new Shape(data.Length / span, span)), new Softmax(logarithm));
        return node.Append(data, new Softmax(logarithm, node.InSample(data, axis)));
    }
}
