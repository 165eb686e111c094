namespace Espalier.Formats.Onnx.Operators;

/// <summary>Operators that hand on what they get: Identity, and Dropout in inference.</summary>
internal static class Passing
{
    public static Value Identity(NodeReader node)
    {
        node.RequireInputs(1, 1);
        return node.Inputs[0]!;
    }

    public static Value Dropout(NodeReader node)
    {
        node.RequireInputs(1, 3);
        node.Attributes.Ignore("ratio");
        node.Attributes.Ignore("seed");
        Constant? training = node.OptionalConstant(2, "training mode");
        if (training is not null && (training.Length != 1 || training[0] != 0))
            throw node.Refusal("Dropout is in training mode", "export the network for inference");
        return node.Inputs[0]!;
    }
}
