using System.Collections.Immutable;
using Espalier.Certificates;
using Espalier.Graphs;
using Espalier.Graphs.Operators;
using Espalier.Numerics.Random;

namespace Espalier.Tests.Certificates;

/// <summary>
/// Small random networks that are no chains, each a function of its seed: residual sums, joined values, splits, convolutions over
/// few pixels.
/// </summary>
internal sealed class GraphPairs(ulong seed)
{
    private readonly RandomStream _stream = new(seed, 78, StreamPurpose.Sampling);
    private ulong _next;

    /// <summary>How the second network comes about.</summary>
    public enum Relation
    {
        Perturbed,
        Identical,
        Pruned,
        OneNodeChanged,
        SplitSigns,
        OtherGraph,
    }

    /// <summary>Two networks with as many inputs and outputs, and a box.</summary>
    public (NetworkPair Pair, BoxDomain Box, Relation Relation) Draw()
    {
        int inputs = 1 + Below(2);
        int outputs = 1 + Below(2);
        bool image = Below(2) == 0;
        Network a = image ? Image(inputs, outputs) : Vectors(inputs, outputs);
        var relation = (Relation)Below(6);
        int one = Below(a.Nodes.Length);
        Network b = relation switch
        {
            Relation.Perturbed => OperatorPairs.Changed(a, (w, _) => w + (0.05 * Signed())),
            Relation.Identical => a,
            Relation.Pruned => OperatorPairs.Changed(a, (w, _) => Below(4) == 0 ? 0 : w),
            Relation.OneNodeChanged => OperatorPairs.Changed(a, (w, node) => node == one ? w + (0.2 * Signed()) : w),
            Relation.SplitSigns => WithSplits(a),
            _ => Vectors(inputs, outputs) is var other && image ? Flattened(other, a.InputShape) : other,
        };
        double[] middle = [.. Enumerable.Range(0, inputs).Select(_ => Signed())];
        double size = Math.Pow(10, (-1.5 * Share()) + 0.3);
        var box = new BoxDomain([.. middle.Select(x => x - size)], [.. middle.Select(x => x + size)]);
        return (Below(2) == 0 ? new NetworkPair(a, b) : new NetworkPair(b, a), box, relation);
    }

    /// <summary>h = relu(W·x), then two branches of h that are added or joined, with or without a ReLU before.</summary>
    private Network Vectors(int inputs, int outputs)
    {
        var graph = new GraphBuilder(new Shape(inputs));
        int width = 2 + Below(2);
        int h = graph.Add(new Relu(), graph.Add(Dense(width, inputs), GraphBuilder.Input));
        int branch = graph.Add(Dense(width, width), h);
        int inner = Below(2) == 0 ? branch : graph.Add(new Relu(), branch);
        int second = Below(2) == 0 ? h : graph.Add(Dense(width, inputs), GraphBuilder.Input);
        int joined = Below(2) == 0
            ? graph.Add(new Add(), [inner, second, .. Below(3) == 0 ? [inner] : (int[])[]])
            : graph.Add(new Concat(), inner, second);
        if (Below(2) == 0) joined = graph.Add(new Relu(), joined);
        return graph.Build(graph.Add(Dense(outputs, graph.ShapeOf(joined).Length), joined));
    }

    /// <summary>A residual block of convolutions over one row of pixels.</summary>
    private Network Image(int inputs, int outputs)
    {
        var graph = new GraphBuilder(new Shape(1, 1, inputs));
        int channels = 1 + Below(2);
        int h = graph.Add(new Relu(), graph.Add(Convolution(channels, 1), GraphBuilder.Input));
        int inner = graph.Add(Convolution(channels, channels), h);
        if (Below(2) == 0) inner = graph.Add(new ElementwiseAffine(Values(channels, 1, 1), Values(channels, 1, 1)), inner);
        int joined = Below(2) == 0 ? graph.Add(new Relu(), graph.Add(new Add(), inner, h)) : graph.Add(new Concat(), inner, h);
        int flat = graph.Add(new Flatten(), joined);
        return graph.Build(graph.Add(Dense(outputs, graph.ShapeOf(flat).Length), flat));
    }

    /// <summary>Every dense layer and convolution behind (relu(x), relu(−x)), with weights that differ a little between the two.</summary>
    private Network WithSplits(Network network)
    {
        var graph = new GraphBuilder(network.InputShape);
        var values = new int[network.Nodes.Length + 1];
        for (int i = 0; i < network.Nodes.Length; i++)
        {
            int[] reads = [.. network.Nodes[i].Reads.Select(read => values[read])];
            if (network.Nodes[i].Operator is Dense dense && Below(2) == 0)
            {
                int split = graph.Add(new Relu(), graph.Add(new SplitSigns(), reads[0]));
                values[i + 1] = graph.Add(new Dense(Doubled(dense.Weights, dense.Inputs), dense.Bias), split);
            }
            else if (network.Nodes[i].Operator is Convolution convolution && Below(2) == 0)
            {
                int split = graph.Add(new Relu(), graph.Add(new SplitSigns(), reads[0]));
                Shape kernel = convolution.Weights.Shape;
                Tensor doubled = Doubled(convolution.Weights, kernel[1] * kernel[2] * kernel[3]).Reshape(
                    new Shape(kernel[0], 2 * kernel[1], kernel[2], kernel[3]));
                values[i + 1] = graph.Add(new Convolution(doubled, convolution.Bias, convolution.Window), split);
            }
            else
            {
                values[i + 1] = graph.Add(network.Nodes[i].Operator, reads);
            }
        }

        return graph.Build(values[^1]);
    }

    private Tensor Doubled(Tensor weights, int row)
    {
        var values = new double[2 * weights.Length];
        for (int i = 0; i < weights.Length; i++)
        {
            int at = (i / row * 2 * row) + (i % row);
            (values[at], values[at + row]) = (weights[i] + (0.01 * Signed()), -weights[i]);
        }

        return new Tensor(new Shape(weights.Length / row, 2 * row), values);
    }

    private static Network Flattened(Network network, Shape input)
    {
        var nodes = ImmutableArray.CreateBuilder<Node>();
        nodes.Add(new Node(new Flatten(), [0]));
        foreach (Node node in network.Nodes) nodes.Add(node with { Reads = [.. node.Reads.Select(read => read + 1)] });
        return new Network(input, nodes.ToImmutable());
    }

    private Dense Dense(int outputs, int inputs) => new(Values(outputs, inputs), Below(2) == 0 ? Values(outputs) : null);

    private Convolution Convolution(int outputs, int inputs) =>
        new(Values(outputs, inputs, 1, 2), Below(2) == 0 ? Values(outputs) : null, new Window(Right: 1));

    private Tensor Values(params int[] extents)
    {
        var shape = new Shape(extents);
        return new Tensor(shape, Enumerable.Range(0, shape.Length).Select(_ => Signed()).ToArray());
    }

    /// <summary>Often a multiple of 1/8, so that values tie and vanish.</summary>
    private double Signed() => Below(2) == 0 ? (Below(17) - 8) / 8.0 : (2 * Share()) - 1;

    private double Share() => _stream.Uniform(_next++, 0, 1);

    private int Below(int limit) => Math.Min((int)(Share() * limit), limit - 1);
}
