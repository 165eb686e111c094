using System.Collections.Immutable;
using Espalier.Formats.Onnx.Operators;
using Espalier.Formats.Onnx.Schema;
using Espalier.Graphs;

namespace Espalier.Formats.Onnx;

/// <summary>Walks a graph from its input to its output and makes a network of it.</summary>
internal sealed class GraphReader
{
    private const int OldestOperatorSet = 7;
    private const int NewestOperatorSet = 22;

    private readonly GraphMessage _graph;
    private readonly Origin _origin;
    private readonly Budget _budget;
    private readonly GraphOutline _outline;
    private readonly int _operatorSet;
    private readonly Dictionary<string, Constant> _initialisers = [];

    private GraphReader(ModelMessage model, Budget budget, Origin origin)
    {
        _operatorSet = OperatorSet(model, origin);
        if (model.Training.Count > 0) throw origin.Refusal("the model holds training information", "export it for inference");
        if (model.Functions.Count > 0) throw origin.Refusal("the model defines functions of its own", "export it with standard operators only");
        _graph = model.Graph ?? throw origin.Refusal("the model holds no graph", "export it again");
        (_origin, _budget) = (origin, budget);
        _outline = new GraphOutline(_graph, origin);
    }

    /// <summary>Reads the network of a model.</summary>
    /// <param name="model">The model, whose stored tensors are given up.</param>
    /// <param name="length">The length of the file, which bounds what may be spent.</param>
    /// <param name="origin">The file.</param>
    public static Network Read(ModelMessage model, int length, Origin origin)
    {
        var reader = new GraphReader(model, new Budget(length), origin);
        InputReading input = InputReading.Of(reader._outline.Input, origin);
        try
        {
            return reader.Walk(input.Data, input.Shape);
        }
        catch (InvalidInputException) when (input.Batched is not null)
        {
            try
            {
                return reader.Walk(input.Batched.Data, input.Batched.Shape);
            }
            catch (InvalidInputException)
            {
                // The first reading's complaint below is the one to show.
            }

            throw;
        }
    }

    private static int OperatorSet(ModelMessage model, Origin origin)
    {
        var standard = model.OperatorSets.Where(set => IsStandard(set.Domain)).Select(set => set.Version).Distinct().ToList();
        if (standard.Count == 0)
            throw origin.Refusal(
                "it names no version of the standard operators, so it is no ONNX model of today", "export an ONNX model with operator set 7 to 22");
        if (standard.Count > 1) throw origin.Refusal("it names several versions of the standard operators", "export it again");
        return standard[0] is >= OldestOperatorSet and <= NewestOperatorSet
            ? (int)standard[0]
            : throw origin.Refusal(
                $"it uses operator set {standard[0]}; {OldestOperatorSet} to {NewestOperatorSet} are read",
                "export it with one of these (onnx.version_converter can convert)");
    }

    private static bool IsStandard(string domain) => domain is "" or "ai.onnx";

    private Network Walk(Data input, Shape shape)
    {
        var values = new Dictionary<string, Value> { [_outline.Input.Name] = input };
        var draft = new GraphDraft(shape);
        foreach (int index in _outline.Needed())
        {
            NodeMessage node = _graph.Nodes[index];
            Value value = ReadNode(index, node, values, draft);
            if (node.Outputs.Count == 0 || node.Outputs[0].Length == 0)
                throw _origin.At(GraphOutline.PlaceOf(index, node)).Refusal("its first output has no name", "export the network again");
            values[node.Outputs[0]] = value;
        }

        if (values.GetValueOrDefault(_outline.Output) is not Data output)
            throw _origin.At($"output {Origin.Quoted(_outline.Output)}").Refusal(
                "it does not depend on the graph's input", "export a network whose output is computed from its input");
        return draft.Build(output);
    }

    private Value ReadNode(int index, NodeMessage node, Dictionary<string, Value> values, GraphDraft draft)
    {
        Origin origin = _origin.At(GraphOutline.PlaceOf(index, node));
        OperatorTable.Import import = OperatorTable.Find(node.Operator, IsStandard(node.Domain), node.Domain, origin);
        if (node.Outputs.Skip(1).Any(output => output.Length > 0) && !OperatorTable.MayHaveSecondOutput(node.Operator))
            throw origin.Refusal($"{Origin.Quoted(node.Operator)} has a second output", "export a network whose operators have one output");
        ImmutableArray<Value?> inputs = [.. node.Inputs.Select(name => name.Length == 0 ? null : ValueOf(name, index, values))];
        if (inputs.Any(input => input is ExtentList) && !OperatorTable.TakesExtents(node.Operator))
            throw origin.Refusal(
                $"{Origin.Quoted(node.Operator)} computes with the shape of the data",
                "export a network that computes shapes only to flatten its data");
        var attributes = new AttributeReader(node.Attributes, origin);
        var reader = new NodeReader(node.Operator, _operatorSet, inputs, attributes, draft, _budget, origin);
        try
        {
            Value value = import(reader);
            attributes.RequireAllRead();
            return value;
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
        return _initialisers[name] = TensorDecoding.Take(stored, _budget, _origin.At($"tensor {Origin.Quoted(name)}"));
    }
}
