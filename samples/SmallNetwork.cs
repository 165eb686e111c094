using Espalier.Graphs;
using Espalier.Graphs.Operators;
using Espalier.Numerics.Random;

namespace Espalier.Samples;

/// <summary>Stands where your own network would: <c>NetworkFile.Read("model.onnx").Network</c>.</summary>
internal static class SmallNetwork
{
    /// <summary>A convolution and a dense layer over pictures of 8 × 8 pixels, with weights that depend on the seed alone.</summary>
    public static Network Convolutional(ulong seed) => new(
        new Shape(1, 8, 8),
        [
            new Convolution(Weights(seed, 0, 0.3, 4, 1, 3, 3), null, Window.Uniform(2, 1)),
            new Relu(),
            new Flatten(),
            new Dense(Weights(seed, 1, 0.2, 3, 64)),
        ]);

    /// <summary>One hidden layer.</summary>
    public static Network Dense(ulong seed, int inputs, int hidden, int outputs) => new(
        new Shape(inputs),
        [new Dense(Weights(seed, 0, 1, hidden, inputs)), new Relu(), new Dense(Weights(seed, 1, 1 / Math.Sqrt(hidden), outputs, hidden))]);

    private static Tensor Weights(ulong seed, uint layer, double deviation, params int[] extents)
    {
        var shape = new Shape(extents);
        var values = new float[shape.Length];
        new RandomStream(seed, layer, StreamPurpose.Experiment).FillNormal(0, values, deviation);
        return new Tensor(shape, values);
    }
}
