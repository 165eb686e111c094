using Espalier.Formats.Onnx.Operators;
using Espalier.Formats.Onnx.Schema;

namespace Espalier.Formats.Onnx;

/// <summary>Who makes which value and who uses it, for the nodes that the output depends on.</summary>
internal sealed class GraphOutline
{
    private readonly GraphMessage _graph;
    private readonly Origin _origin;
    private readonly Dictionary<string, int> _makers = [];
    private readonly Dictionary<string, int> _uses = [];
    private readonly bool[] _needed;

    public GraphOutline(GraphMessage graph, Origin origin)
    {
        (_graph, _origin) = (graph, origin);
        if (graph.SparseConstants.Count > 0) throw origin.Refusal("the graph holds sparse initialisers", "export dense weights");
        foreach (TensorMessage constant in graph.Constants)
        {
            if (constant.Name.Length == 0) throw origin.Refusal("an initialiser has no name", "export the network again");
            if (!Constants.TryAdd(constant.Name, constant)) throw Twice(constant.Name);
        }

        Input = OnlyInput();
        Output = OnlyOutput();
        RecordMakers();
        _needed = new bool[graph.Nodes.Count];
        MarkNeeded();
    }

    public Dictionary<string, TensorMessage> Constants { get; } = [];

    /// <summary>The one input that is no constant.</summary>
    public ValueMessage Input { get; }

    public string Output { get; }

    public static string PlaceOf(int index, NodeMessage node) =>
        node.Name.Length == 0 ? Invariant($"node {index} ({Origin.Quoted(node.Operator)[1..^1]})") : Invariant($"node {index} ({Origin.Quoted(node.Operator)[1..^1]} {Origin.Quoted(node.Name)})");

    /// <summary>The nodes that the output depends on, in the order of the file.</summary>
    public IEnumerable<int> Needed() => Enumerable.Range(0, _needed.Length).Where(index => _needed[index]);

    /// <summary>Refuses data that go two ways: a network is a chain.</summary>
    public void RequireSingleUse(string data)
    {
        int uses = _uses.GetValueOrDefault(data);
        if (uses <= 1) return;
        var users = Needed()
            .Where(index => _graph.Nodes[index].Inputs.Contains(data) && OperatorTable.UsesData(_graph.Nodes[index].Operator))
            .Take(3)
            .Select(index => PlaceOf(index, _graph.Nodes[index]))
            .ToList();
        if (data == Output) users.Add("the graph's output");
        throw _origin.At($"value {Origin.Quoted(data)}").Refusal(
            $"the data are used {uses} times (by {string.Join(", ", users)})", "only chains of layers are read: export a network without branches and residual connections");
    }

    /// <summary>Why a name has no value yet.</summary>
    public InvalidInputException Missing(string name, int user)
    {
        Origin place = _origin.At(PlaceOf(user, _graph.Nodes[user]));
        if (!_makers.TryGetValue(name, out int maker))
            return place.Refusal($"it uses {Origin.Quoted(name)}, which nothing makes", "export the network again");
        string made = PlaceOf(maker, _graph.Nodes[maker]);
        return maker < user
            ? place.Refusal($"it uses {Origin.Quoted(name)}, a second output of {made}", "export a network whose operators have one output")
            : place.Refusal($"it uses {Origin.Quoted(name)}, which only {made} makes", "the nodes must be in the order of computation, without cycles");
    }

    private ValueMessage OnlyInput()
    {
        // Old files list their initialisers among the inputs.
        var inputs = _graph.Inputs.Where(input => !Constants.ContainsKey(input.Name)).ToList();
        return inputs.Count == 1
            ? inputs[0]
            : throw _origin.Refusal($"the graph has {inputs.Count} inputs that are no constants{Listed(inputs)}", "export a network with one input");
    }

    private string OnlyOutput()
    {
        if (_graph.Outputs.Count != 1)
            throw _origin.Refusal($"the graph has {_graph.Outputs.Count} outputs{Listed(_graph.Outputs)}", "export a network with one output");
        ValueMessage output = _graph.Outputs[0];
        if (output.Type is not null && output.Type.Tensor is null) throw _origin.Refusal($"the output {Origin.Quoted(output.Name)} is no tensor", "export a network whose output is a tensor");
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
        Use(Output, open);
        while (open.TryPop(out string? name))
        {
            if (!_makers.TryGetValue(name, out int maker) || _needed[maker]) continue;
            _needed[maker] = true;
            bool isUse = OperatorTable.UsesData(_graph.Nodes[maker].Operator);
            foreach (string input in _graph.Nodes[maker].Inputs) Use(input, open, isUse);
        }
    }

    private void Use(string name, Stack<string> open, bool isUse = true)
    {
        if (name.Length == 0) return;
        if (isUse) _uses[name] = _uses.GetValueOrDefault(name) + 1;
        open.Push(name);
    }

    private InvalidInputException Twice(string name) =>
        _origin.At($"value {Origin.Quoted(name)}").Refusal("the name is given to two values", "every value of a graph needs its own name; export the network again");
}
