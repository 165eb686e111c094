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
    /// <summary>Reads no number of the model, only what it says of its tensors.</summary>
    /// <exception cref="InvalidInputException">The file is no model.</exception>
    public static OnnxGrids Read(string path) => Read(StoredGrids.ReadModel(path), path);

    /// <summary>The same for the bytes of a model.</summary>
    /// <param name="content">The bytes.</param>
    /// <param name="source">What messages call them.</param>
    /// <exception cref="InvalidInputException">The bytes are no model.</exception>
    public static OnnxGrids Read(ReadOnlyMemory<byte> content, string source)
    {
        ModelMessage model = ModelParser.Parse(new NetworkContent(content, source), new Origin(source));
        if (model.Graph is not { } graph) throw new Origin(source).Refusal("the model holds no graph", "export it again");
        var stored = new Dictionary<string, TensorMessage>(StringComparer.Ordinal);
        foreach (TensorMessage tensor in graph.Constants) stored.TryAdd(tensor.Name, tensor);
        foreach (NodeMessage node in graph.Nodes)
        {
            // Exporters also keep weights in nodes, and hand them on under other names.
            if (node.Operator == "Constant" && node.Outputs.Count > 0 && node.Attributes.FirstOrDefault(each => each.Tensor is not null) is { } held)
                stored.TryAdd(node.Outputs[0], held.Tensor);
            if (node.Operator is "Identity" or "Cast" or "Transpose" or "DequantizeLinear" && node.Inputs.Count > 0 && node.Outputs.Count > 0
                && stored.TryGetValue(node.Inputs[0], out TensorMessage? same))
                stored.TryAdd(node.Outputs[0], same);
        }

        var grids = new List<OnnxGrid>();
        for (int i = 0; i < graph.Nodes.Count; i++)
        {
            NodeMessage node = graph.Nodes[i];
            if (node.Operator is not ("Conv" or "ConvTranspose" or "Gemm" or "MatMul" or "LSTM" or "GRU" or "RNN")) continue;
            foreach (string name in node.Inputs)
            {
                if (!stored.TryGetValue(name, out TensorMessage? tensor)
                    || tensor.Extents.Count < 2
                    || OnnxTypes.Of(tensor.ElementType) is not { } type)
                    continue;
                grids.Add(
                    new OnnxGrid(
                        GraphOutline.PlaceOf(i, node), node.Operator, tensor.Name.Length > 0 ? tensor.Name : name, type, [.. tensor.Extents]));
            }
        }

        long numbers = graph.Constants.Where(tensor => OnnxTypes.Of(tensor.ElementType) is { IsFloat: true })
            .Sum(tensor => tensor.Extents.Aggregate(1L, (product, extent) => product * Math.Clamp(extent, 0, int.MaxValue)));
        return new OnnxGrids(grids, numbers);
    }
}
