using System.Collections.Frozen;

namespace Espalier.Formats.Onnx.Operators;

/// <summary>The operators that are read, by name.</summary>
internal static class OperatorTable
{
    private static readonly FrozenDictionary<string, Import> Imports = new Dictionary<string, Import>
    {
        ["Add"] = Arithmetic.Add,
        ["Cast"] = Casting.Cast,
        ["Concat"] = Joining.Concat,
        ["Constant"] = Constants.Constant,
        ["Conv"] = Sliding.Convolution,
        ["Div"] = Arithmetic.Divide,
        ["Dropout"] = Passing.Dropout,
        ["Flatten"] = Views.Flatten,
        ["Gather"] = ShapeArithmetic.Gather,
        ["Gemm"] = MatrixProducts.General,
        ["Identity"] = Passing.Identity,
        ["LogSoftmax"] = Activations.LogSoftmax,
        ["MatMul"] = MatrixProducts.Plain,
        ["MaxPool"] = Sliding.MaxPooling,
        ["Mul"] = Arithmetic.Multiply,
        ["Neg"] = Arithmetic.Negate,
        ["Relu"] = Activations.Relu,
        ["Reshape"] = Views.Reshape,
        ["Shape"] = ShapeArithmetic.Shape,
        ["Softmax"] = Activations.Softmax,
        ["Squeeze"] = Views.Squeeze,
        ["Sub"] = Arithmetic.Subtract,
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
        throw origin.Refusal($"the operator {full} is not supported", $"export a network of these: {known}");
    }

    /// <summary>Whether an operator may work on extents computed from the shape of the data.</summary>
    public static bool TakesExtents(string name) => name is "Cast" or "Concat" or "Gather" or "Identity" or "Reshape" or "Squeeze" or "Unsqueeze";

    /// <summary>Dropout's mask means nothing in inference; it is let pass unless somebody uses it.</summary>
    public static bool MayHaveSecondOutput(string name) => name == "Dropout";
}
