using Espalier.Formats.Onnx.Schema;

namespace Espalier.Formats.Onnx;

/// <summary>Who makes which value, and which nodes the output depends on.</summary>
internal sealed class GraphOutline
{
    private readonly GraphMessage _graph;
    private readonly Origin _origin;
    private readonly Dictionary<string, int> _makers = [];
    private readonly bool[] _needed;

    public GraphOutline(GraphMessage graph, Origin origin, string? output)
    {
        (_graph, _origin) = (graph, origin);
        if (graph.SparseConstants.Count > 0) throw origin.Refusal("the graph holds sparse initialisers", "export dense weights");
        foreach (TensorMessage constant in graph.Constants)
        {
            if (constant.Name.Length == 0) throw origin.Refusal("an initialiser has no name", "export the network again");
            if (!Constants.TryAdd(constant.Name, constant)) throw Twice(constant.Name);
        }

        Input = OnlyInput();
        Output = Chosen(output);
        RecordMakers();
        _needed = new bool[graph.Nodes.Count];
        MarkNeeded();
    }

    public Dictionary<string, TensorMessage> Constants { get; } = [];

    /// <summary>The one input that is no constant.</summary>
    public ValueMessage Input { get; }

    /// <summary>The output that is computed.</summary>
    public string Output { get; }

    /// <summary>The outputs that are not.</summary>
    public string[] Others => [.. _graph.Outputs.Select(output => output.Name).Where(name => name != Output)];

    public static string PlaceOf(int index, NodeMessage node) =>
        node.Name.Length == 0
            ? Invariant($"node {index} ({Origin.Quoted(node.Operator)[1..^1]})")
            : Invariant($"node {index} ({Origin.Quoted(node.Operator)[1..^1]} {Origin.Quoted(node.Name)})");

    /// <summary>The nodes that the output depends on, in the order of the file.</summary>
    public IEnumerable<int> Needed() => Enumerable.Range(0, _needed.Length).Where(index => _needed[index]);

    /// <summary>Why a name has no value yet.</summary>
    public InvalidInputException Missing(string name, int user)
    {
        Origin place = _origin.At(PlaceOf(user, _graph.Nodes[user]));
        if (!_makers.TryGetValue(name, out int maker))
            return place.Refusal($"it uses {Origin.Quoted(name)}, which nothing makes", "export the network again");
        string made = PlaceOf(maker, _graph.Nodes[maker]);
        return maker < user
            ? place.Refusal($"it uses {Origin.Quoted(name)}, a second output of {made}", "export a network whose operators have one output")
            : place.Refusal(
                $"it uses {Origin.Quoted(name)}, which only {made} makes", "the nodes must be in the order of computation, without cycles");
    }

    private ValueMessage OnlyInput()
    {
        // Old files list their initialisers among the inputs.
        var inputs = _graph.Inputs.Where(input => !Constants.ContainsKey(input.Name)).ToList();
        return inputs.Count == 1
            ? inputs[0]
            : throw _origin.Refusal($"the graph has {inputs.Count} inputs that are no constants{Listed(inputs)}", "export a network with one input");
    }

    /// <summary>The output of a name, or the first.</summary>
    private string Chosen(string? name)
    {
        if (_graph.Outputs.Count == 0) throw _origin.Refusal("the graph has no outputs", "export the network again");
        ValueMessage output = name is null ? _graph.Outputs[0] : _graph.Outputs.FirstOrDefault(each => each.Name == name)
            ?? throw _origin.Refusal(
                $"the graph has no output {Origin.Quoted(name)}{Listed(_graph.Outputs)}", "name one of its outputs with `output`");
        if (output.Type is not null && output.Type.Tensor is null)
            throw _origin.Refusal($"the output {Origin.Quoted(output.Name)} is no tensor", "export a network whose output is a tensor");
        return output.Name;
    }

    private static string Listed(IReadOnlyCollection<ValueMessage> values) =>
        values.Count == 0 ? "" : $" ({string.Join(", ", values.Take(3).Select(v => Origin.Quoted(v.Name)))}{(values.Count > 3 ? ", …" : "")})";

    private void RecordMakers()
    {
        for (int index = 0; index < _graph.Nodes.Count; index++)
        {
            foreach (string output in _graph.Nodes[index].Outputs)
            {
                if (output.Length == 0) continue;
                if (!_makers.TryAdd(output, index) || Constants.ContainsKey(output) || output == Input.Name) throw Twice(output);
            }
        }
    }

    private void MarkNeeded()
    {
        var open = new Stack<string>();
        open.Push(Output);
        while (open.TryPop(out string? name))
        {
            if (!_makers.TryGetValue(name, out int maker) || _needed[maker]) continue;
            _needed[maker] = true;
            foreach (string input in _graph.Nodes[maker].Inputs)
                if (input.Length > 0) open.Push(input);
        }
    }

    private InvalidInputException Twice(string name) =>
        _origin.At($"value {Origin.Quoted(name)}").Refusal(
            "the name is given to two values", "every value of a graph needs its own name; export the network again");
}
