using System.Collections.Immutable;
using Espalier.Graphs.Operators;

namespace Espalier.Graphs;

/// <summary>Puts a network together node by node; what the output does not need is left out.</summary>
public sealed class GraphBuilder
{
    private readonly Shape _input;
    private readonly List<Node> _nodes = [];
    private readonly List<Shape> _shapes;

    /// <summary>Begins with the shape of the input.</summary>
    public GraphBuilder(Shape input)
    {
        _input = input;
        _shapes = [input];
    }

    /// <summary>The value that enters the network.</summary>
    public static int Input => 0;

    /// <summary>The number of nodes so far.</summary>
    public int Count => _nodes.Count;

    /// <summary>Adds a node and returns the value that it makes.</summary>
    /// <exception cref="ArgumentException">The operator does not accept what it would read.</exception>
    public int Add(Operator made, params ReadOnlySpan<int> reads)
    {
        ArgumentNullException.ThrowIfNull(made);
        var shapes = new Shape[reads.Length];
        for (int i = 0; i < shapes.Length; i++) shapes[i] = _shapes[reads[i]];
        _shapes.Add(made.OutputShape(shapes));
        _nodes.Add(new Node(made, [.. reads]));
        return _nodes.Count;
    }

    /// <summary>Gives what makes a value the name that a file has for it.</summary>
    public void Name(int value, string? name) => _nodes[value - 1] = _nodes[value - 1] with { Name = name };

    /// <summary>The shape of a value.</summary>
    public Shape ShapeOf(int value) => _shapes[value];

    /// <summary>What makes a value; null for the network's input.</summary>
    public Node? Maker(int value) => value == Input ? null : _nodes[value - 1];

    /// <summary>The network that computes one value.</summary>
    /// <exception cref="ArgumentException">The value is the network's input.</exception>
    public Network Build(int output)
    {
        if (output == Input) throw new ArgumentException("a network needs at least one layer");
        var isNeeded = new bool[_nodes.Count + 1];
        isNeeded[output] = true;
        for (int value = output; value > 0; value--)
        {
            if (!isNeeded[value]) continue;
            foreach (int read in _nodes[value - 1].Reads) isNeeded[read] = true;
        }

        var place = new int[_nodes.Count + 1];
        var kept = ImmutableArray.CreateBuilder<Node>();
        for (int value = 1; value <= output; value++)
        {
            if (!isNeeded[value]) continue;
            Node node = _nodes[value - 1];
            kept.Add(node with { Reads = [.. node.Reads.Select(read => place[read])] });
            place[value] = kept.Count;
        }

        return new Network(_input, kept.ToImmutable());
    }
}
