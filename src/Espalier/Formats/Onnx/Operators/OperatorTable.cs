using System.Collections.Frozen;

namespace Espalier.Formats.Onnx.Operators;

/// <summary>The operators that are read, by name.</summary>
internal static class OperatorTable
{
    private static readonly FrozenDictionary<string, Import> Imports = new Dictionary<string, Import>
    {
        ["Add"] = Arithmetic.Add,
        ["AveragePool"] = Sliding.AveragePooling,
        ["BatchNormalization"] = Normalisation.OfBatch,
        ["Cast"] = Casting.Cast,
        ["Clip"] = Activations.Clip,
        ["Concat"] = Joining.Concat,
        ["Constant"] = Constants.Constant,
        ["ConstantOfShape"] = ShapeArithmetic.Filled,
        ["Conv"] = Sliding.Convolution,
        ["Div"] = Arithmetic.Divide,
        ["Dropout"] = Passing.Dropout,
        ["Elu"] = Activations.Elu,
        ["Erf"] = Activations.Erf,
        ["Exp"] = Activations.Exp,
        ["Expand"] = Parts.Expand,
        ["Flatten"] = Views.Flatten,
        ["Gather"] = Parts.Gather,
        ["Gelu"] = Activations.Gelu,
        ["Gemm"] = MatrixProducts.General,
        ["GlobalAveragePool"] = Normalisation.GlobalAverage,
        ["GlobalMaxPool"] = Sliding.GlobalMaximum,
        ["HardSigmoid"] = Activations.HardSigmoid,
        ["HardSwish"] = Activations.HardSwish,
        ["Identity"] = Passing.Identity,
        ["LayerNormalization"] = Normalisation.OfLayer,
        ["LeakyRelu"] = Activations.LeakyRelu,
        ["LogSoftmax"] = Activations.LogSoftmax,
        ["MatMul"] = MatrixProducts.Plain,
        ["Max"] = Activations.Max,
        ["MaxPool"] = Sliding.MaxPooling,
        ["Min"] = Activations.Min,
        ["Mul"] = Arithmetic.Multiply,
        ["Neg"] = Arithmetic.Negate,
        ["PRelu"] = Activations.PRelu,
        ["Pad"] = Parts.Pad,
        ["Pow"] = Arithmetic.Power,
        ["ReduceMean"] = Normalisation.Mean,
        ["Relu"] = Activations.Relu,
        ["Reshape"] = Views.Reshape,
        ["Shape"] = ShapeArithmetic.Shape,
        ["Sigmoid"] = Activations.Sigmoid,
        ["Slice"] = Parts.Slice,
        ["Softmax"] = Activations.Softmax,
        ["Softplus"] = Activations.Softplus,
        ["Split"] = Parts.Split,
        ["Sqrt"] = Activations.Sqrt,
        ["Squeeze"] = Views.Squeeze,
        ["Sub"] = Arithmetic.Subtract,
        ["Sum"] = Arithmetic.Sum,
        ["Swish"] = Activations.Swish,
        ["Tanh"] = Activations.Tanh,
        ["Transpose"] = Transposition.Transpose,
        ["Unsqueeze"] = Views.Unsqueeze,
    }.ToFrozenDictionary();

    /// <summary>Makes the value that a node gives, and layers on the way where it works on data.</summary>
    public delegate Value Import(NodeReader node);

    /// <summary>The importer of an operator.</summary>
    public static Import Find(string name, bool isStandard, string domain, Origin origin)
    {
        if (isStandard && Imports.TryGetValue(name, out Import? import)) return import;
        string full = isStandard ? Origin.Quoted(name) : $"{Origin.Quoted(name)} of {Origin.Quoted(domain)}";
        string known = string.Join(", ", Imports.Keys.Order(StringComparer.Ordinal));
        throw origin.Refusal(
            $"the operator {full} is not supported", $"run it by ONNX Runtime (`engine` onnxruntime), or export a network of these: {known}");
    }

    /// <summary>Whether an operator may work on extents computed from the shape of the data.</summary>
    public static bool TakesExtents(string name) => name is
        "Add" or "Cast" or "Concat" or "ConstantOfShape" or "Div" or "Expand" or "Gather" or "Identity" or "Mul" or "Reshape" or "Slice"
            or "Squeeze" or "Sub" or "Unsqueeze";
}
