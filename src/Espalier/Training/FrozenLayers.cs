using Espalier.Graphs;
using Espalier.Numerics.Random;

namespace Espalier.Training;

/// <summary>Layers that stand before the trained ones and never change, so that what they make of the examples is computed once.</summary>
public static class FrozenLayers
{
    /// <summary>
    /// The convolutions of LeNet-5 for images of 1 × 28 × 28: 6 kernels of 5 × 5 with padding 2, 16 of 5 × 5, each with ReLU and
    /// pooling by 2; 400 features. Weights are normal with variance 2 / fan-in (Kaiming), without biases.
    /// </summary>
    /// <param name="seed">Convolution i, from 0, is tensor 2²⁰ + i of the seed, with the purpose of training.</param>
    public static Network LeNet5(ulong seed)
    {
        uint next = 0;
        return Of(Blueprints.LeNet5(), "LeNet-5").Map(
            (made, _) => made.Grid is { } grid ? made.Form.WithWeights(Drawn(seed, next++, grid.Weights.Shape), null) : made);
    }

    /// <summary>All layers of a network before its first dense one.</summary>
    /// <param name="network">A network with dense layers at its end.</param>
    /// <param name="source">Where it came from, for the message.</param>
    /// <exception cref="InvalidInputException">It begins with a dense layer, has none, or branches there.</exception>
    public static Network Of(Network network, string source)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(source);
        int dense = network.Nodes.TakeWhile(node => node.Operator.Grid is not { Places: 1 }).Count();
        if (dense == network.Nodes.Length)
            throw new InvalidInputException(
                source, null, "the network has no dense layer", "name one whose frozen layers end where dense ones begin");
        if (network.Nodes.Take(dense).All(node => node.Operator.KeepsElements))
            throw new InvalidInputException(
                source, null, "the network has no layers before its first dense one", "leave the option out, or name one with convolutions");
        if (network.Nodes.Skip(dense).Any(node => node.Reads.Any(value => value < dense)))
            throw new InvalidInputException(
                source, null, "the network branches before its first dense layer", "name one whose frozen layers end in one value");
        return new Network(network.InputShape, network.Nodes[..dense]);
    }

    private static Tensor Drawn(ulong seed, uint layer, Shape shape)
    {
        const uint FirstTensor = 1 << 20;
        float[] weights = new float[shape.Length];
        new NormalDistribution(Math.Sqrt(2.0 * shape[0] / shape.Length)).Fill(
            new RandomStream(seed, FirstTensor + layer, StreamPurpose.Training), 0, weights);
        return Tensor.Own(shape, weights);
    }
}
