using Espalier.Graphs;
using Espalier.Graphs.Operators;

namespace Espalier.Formats.Onnx;

/// <summary>The layers made so far, while a graph is read.</summary>
/// <remarks>
/// The graph may view the same elements under other extents than the network does. Views that the network has no layer for
/// cost nothing until an operator needs an image or a vector; then they become a <see cref="Flatten"/> or another input shape.
/// </remarks>
internal sealed class Chain(Shape input)
{
    private readonly List<Operator> _layers = [];
    private Shape _input = input;

    /// <summary>The shape that the last layer makes.</summary>
    public Shape Current { get; private set; } = input;

    public Operator? Last => _layers.Count == 0 ? null : _layers[^1];

    /// <summary>Adds a layer.</summary>
    /// <exception cref="ArgumentException">The layer does not fit.</exception>
    public void Append(Operator layer)
    {
        if (Last is Softmax) throw new ArgumentException("softmax is supported as the last layer only");
        Current = layer.OutputShape(Current);
        _layers.Add(layer);
    }

    /// <summary>Puts a layer of the same output shape in the place of the last one.</summary>
    public void ReplaceLast(Operator layer) => _layers[^1] = layer;

    /// <summary>Makes the current shape a vector if it is none.</summary>
    public void NeedVector()
    {
        if (Current.Rank != 1) Append(new Flatten());
    }

    /// <summary>Makes the current shape that of an image, where a network can say so.</summary>
    public void NeedImage(Shape image, Origin origin)
    {
        if (Current.Equals(image)) return;
        if (Last is Flatten && ShapeBeforeLast().Equals(image)) _layers.RemoveAt(_layers.Count - 1);
        else ReshapeInput(image, origin);
        Current = image;
    }

    public Network Build(Data output)
    {
        if (output.Sample.Length == 1 && Current.Rank != 1) Append(new Flatten());
        if (_layers.Count == 0) _layers.Add(new ElementwiseAffine(null, null));
        return new Network(_input, [.. _layers]);
    }

    private Shape ShapeBeforeLast()
    {
        Shape shape = _input;
        for (int i = 0; i + 1 < _layers.Count; i++) shape = _layers[i].OutputShape(shape);
        return shape;
    }

    /// <summary>As long as every layer works element by element, the input may be seen under any shape of its length.</summary>
    private void ReshapeInput(Shape image, Origin origin)
    {
        var reshaped = new List<Operator>(_layers.Count);
        foreach (Operator layer in _layers)
        {
            if (layer is Flatten) continue;
            if (layer is Relu) reshaped.Add(layer);
            else if (layer is ElementwiseAffine affine && IsReshapable(affine.Scale) && IsReshapable(affine.Shift))
                reshaped.Add(new ElementwiseAffine(Reshaped(affine.Scale, image), Reshaped(affine.Shift, image)));
            else throw origin.Refusal($"features of the shape {Current} are turned into an image of {image}", "export a network in which convolutions come before dense layers");
        }

        _layers.Clear();
        _layers.AddRange(reshaped);
        _input = image;
    }

    private bool IsReshapable(Tensor? factor) => factor is null || factor.Length == 1 || factor.Length == _input.Length;

    private static Tensor? Reshaped(Tensor? factor, Shape image) => factor is null || factor.Length == 1 ? factor : factor.Reshape(image);
}
