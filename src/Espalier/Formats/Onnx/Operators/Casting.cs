using Espalier.Numerics;

namespace Espalier.Formats.Onnx.Operators;

/// <summary>
/// Cast: of constants to any type, of data to a type that holds every value they can have. Data that a model computes in a half type
/// are computed in float32, which is said.
/// </summary>
internal static class Casting
{
    public static Value Cast(NodeReader node)
    {
        node.RequireInputs(1, 1);
        long to = node.Attributes.Integer("to", 0);
        node.Attributes.Ignore("saturate");
        if (OnnxTypes.Of((int)Math.Clamp(to, -1, 1000)) is not { } type)
            throw node.Refusal($"Cast to {OnnxTypes.NameOf((int)Math.Clamp(to, -1, 1000))} is not supported", "export the network in float32");
        if (node.Inputs[0] is ExtentList list && type == NumberType.Int64) return list;
        if (node.Inputs[0] is Constant constant) return Converted(constant, type, node);
        Data data = node.Data(0);
        if (data.Type.WidensTo(type)) return data with { Type = type };
        if (data.Type == NumberType.Float32 && type is NumberType.Float16 or NumberType.BFloat16)
        {
            node.Note($"where it casts data to {type.Name}, float32 is kept");
            return data with { Type = type };
        }

        throw node.Refusal($"Cast of data from {data.Type.Name} to {type.Name} loses precision", "export the network in one precision");
    }

    private static Constant Converted(Constant from, NumberType to, NodeReader node)
    {
        if (from.Type == to) return from;
        node.Budget.Bytes(8L * from.Length, node.Origin);
        if (to == NumberType.Float64) return new Constant(from.Extents, Each(from, value => value));
        if (to.IsFloat) return new Constant(to, from.Extents, Each(from, value => to.Rounded(value)));
        return new Constant(to, from.Extents, Integers(from, to, node));
    }

    private static T[] Each<T>(Constant from, Func<double, T> convert)
    {
        var result = new T[from.Length];
        for (int i = 0; i < result.Length; i++) result[i] = convert(from[i]);
        return result;
    }

    private static long[] Integers(Constant from, NumberType to, NodeReader node)
    {
        long[] result = new long[from.Length];
        for (int i = 0; i < result.Length; i++)
        {
            double value = from.Integers is null ? Math.Truncate(from[i]) : 0;
            if (to == NumberType.Bool) result[i] = from[i] == 0 ? 0 : 1;
            else if (from.Integers is not null) result[i] = to == NumberType.Int32 ? (int)from.Integers[i] : from.Integers[i];
            else if (Math.Abs(value) <= int.MaxValue) result[i] = (long)value;
            else throw node.Refusal($"Cast of {from[i]} to an integer", "export the network with constants computed");
        }

        return result;
    }
}
