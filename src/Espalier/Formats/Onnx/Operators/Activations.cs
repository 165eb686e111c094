using Espalier.Graphs.Operators;

namespace Espalier.Formats.Onnx.Operators;

/// <summary>Relu, Softmax, LogSoftmax.</summary>
internal static class Activations
{
    private const int SingleAxisSince = 13;

    public static Value Relu(NodeReader node)
    {
        node.RequireInputs(1, 1);
        if (node.Inputs[0] is Constant constant) return Folding.Relu(constant, node);
        return node.Draft.Append(node.Data(0), new Relu());
    }

    public static Value Softmax(NodeReader node) => Normalised(node, logarithm: false);

    public static Value LogSoftmax(NodeReader node) => Normalised(node, logarithm: true);

    private static Data Normalised(NodeReader node, bool logarithm)
    {
        node.RequireInputs(1, 1);
        Data data = node.Data(0);
        bool isSingle = node.OperatorSet >= SingleAxisSince;
        int axis = node.Axis(node.Attributes.Integer("axis", isSingle ? -1 : 1), data.Rank);
        int own = axis - (data.Batch.Exists ? 1 : 0);

        // Up to operator set 12 the axis was where a matrix of rows to normalise begins; since then it is the one axis itself.
        int span = own < 0 ? 0 : isSingle ? data.Extents[own] : data.Extents.Skip(own).Aggregate(1, (product, extent) => product * extent);
        if (span != data.Length)
            throw node.Refusal(
                $"{node.Operator} over axis {axis} of {data} does not take in a whole sample", "export softmax over the class axis of a vector");
        return node.Draft.Append(node.Draft.NeedVector(data), new Softmax(logarithm));
    }
}
