using System.Collections.Immutable;
using Espalier.Formats.Onnx.Operators;
using Espalier.Formats.Onnx.Schema;
using Espalier.Graphs;

namespace Espalier.Formats.Onnx;

/// <summary>Walks a graph from its input to its output and makes a network of it.</summary>
internal sealed class GraphReader
{
    private const int OldestOperatorSet = 7;
    private const int NewestOperatorSet = 23;

    private readonly GraphMessage _graph;
    private readonly Origin _origin;
    private readonly Budget _budget;
    private readonly ExternalData _beside;
    private readonly List<string> _notes = [];
    private readonly GraphOutline _outline;
    private readonly int _operatorSet;
    private readonly bool _isOurs;
    private readonly Dictionary<string, Constant> _initialisers = [];

    private GraphReader(ModelMessage model, Budget budget, Origin origin, string? folder, string? output)
    {
        _beside = new ExternalData(folder, budget);
        _operatorSet = OperatorSet(model, origin);
        _isOurs = model.ProducerName == GraphWriter.Producer;
        if (model.Training.Count > 0) throw origin.Refusal("the model holds training information", "export it for inference");
        if (model.Functions.Count > 0) throw origin.Refusal("the model defines functions of its own", "export it with standard operators only");
        _graph = model.Graph ?? throw origin.Refusal("the model holds no graph", "export it again");
        (_origin, _budget) = (origin, budget);
        _outline = new GraphOutline(_graph, origin, output);
    }

    /// <summary>Reads the network of a model.</summary>
    /// <param name="model">The model, whose stored tensors are given up.</param>
    /// <param name="length">The length of the file, which bounds what may be spent.</param>
    /// <param name="origin">The file.</param>
    /// <param name="folder">The folder of the file, in which its other data are; null where there is none.</param>
    /// <param name="output">The name of the output that is wanted; null for the first.</param>
    /// <returns>The network, and what is worth knowing of how it was read.</returns>
    public static (Network Network, string? Note) Read(ModelMessage model, int length, Origin origin, string? folder = null, string? output = null)
    {
        var reader = new GraphReader(model, new Budget(length), origin, folder, output);
        Network network = reader.Read();
        if (output is null && reader._outline.Others is { Length: > 0 } others)
            reader._notes.Add(
                $"{origin.Source}: of its outputs {reader._outline.Output} is taken (`output` chooses among it and {string.Join(", ", others)})");
        return (network, reader._notes.Count == 0 ? null : string.Join("; ", reader._notes.Distinct()));
    }

    private Network Read()
    {
        InputReading input = InputReading.Of(_outline.Input, _origin);
        try
        {
            return Walk(input.Data, input.Shape, takesRows: input.Batched is null);
        }
        catch (InvalidInputException) when (input.Batched is not null)
        {
            if (Tried(input.Batched) is { } batched) return batched;
            if (Tried(input) is { } rows) return rows;

            // The first reading's complaint is the one to show.
            throw;
        }
    }

    private Network? Tried(InputReading input)
    {
        try
        {
            return Walk(input.Data, input.Shape, takesRows: true);
        }
        catch (InvalidInputException)
        {
            return null;
        }
    }

    private static int OperatorSet(ModelMessage model, Origin origin)
    {
        var standard = model.OperatorSets.Where(set => IsStandard(set.Domain)).Select(set => set.Version).Distinct().ToList();
        if (standard.Count == 0)
            throw origin.Refusal(
                "it names no version of the standard operators, so it is no ONNX model of today",
                $"export an ONNX model with operator set {OldestOperatorSet} to {NewestOperatorSet}");
        if (standard.Count > 1) throw origin.Refusal("it names several versions of the standard operators", "export it again");
        return standard[0] is >= OldestOperatorSet and <= NewestOperatorSet
            ? (int)standard[0]
            : throw origin.Refusal(
                $"it uses operator set {standard[0]}; {OldestOperatorSet} to {NewestOperatorSet} are read",
                "export it with one of these (onnx.version_converter can convert)");
    }

    /// <summary>What our writer calls the tensors of nodes that have no name.</summary>
    private static bool IsNumbered(string name) =>
        name.StartsWith(GraphWriter.Numbered, StringComparison.Ordinal)
            && name.Length > GraphWriter.Numbered.Length
            && char.IsAsciiDigit(name[GraphWriter.Numbered.Length]);

    /// <summary>Whether a domain is that of the standard operators.</summary>
    public static bool IsStandard(string domain) => domain is "" or "ai.onnx";

    /// <summary>Makes the network for one reading of its input.</summary>
    /// <param name="input">The input as the graph sees it.</param>
    /// <param name="shape">The shape of one sample.</param>
    /// <param name="takesRows">Whether several rows that are no batch may be multiplied by a matrix.</param>
    private Network Walk(Data input, Shape shape, bool takesRows)
    {
        var values = new Dictionary<string, Value> { [_outline.Input.Name] = input };
        var draft = new GraphDraft(shape) { TakesRows = takesRows };
        foreach (int index in _outline.Needed())
        {
            NodeMessage node = _graph.Nodes[index];
            if (node.Outputs.Count == 0 || node.Outputs[0].Length == 0)
                throw _origin.At(GraphOutline.PlaceOf(index, node)).Refusal("its first output has no name", "export the network again");
            ReadNode(index, node, values, draft);
        }

        if (values.GetValueOrDefault(_outline.Output) is not Data output)
            throw _origin.At($"output {Origin.Quoted(_outline.Output)}").Refusal(
                "it does not depend on the graph's input", "export a network whose output is computed from its input");
        return draft.Build(output);
    }

    private void ReadNode(int index, NodeMessage node, Dictionary<string, Value> values, GraphDraft draft)
    {
        Origin origin = _origin.At(GraphOutline.PlaceOf(index, node));
        OperatorTable.Import import = OperatorTable.Find(node.Operator, IsStandard(node.Domain), node.Domain, origin);
        ImmutableArray<Value?> inputs = [.. node.Inputs.Select(name => name.Length == 0 ? null : ValueOf(name, index, values))];
        if (inputs.Any(input => input is ExtentList) && !OperatorTable.TakesExtents(node.Operator))
            throw origin.Refusal(
                $"{Origin.Quoted(node.Operator)} computes with the shape of the data",
                "export a network that computes shapes only to flatten its data");
        var attributes = new AttributeReader(node.Attributes, origin);
        var reader = new NodeReader(node.Operator, _operatorSet, inputs, node.Outputs.Count, attributes, draft, _budget, _notes, origin);
        try
        {
            Value value = import(reader);
            attributes.RequireAllRead();
            values[node.Outputs[0]] = value;
            for (int i = 0; i < reader.More.Count && i + 1 < node.Outputs.Count; i++) values[node.Outputs[i + 1]] = reader.More[i];
        }
        catch (ArgumentException mismatch)
        {
            throw origin.Refusal(mismatch.Message, "export a network whose layers fit", mismatch);
        }
    }

    private Value ValueOf(string name, int user, Dictionary<string, Value> values)
    {
        if (values.TryGetValue(name, out Value? value)) return value;
        if (_initialisers.TryGetValue(name, out Constant? known)) return known;
        if (!_outline.Constants.TryGetValue(name, out TensorMessage? stored)) throw _outline.Missing(name, user);
        Constant constant = TensorDecoding.Take(stored, _budget, _origin.At($"tensor {Origin.Quoted(name)}"), _beside);
        return _initialisers[name] = constant with { Name = _isOurs && IsNumbered(name) ? null : name };
    }
}
