using Espalier.Formats.Onnx.Schema;
using Espalier.Numerics;

namespace Espalier.Formats.Onnx;

/// <summary>Finds the constant weights of linear maps in the bytes of a model, whatever its other operators are.</summary>
/// <remarks>
/// Of <c>Conv</c>, <c>ConvTranspose</c>, <c>Gemm</c>, <c>MatMul</c>, <c>LSTM</c>, <c>GRU</c>, <c>RNN</c>, and the tables that <c>Gather</c> looks
/// up, which is a product with one 1. Weights are float32 or float64, stored in the file itself in one piece; those of a body that a node runs
/// are left out. A tensor that several nodes read is one grid, in the order of the first.
/// </remarks>
public static class StoredGrids
{
    private const int MostExtents = 8;

    /// <summary>The bytes of a model's file.</summary>
    /// <exception cref="InvalidInputException">The file cannot be read.</exception>
    public static ReadOnlyMemory<byte> ReadModel(string path) => FileContent.Read(path);

    /// <summary>The grids in the order of the nodes that first read them.</summary>
    /// <param name="model">The bytes of a model.</param>
    /// <param name="source">What messages call it.</param>
    /// <exception cref="InvalidInputException">The bytes are no model, or its weights stand in other files.</exception>
    public static IReadOnlyList<StoredGrid> Of(ReadOnlyMemory<byte> model, string source)
    {
        var origin = new Origin(source);
        ModelMessage message = ModelParser.Parse(new NetworkContent(model, source), origin);
        List<Range> graphs = WireFields.Of(model.Span, 0..model.Length, ModelMessage.GraphFieldNumber);
        if (message.Graph is not { } graph || graphs.Count != 1) throw origin.Refusal("the model does not hold one graph", "export it again");
        Dictionary<string, Stored> stored = Constants(graph, model.Span, graphs[0], origin);
        var found = new List<StoredGrid>();
        var known = new HashSet<int>();
        foreach (NodeMessage node in graph.Nodes)
        {
            foreach ((string name, Stored tensor) in WeightsOf(node, stored))
                if (OrderOf(node, node.Inputs.IndexOf(name), tensor) is { IsSane: true } order
                    && tensor.Locate(model.Span, name, order) is { } grid && known.Add(grid.Offset))
                    found.Add(grid);
        }

        return found;
    }

    private static IEnumerable<(string Name, Stored Tensor)> WeightsOf(NodeMessage node, Dictionary<string, Stored> stored)
    {
        if (!GraphReader.IsStandard(node.Domain)) yield break;
        int[] places = node.Operator switch
        {
            "Conv" or "ConvTranspose" or "Gemm" => [1],
            "MatMul" => [0, 1],
            "LSTM" or "GRU" or "RNN" => [1, 2],
            "Gather" => [0],
            _ => [],
        };
        foreach (int place in places)
            if (place < node.Inputs.Count && stored.TryGetValue(node.Inputs[place], out Stored? tensor)) yield return (node.Inputs[place], tensor);
    }

    /// <summary>What a node makes of the extents of its weights; null for what is no grid.</summary>
    private static StoredOrder? OrderOf(NodeMessage node, int place, Stored tensor)
    {
        int[] extents = tensor.Extents;
        if (extents.Length < 2 || (tensor.IsTransposed && extents.Length != 2)) return null;
        int last = extents[^1];
        int before = Product(extents.AsSpan(..^2));
        StoredOrder? order = node.Operator switch
        {
            "Conv" => new StoredOrder(1, extents[0], extents[1], Product(extents.AsSpan(2..)), InputsFirst: false),
            "ConvTranspose" when Integer(node, "group", 1) is >= 1 and var groups && extents[0] % groups == 0 =>
                new StoredOrder((int)groups, extents[1], extents[0] / (int)groups, Product(extents.AsSpan(2..)), InputsFirst: true),
            "Gemm" when extents.Length == 2 => Integer(node, "transB", 0) != 0
                ? new StoredOrder(1, extents[0], last, 1, InputsFirst: false)
                : new StoredOrder(1, last, extents[0], 1, InputsFirst: true),
            "MatMul" when place == 1 => new StoredOrder(before, last, extents[^2], 1, InputsFirst: true),
            "MatMul" => new StoredOrder(1, before * extents[^2], last, 1, InputsFirst: false),
            "LSTM" or "GRU" or "RNN" => new StoredOrder(1, before * extents[^2], last, 1, InputsFirst: false),
            "Gather" when extents.Length == 2 && Integer(node, "axis", 0) == 0 => new StoredOrder(1, last, extents[0], 1, InputsFirst: true),
            _ => null,
        };
        return order is not null && tensor.IsTransposed ? order with { InputsFirst = !order.InputsFirst } : order;
    }

    private static long Integer(NodeMessage node, string name, long otherwise) =>
        node.Attributes.FirstOrDefault(each => each.Name == name) is { HasInteger: true } attribute ? attribute.Integer : otherwise;

    private static int Product(ReadOnlySpan<int> extents)
    {
        int product = 1;
        foreach (int extent in extents) product *= extent;
        return product;
    }

    /// <summary>The tensors of the graph, its nodes, and the other names under which nodes hand them on.</summary>
    private static Dictionary<string, Stored> Constants(GraphMessage graph, ReadOnlySpan<byte> content, Range bytes, Origin origin)
    {
        var stored = new Dictionary<string, Stored>(StringComparer.Ordinal);
        List<Range> constants = WireFields.Of(content, bytes, GraphMessage.ConstantsFieldNumber);
        for (int i = 0; i < constants.Count; i++)
            if (Stored.Of(graph.Constants[i], constants[i], origin) is { } tensor) stored.TryAdd(graph.Constants[i].Name, tensor);
        List<Range> nodes = WireFields.Of(content, bytes, GraphMessage.NodesFieldNumber);
        for (int i = 0; i < nodes.Count; i++)
        {
            NodeMessage node = graph.Nodes[i];
            if (!GraphReader.IsStandard(node.Domain) || node.Outputs.Count == 0) continue;
            Stored? made = node.Operator switch
            {
                "Constant" => InNode(node, content, nodes[i], origin),
                "Identity" when node.Inputs.Count > 0 => stored.GetValueOrDefault(node.Inputs[0]),
                "Transpose" when node.Inputs.Count > 0 => stored.GetValueOrDefault(node.Inputs[0])?.Transposed(node),
                _ => null,
            };
            if (made is not null) stored.TryAdd(node.Outputs[0], made);
        }

        return stored;
    }

    private static Stored? InNode(NodeMessage node, ReadOnlySpan<byte> content, Range bytes, Origin origin)
    {
        List<Range> attributes = WireFields.Of(content, bytes, NodeMessage.AttributesFieldNumber);
        for (int i = 0; i < attributes.Count; i++)
        {
            List<Range> tensors = WireFields.Of(content, attributes[i], AttributeMessage.TensorFieldNumber);
            if (node.Attributes[i].Name == "value" && tensors.Count == 1) return Stored.Of(node.Attributes[i].Tensor, tensors[0], origin);
        }

        return null;
    }

    /// <summary>A tensor and the bytes of its message.</summary>
    private sealed record Stored(NumberType Type, int[] Extents, Range Bytes, bool IsTransposed)
    {
        /// <summary>A tensor that may be a grid; null for others.</summary>
        public static Stored? Of(TensorMessage tensor, Range bytes, Origin origin)
        {
            if (tensor.Location != 0 || tensor.External.Count > 0)
                throw origin.Refusal("the model keeps weights in other files", "save it as a single file");
            bool isGrid = OnnxTypes.Of(tensor.ElementType) is NumberType.Float32 or NumberType.Float64
                && tensor.Segment is null
                && tensor.Extents.Count is >= 2 and <= MostExtents
                && tensor.Extents.All(extent => extent is >= 1 and <= int.MaxValue)
                && tensor.Extents.Aggregate((Int128)1, (product, extent) => product * extent) <= Array.MaxLength;
            if (!isGrid) return null;
            return new Stored(OnnxTypes.Of(tensor.ElementType)!.Value, [.. tensor.Extents.Select(extent => (int)extent)], bytes, IsTransposed: false);
        }

        /// <summary>The transposed matrix, which the same numbers are; null for other permutations.</summary>
        public Stored? Transposed(NodeMessage node)
        {
            AttributeMessage? order = node.Attributes.FirstOrDefault(each => each.Name == "perm");
            bool isMatrix = Extents.Length == 2 && (order is null || order.Integers is [1, 0]);
            return isMatrix ? this with { Extents = [Extents[1], Extents[0]], IsTransposed = !IsTransposed } : null;
        }

        /// <summary>Where its numbers stand; null if that is not one piece of just the right length.</summary>
        public StoredGrid? Locate(ReadOnlySpan<byte> content, string name, StoredOrder order)
        {
            var pieces = new List<Range>();
            int list = Type == NumberType.Float32 ? TensorMessage.PackedSinglesFieldNumber : TensorMessage.PackedDoublesFieldNumber;
            foreach (int field in (ReadOnlySpan<int>)[TensorMessage.RawFieldNumber, list]) pieces.AddRange(WireFields.Of(content, Bytes, field));
            if (pieces is not [{ Start.Value: var start, End.Value: var end }]) return null;
            return end - start == (long)order.Count * Type.Size ? new StoredGrid(name, Type, start, order) : null;
        }
    }
}
