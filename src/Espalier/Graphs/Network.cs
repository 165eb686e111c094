using System.Collections.Immutable;
using Espalier.Graphs.Operators;

namespace Espalier.Graphs;

/// <summary>A feed-forward network: an input shape and layers whose shapes fit. Immutable.</summary>
public sealed class Network
{
    /// <summary>Creates a network and checks that every layer accepts what the one before it makes.</summary>
    /// <exception cref="ArgumentException">There is no layer, or two layers do not fit; the message says which.</exception>
    public Network(Shape input, params ReadOnlySpan<Operator> layers)
    {
        if (layers.IsEmpty) throw new ArgumentException("a network needs at least one layer");
        InputShape = input;
        Layers = [.. layers];
        var shapes = ImmutableArray.CreateBuilder<Shape>(layers.Length + 1);
        shapes.Add(input);
        for (int i = 0; i < layers.Length; i++)
        {
            if (layers[i] is Softmax && i + 1 < layers.Length) throw new ArgumentException(Invariant($"layer {i}: softmax is supported as the last layer only"));
            try
            {
                shapes.Add(layers[i].OutputShape(shapes[i]));
            }
            catch (ArgumentException mismatch)
            {
                throw new ArgumentException(Invariant($"layer {i}: {mismatch.Message}"), mismatch);
            }
        }

        Shapes = shapes.MoveToImmutable();
    }

    /// <summary>The shape of one input, without a batch dimension.</summary>
    public Shape InputShape { get; }

    /// <summary>The layers in the order of computation.</summary>
    public ImmutableArray<Operator> Layers { get; }

    /// <summary>The shapes between the layers: <c>Shapes[i]</c> enters layer i, the last one leaves the network.</summary>
    public ImmutableArray<Shape> Shapes { get; }

    /// <summary>The shape of one output.</summary>
    public Shape OutputShape => Shapes[^1];

    /// <summary>The number of stored weights and biases.</summary>
    public long ParameterCount => Layers.Sum(layer => layer.ParameterCount);

    /// <summary>Double if any stored number is, else single.</summary>
    public Precision Precision =>
        Layers.SelectMany(layer => layer.Parameters).Any(tensor => tensor.Precision == Precision.Double) ? Precision.Double : Precision.Single;

    /// <summary>The first stored number that is NaN or infinite: its layer, its position in its tensor, and itself. Null if there is none.</summary>
    public (int Layer, int Position, double Value)? FirstNonFinite()
    {
        for (int i = 0; i < Layers.Length; i++)
        {
            foreach (Tensor tensor in Layers[i].Parameters)
            {
                if (tensor.FirstNonFinite() is { } position) return (i, position, tensor[position]);
            }
        }

        return null;
    }
}
