using Espalier.Numerics;

namespace Espalier.Formats.Onnx.Operators;

/// <summary>The Constant operator: a tensor, or a number or a list of numbers, in an attribute.</summary>
internal static class Constants
{
    public static Value Constant(NodeReader node)
    {
        node.RequireInputs(0, 0);
        AttributeReader attributes = node.Attributes;
        if (attributes.Has("value")) return TensorDecoding.Take(attributes.Tensor("value").Clone(), node.Budget, node.Origin);
        if (attributes.Has("value_float")) return new Constant(NumberType.Float32, [], [attributes.Number("value_float", 0)]);
        if (attributes.Has("value_int")) return new Constant(NumberType.Int64, [], [attributes.Integer("value_int", 0)]);
        if (attributes.Has("value_floats"))
        {
            float[] values = [.. attributes.Numbers("value_floats")];
            return new Constant(NumberType.Float32, [values.Length], values);
        }

        if (attributes.Has("value_ints"))
        {
            long[] values = [.. attributes.Integers("value_ints")!.Value];
            return new Constant(NumberType.Int64, [values.Length], values);
        }

        throw node.Refusal(
            "Constant holds no number and no tensor of numbers", "export it with one of value, value_float, value_floats, value_int, value_ints");
    }
}
