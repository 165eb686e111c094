using System.Reflection;
using System.Runtime.InteropServices;
using System.Text;
using Espalier.Formats.Onnx.Schema;
using Espalier.Numerics;
using Espalier.OnnxRuntime;
using Google.Protobuf;

namespace Espalier.Bench.SubsetSums.Coded;

/// <summary>
/// A transformer inside a .NET library, with its vocabulary, run by ONNX Runtime. The embedding of a sentence is the mean of its last states.
/// </summary>
internal sealed class SentenceEncoder
{
    private readonly byte[] _model;
    private readonly WordPieces _pieces;
    private readonly int _threads;

    public SentenceEncoder(string library, int threads)
    {
        var assembly = Assembly.LoadFrom(library);
        _model = Resource(assembly, "model.onnx");
        _pieces = new WordPieces(Encoding.UTF8.GetString(Resource(assembly, "vocab.txt")));
        _threads = threads;
    }

    /// <summary>Writes the model as a file.</summary>
    public static void Save(string library, string path) => File.WriteAllBytes(path, new SentenceEncoder(library, 1)._model);

    /// <summary>The largest weight grids.</summary>
    public List<WeightGrid> Largest(int count) => WeightGrid.Largest(ModelMessage.Parser.ParseFrom(_model), count);

    /// <summary>Embeddings of sentences, with other weights in some grids.</summary>
    public float[][] Embed(IReadOnlyList<string> sentences, IReadOnlyList<WeightGrid> grids, IReadOnlyList<float[]> weights)
    {
        ModelMessage model = ModelMessage.Parser.ParseFrom(_model);
        Dictionary<string, TensorMessage> constants = model.Graph.Constants.ToDictionary(tensor => tensor.Name, StringComparer.Ordinal);
        for (int i = 0; i < grids.Count; i++)
        {
            float[] values = grids[i].IsTransposed ? WeightGrid.Transposed(weights[i], grids[i].Rows, grids[i].Columns) : weights[i];
            TensorMessage tensor = constants[grids[i].Name];
            tensor.PackedSingles.Clear();
            tensor.Raw = ByteString.CopyFrom(MemoryMarshal.AsBytes<float>(values));
        }

        using var engine = OnnxEngine.Of(model.ToByteArray(), "sentence encoder", _threads);
        return [.. sentences.Select(sentence => Embed(engine, _pieces.Split(sentence)))];
    }

    /// <summary>E[x·xᵀ] over the words of sentences of what the grids are multiplied with; of tables that are looked up nothing.</summary>
    public Dictionary<string, double[]> Moments(IReadOnlyList<string> sentences, IReadOnlyList<WeightGrid> grids)
    {
        ModelMessage model = ModelMessage.Parser.ParseFrom(_model);
        Dictionary<string, WeightGrid> known = grids.ToDictionary(grid => grid.Name, StringComparer.Ordinal);
        (WeightGrid Grid, string Read)[] reads =
        [
            .. from node in model.Graph.Nodes
               where node.Operator == "MatMul" && known.ContainsKey(node.Inputs[1])
               select (known[node.Inputs[1]], node.Inputs[0]),
        ];
        string[] names = [.. reads.Select(read => read.Read).Distinct(StringComparer.Ordinal)];
        foreach (string name in names) model.Graph.Outputs.Add(new ValueMessage { Name = name });
        using var engine = OnnxEngine.Of(model.ToByteArray(), "sentence encoder", _threads);
        var sums = reads.ToDictionary(read => read.Grid.Name, read => new float[read.Grid.Columns * read.Grid.Columns], StringComparer.Ordinal);
        long met = 0;
        foreach (string sentence in sentences)
        {
            int[] words = _pieces.Split(sentence);
            met += words.Length;
            IReadOnlyDictionary<string, EngineTensor> values = engine.Run(Inputs(engine, words), names);
            foreach ((WeightGrid grid, string read) in reads)
            {
                var view = new MatrixView<float>(Array.ConvertAll(values[read].Values, value => (float)value), words.Length, grid.Columns);
                MatrixProduct.Multiply(view.Transposed, view, sums[grid.Name], accumulate: true, threads: _threads);
            }
        }

        return sums.ToDictionary(each => each.Key, each => Array.ConvertAll(each.Value, sum => (double)sum / met), StringComparer.Ordinal);
    }

    private static float[] Embed(OnnxEngine engine, int[] words)
    {
        string output = engine.Outputs[0].Name;
        double[] states = engine.Run(Inputs(engine, words), [output])[output].Values;
        var mean = new float[states.Length / words.Length];
        for (int i = 0; i < states.Length; i++) mean[i % mean.Length] += (float)(states[i] / words.Length);
        return mean;
    }

    private static Dictionary<string, EngineTensor> Inputs(OnnxEngine engine, int[] words) => engine.Inputs.ToDictionary(
        input => input.Name,
        input => new EngineTensor(input.Type, [1, words.Length], [.. words.Select(word => (double)(input.Name switch
        {
            "input_ids" => word,
            "attention_mask" => 1,
            _ => 0,
        }))]));

    private static byte[] Resource(Assembly assembly, string name)
    {
        string full = assembly.GetManifestResourceNames().Single(each => each.EndsWith(name, StringComparison.Ordinal));
        using Stream stream = assembly.GetManifestResourceStream(full)!;
        using var memory = new MemoryStream();
        stream.CopyTo(memory);
        return memory.ToArray();
    }
}
