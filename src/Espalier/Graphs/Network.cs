using System.Collections.Immutable;
using Espalier.Graphs.Operators;

namespace Espalier.Graphs;

/// <summary>A feed-forward network: nodes in topological order whose shapes fit. Immutable.</summary>
/// <remarks>Value 0 is the input, value i + 1 what node i makes; the last value is the output.</remarks>
public sealed class Network
{
    private readonly ImmutableArray<Operator> _chain;

    /// <summary>Creates a network and checks that every operator accepts what it reads.</summary>
    /// <exception cref="ArgumentException">There is no node, a node reads what comes later, or shapes do not fit; the message says which.</exception>
    public Network(Shape input, ImmutableArray<Node> nodes)
    {
        ArgumentNullException.ThrowIfNull(input);
        if (nodes.IsDefaultOrEmpty) throw new ArgumentException("a network needs at least one layer");
        InputShape = input;
        Nodes = nodes;
        Shapes = ShapesOf(input, nodes);
        RequireReaders();
        if (nodes.Index().All(node => node.Item.Reads is [var only] && only == node.Index)) _chain = [.. nodes.Select(node => node.Operator)];
    }

    /// <summary>Creates a network in which every operator reads what the one before it makes.</summary>
    /// <inheritdoc cref="Network(Shape, ImmutableArray{Node})" path="/exception"/>
    public Network(Shape input, params ReadOnlySpan<Operator> layers)
        : this(input, ChainOf(layers))
    {
    }

    /// <summary>The shape of one input, without a batch dimension.</summary>
    public Shape InputShape { get; }

    /// <summary>The nodes in the order of computation.</summary>
    public ImmutableArray<Node> Nodes { get; }

    /// <summary>The shapes of the values: <c>Shapes[0]</c> enters the network, <c>Shapes[i + 1]</c> is what node i makes.</summary>
    public ImmutableArray<Shape> Shapes { get; }

    /// <summary>The shape of one output.</summary>
    public Shape OutputShape => Shapes[^1];

    /// <summary>Whether every node reads just what the one before it makes.</summary>
    public bool IsChain => !_chain.IsDefault;

    /// <summary>The operators of a chain in the order of computation.</summary>
    /// <exception cref="InvalidOperationException">The network is no chain.</exception>
    public ImmutableArray<Operator> Layers => IsChain ? _chain : throw new InvalidOperationException("the network is no chain of layers");

    /// <summary>The number of stored weights and biases.</summary>
    public long ParameterCount => Nodes.Sum(node => node.Operator.ParameterCount);

    /// <summary>The multiplications of one evaluation.</summary>
    internal long Multiplications
    {
        get
        {
            long sum = 0;
            for (int i = 0; i < Nodes.Length; i++) sum += Nodes[i].Operator.Multiplications(ShapesRead(i), Shapes[i + 1]);
            return sum;
        }
    }

    /// <summary>Double if any stored number is, else single.</summary>
    public Precision Precision =>
        Nodes.SelectMany(node => node.Operator.Parameters).Any(tensor => tensor.Precision == Precision.Double) ? Precision.Double : Precision.Single;

    /// <summary>The first stored number that is NaN or infinite: its node, its position in its tensor, and itself. Null if there is none.</summary>
    public (int Node, int Position, double Value)? FirstNonFinite()
    {
        for (int i = 0; i < Nodes.Length; i++)
        {
            foreach (Tensor tensor in Nodes[i].Operator.Parameters)
            {
                if (tensor.FirstNonFinite() is { } position) return (i, position, tensor[position]);
            }
        }

        return null;
    }

    /// <summary>The same graph with other operators, one for each node.</summary>
    /// <exception cref="ArgumentException">Shapes do not fit any more.</exception>
    public Network Map(Func<Operator, int, Operator> map)
    {
        ArgumentNullException.ThrowIfNull(map);
        return new Network(InputShape, [.. Nodes.Select((node, i) => node with { Operator = map(node.Operator, i) })]);
    }

    /// <summary>How messages name a node: its number and its kind.</summary>
    internal string Place(int node) => Invariant($"layer {node} ({Nodes[node].Operator.Kind})");

    /// <summary>The shapes that a node reads.</summary>
    internal Shape[] ShapesRead(int node) => [.. Nodes[node].Reads.Select(value => Shapes[value])];

    private static ImmutableArray<Node> ChainOf(ReadOnlySpan<Operator> layers)
    {
        var nodes = ImmutableArray.CreateBuilder<Node>(layers.Length);
        foreach (Operator layer in layers) nodes.Add(new Node(layer, [nodes.Count]));
        return nodes.MoveToImmutable();
    }

    private static ImmutableArray<Shape> ShapesOf(Shape input, ImmutableArray<Node> nodes)
    {
        var shapes = ImmutableArray.CreateBuilder<Shape>(nodes.Length + 1);
        shapes.Add(input);
        for (int i = 0; i < nodes.Length; i++)
        {
            try
            {
                shapes.Add(nodes[i].Operator.OutputShape([.. nodes[i].Reads.Select(value => shapes[value])]));
            }
            catch (Exception outside) when (outside is ArgumentOutOfRangeException or IndexOutOfRangeException)
            {
                throw new ArgumentException(Invariant($"layer {i}: it reads a value that is made later, or none"), outside);
            }
            catch (ArgumentException mismatch)
            {
                throw new ArgumentException(Invariant($"layer {i}: {mismatch.Message}"), mismatch);
            }
        }

        return shapes.MoveToImmutable();
    }

    /// <summary>What nobody reads is no part of the network.</summary>
    private void RequireReaders()
    {
        var isRead = new bool[Nodes.Length + 1];
        foreach (Node node in Nodes)
        {
            foreach (int value in node.Reads) isRead[value] = true;
        }

        for (int i = 0; i + 1 < Nodes.Length; i++)
        {
            if (!isRead[i + 1]) throw new ArgumentException(Invariant($"layer {i}: nothing reads what it makes"));
        }
    }
}
