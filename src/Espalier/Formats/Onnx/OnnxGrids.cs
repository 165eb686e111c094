using Espalier.Formats.Elements;
using Espalier.Formats.Onnx.Schema;
using Espalier.Numerics;

namespace Espalier.Formats.Onnx;

/// <summary>The stored weights of one product or convolution in a model.</summary>
/// <param name="Node">The node, as messages name it.</param>
/// <param name="Operator">What it computes.</param>
/// <param name="Tensor">The name of its weights.</param>
/// <param name="Type">Their type.</param>
/// <param name="Extents">Their extents.</param>
public sealed record OnnxGrid(string Node, string Operator, string Tensor, NumberType Type, IReadOnlyList<long> Extents);

/// <summary>What can be told of a model whose operators are not all ours: its weight grids and how much it stores.</summary>
/// <param name="Grids">The weight grids in the order of the nodes.</param>
/// <param name="Stored">The number of stored floating-point numbers.</param>
public sealed record OnnxGrids(IReadOnlyList<OnnxGrid> Grids, long Stored)
{
    /// <summary>Reads no number of the model, only what it says of its tensors, also of those in the bodies of branches and loops.</summary>
    /// <exception cref="InvalidInputException">The file is no model.</exception>
    public static OnnxGrids Read(string path) => Read(StoredGrids.ReadModel(path), path);

    /// <summary>The same for the bytes of a model.</summary>
    /// <param name="content">The bytes.</param>
    /// <param name="source">What messages call them.</param>
    /// <exception cref="InvalidInputException">The bytes are no model.</exception>
    public static OnnxGrids Read(ReadOnlyMemory<byte> content, string source)
    {
        var origin = new Origin(source);
        ModelMessage model = ModelParser.Parse(new NetworkContent(content, source), origin);
        List<Range> graphs = WireFields.Of(content.Span, 0..content.Length, ModelMessage.GraphFieldNumber);
        if (model.Graph is not { } graph || graphs is not [var bytes]) throw origin.Refusal("the model holds no graph", "export it again");
        var walk = new Walk(content, origin);
        walk.Read(graph, bytes, "", around: null, depth: 0);
        return new OnnxGrids(walk.Grids, walk.Stored);
    }

    /// <summary>Goes through a graph and the bodies that its nodes run; a body reads what stands around it as well.</summary>
    private sealed class Walk(ReadOnlyMemory<byte> content, Origin origin)
    {
        /// <summary>Bodies within bodies beyond are passed over.</summary>
        private const int MostDepth = 16;

        public List<OnnxGrid> Grids { get; } = [];

        public long Stored { get; private set; }

        public void Read(GraphMessage graph, Range bytes, string place, Scope? around, int depth)
        {
            var stored = new Scope(around);
            foreach (TensorMessage tensor in graph.Constants)
            {
                stored.Add(tensor.Name, tensor);
                if (OnnxTypes.Of(tensor.ElementType) is { IsFloat: true })
                    Stored += StridedLayout.Count([.. tensor.Extents]) ?? 0;
            }

            List<Range> nodes = WireFields.Of(content.Span, bytes, GraphMessage.NodesFieldNumber);
            for (int i = 0; i < graph.Nodes.Count; i++)
            {
                NodeMessage node = graph.Nodes[i];
                HandOn(node, stored);
                Take(node, place, i, stored);
                if (depth == MostDepth || node.Attributes.All(each => each.Subgraph is null)) continue;
                List<Range> attributes = WireFields.Of(content.Span, nodes[i], NodeMessage.AttributesFieldNumber);
                for (int k = 0; k < attributes.Count; k++)
                {
                    foreach (Range body in WireFields.Of(content.Span, attributes[k], AttributeMessage.SubgraphFieldNumber))
                    {
                        GraphMessage inner = ModelParser.ParseBody(content.Span[body], origin);
                        Read(inner, body, $"{place}{GraphOutline.PlaceOf(i, node)}, {Origin.Quoted(node.Attributes[k].Name)}: ", stored, depth + 1);
                    }
                }
            }
        }

        /// <summary>Exporters also keep weights in nodes, and hand them on under other names.</summary>
        private static void HandOn(NodeMessage node, Scope stored)
        {
            if (node.Operator == "Constant" && node.Outputs.Count > 0 && node.Attributes.FirstOrDefault(each => each.Tensor is not null) is { } held)
                stored.Add(node.Outputs[0], held.Tensor);
            if (node.Operator is "Identity" or "Cast" or "Transpose" or "DequantizeLinear" && node.Inputs.Count > 0 && node.Outputs.Count > 0
                && stored.Find(node.Inputs[0]) is { } same)
                stored.Add(node.Outputs[0], same);
        }

        private void Take(NodeMessage node, string place, int index, Scope stored)
        {
            if (node.Operator is not ("Conv" or "ConvTranspose" or "Gemm" or "MatMul" or "LSTM" or "GRU" or "RNN")) return;
            bool isRecurrent = node.Operator is "LSTM" or "GRU" or "RNN";
            for (int i = 0; i < node.Inputs.Count; i++)
            {
                string name = node.Inputs[i];
                if (!(isRecurrent && i > 2)
                    && stored.Find(name) is { } tensor
                    && tensor.Extents.Count >= 2
                    && OnnxTypes.Of(tensor.ElementType) is { } type)
                    Grids.Add(
                        new OnnxGrid(
                            place + GraphOutline.PlaceOf(index, node),
                            node.Operator,
                            tensor.Name.Length > 0 ? tensor.Name : name,
                            type,
                            [.. tensor.Extents]));
            }
        }
    }

    /// <summary>The tensors that a graph names, the first of each name, before those of the graph around it.</summary>
    private sealed class Scope(Scope? around)
    {
        private readonly Dictionary<string, TensorMessage> _own = new(StringComparer.Ordinal);

        public void Add(string name, TensorMessage tensor) => _own.TryAdd(name, tensor);

        public TensorMessage? Find(string name) => _own.GetValueOrDefault(name) ?? around?.Find(name);
    }
}
