using System.Collections.Immutable;
using System.Globalization;

namespace Espalier.Formats.VnnLib;

/// <summary>Takes in the commands of a query one by one.</summary>
internal sealed class QueryReader(Origin origin)
{
    private const string Inputs = "X_";
    private const string Outputs = "Y_";
    private const int MaxVariables = 16_000_000;

    /// <summary>Version 1 declares element by element: X_i is variable i, and Y_i is this plus i until all are known.</summary>
    private const int FirstOutput = 1 << 28;

    private readonly List<VnnLibNetwork> _networks = [];
    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);
    private readonly List<VnnLibAssertion> _assertions = [];
    private readonly Dictionary<string, VnnLibTensor> _tensors = new(StringComparer.Ordinal);
    private readonly SortedSet<int> _elements = [];
    private int _variables;

    public void Accept(Term command)
    {
        switch (command.Head)
        {
            case "vnnlib-version" when command.Items is [_, { Word: { } version }]:
                if (!version.StartsWith("<2.", StringComparison.Ordinal))
                    throw Refusal(command, $"its version is {Origin.Quoted(version)}", "versions 1 and 2 are read");
                return;
            case "declare-network":
                DeclareNetwork(command);
                return;
            case "declare-const" when command.Items is [_, { Word: { } name }, { Word: { } type }]:
                DeclareElement(command, name, type);
                return;
            case "declare-fun" when command.Items is [_, { Word: { } name }, { Word: null, Items.IsEmpty: true }, { Word: { } type }]:
                DeclareElement(command, name, type);
                return;
            case "assert" when command.Items.Length == 2:
                _assertions.Add(new VnnLibAssertion(new FormulaReader(origin, Variable).Read(command.Items[1]), command.Line));
                return;
            case "set-logic" or "set-info" or "set-option" or "check-sat" or "get-model" or "exit":
                return;
            default:
                throw Refusal(
                    command,
                    $"the command {Origin.Quoted(command.Head ?? command.Word ?? "()")} is not read",
                    "declare networks, or elements such as X_0, and assert conditions on them");
        }
    }

    public VnnLibQuery Finish()
    {
        if (_networks.Count > 0) return new VnnLibQuery([.. _networks], [.. _assertions], origin.Source);
        int inputs = Count(0, Inputs), outputs = Count(FirstOutput, Outputs);
        if (inputs == 0) throw origin.Refusal("no input is declared", "declare a network, or the inputs as (declare-const X_0 Real)");
        VnnLibTensor x = new("X", "Real", [inputs], 0), y = new("Y", "Real", [outputs], inputs);
        int Place(int variable) => variable < FirstOutput ? variable : variable - FirstOutput + inputs;
        return new VnnLibQuery(
            [new VnnLibNetwork(string.Empty, [x], outputs > 0 ? [y] : [])],
            [.. _assertions.Select(each => each with { Condition = each.Condition.Renamed(Place) })],
            origin.Source);
    }

    /// <summary>How many elements there are from one on, all of which must be declared.</summary>
    private int Count(int first, string prefix)
    {
        int next = first;
        foreach (int element in _elements.GetViewBetween(first, first + MaxVariables))
        {
            if (element != next)
                throw origin.Refusal(
                    $"{prefix}{next - first} is not declared, though {prefix}{element - first} is", $"declare all of them from {prefix}0 on");
            next++;
        }

        return next - first;
    }

    private void DeclareElement(Term command, string name, string type)
    {
        if (_networks.Count > 0) throw Refusal(command, $"{Origin.Quoted(name)} belongs to no network", "declare it inside of a network");
        if (!string.Equals(type, "Real", StringComparison.Ordinal))
            throw Refusal(command, $"{Origin.Quoted(name)} is of type {Origin.Quoted(type)}", "declare inputs and outputs as Real");
        if (Element(name) is not { } element)
            throw Refusal(
                command,
                $"{Origin.Quoted(name)} is neither an input nor an output",
                $"name inputs X_0, X_1, … and outputs Y_0, Y_1, …, at most {MaxVariables} of them");
        if (!_elements.Add(element)) throw Refusal(command, $"{name} is declared twice", "declare it once");
    }

    private void DeclareNetwork(Term command)
    {
        if (_elements.Count > 0) throw Refusal(command, "a network is declared beside single inputs or outputs", "use one of the two styles");
        if (command.Items is not [_, { Word: { } name }, ..] || name.Contains('['))
            throw Refusal(command, "a network has no name", "write (declare-network f …)");
        if (_numbers.ContainsKey(name) || _tensors.ContainsKey(name))
            throw Refusal(command, $"{Origin.Quoted(name)} is declared twice", "give every network its own name");
        List<VnnLibTensor> inputs = [], outputs = [];
        int? equal = null, isomorphic = null;
        foreach (Term part in command.Items[2..])
        {
            switch (part.Head)
            {
                case "declare-input":
                    inputs.Add(Tensor(part));
                    break;
                case "declare-output":
                    outputs.Add(Tensor(part));
                    break;
                case "equal-to" when part.Items is [_, { Word: { } other }]:
                    equal = Other(part, other);
                    break;
                case "isomorphic-to" when part.Items is [_, { Word: { } other }]:
                    isomorphic = Other(part, other);
                    break;
                case "declare-hidden":
                    throw Refusal(part, "it speaks of a value inside of a network", "only inputs and outputs are read");
                default:
                    throw Refusal(
                        part,
                        $"{Origin.Quoted(part.Head ?? part.Word ?? "()")} is not read here",
                        "a network has equal-to or isomorphic-to, then declare-input and declare-output");
            }
        }

        if (inputs.Count == 0 || outputs.Count == 0)
            throw Refusal(command, $"{Origin.Quoted(name)} has no {(inputs.Count == 0 ? "input" : "output")}", "declare its inputs and outputs");
        _numbers.Add(name, _networks.Count);
        _networks.Add(new VnnLibNetwork(name, [.. inputs], [.. outputs], equal, isomorphic));
    }

    private int Other(Term part, string name) => _numbers.TryGetValue(name, out int number)
        ? number
        : throw Refusal(part, $"{Origin.Quoted(name)} is no earlier network", "name one that is declared before");

    private VnnLibTensor Tensor(Term part)
    {
        if (part.Items is not [_, { Word: { } name }, { Word: { } type }, { Word: { } extents }] || name.Contains('['))
            throw Refusal(part, "it is not a name, a type and extents", "write (declare-input X real [1, 5])");
        if (type.ToUpperInvariant() is not ("REAL" or "FLOAT16" or "FLOAT32" or "FLOAT64" or "BFLOAT16"))
            throw Refusal(part, $"{Origin.Quoted(name)} is of type {Origin.Quoted(type)}", "only real and floating-point elements are read");
        if (Indices(extents) is not { } shape || shape.Contains(0))
            throw Refusal(part, $"{Origin.Quoted(extents)} are no extents", "write whole numbers above 0, such as [1, 5]");
        long length = 1;
        foreach (int extent in shape) length = Math.Min(length * extent, MaxVariables + 1L);
        if (_variables + length > MaxVariables)
            throw Refusal(part, $"there are more than {MaxVariables} elements", "smaller networks are read");
        var tensor = new VnnLibTensor(name, type, shape, _variables);
        _variables += (int)length;
        if (!_tensors.TryAdd(name, tensor)) throw Refusal(part, $"{Origin.Quoted(name)} is declared twice", "give every tensor its own name");
        return tensor;
    }

    /// <summary>The variable that a word names.</summary>
    private int Variable(Term term, string word)
    {
        if (_networks.Count == 0) return Element(word) is { } element && _elements.Contains(element) ? element : throw Undeclared(term, word);
        int bracket = word.IndexOf('[', StringComparison.Ordinal);
        string name = bracket < 0 ? word : word[..bracket];
        if (!_tensors.TryGetValue(name, out VnnLibTensor? tensor)) throw Undeclared(term, word);
        if ((bracket < 0 ? [] : Indices(word[bracket..])) is not { } indices || indices.Length != tensor.Shape.Length)
            throw Refusal(term, $"{Origin.Quoted(word)} is no element", $"give {tensor.Shape.Length} indices, such as {name}[0]");
        int at = 0;
        for (int i = 0; i < indices.Length; i++)
        {
            if (indices[i] >= tensor.Shape[i])
                throw Refusal(term, $"{Origin.Quoted(word)} lies outside of {Origin.Bracketed(tensor.Shape)}", "count from 0");
            at = (at * tensor.Shape[i]) + indices[i];
        }

        return tensor.First + at;
    }

    private InvalidInputException Undeclared(Term term, string word) =>
        Refusal(term, $"{Origin.Quoted(word)} is not declared", "declare it before it is used, and write numbers as decimals");

    /// <summary>The numbers in brackets with commas between, or null.</summary>
    private static ImmutableArray<int>? Indices(string text)
    {
        if (text is not ['[', .. var inner, ']']) return null;
        if (inner.Length == 0) return [];
        string[] parts = inner.Split(',');
        var numbers = new int[parts.Length];
        for (int i = 0; i < parts.Length; i++)
        {
            if (!int.TryParse(parts[i], NumberStyles.None, CultureInfo.InvariantCulture, out numbers[i])) return null;
        }

        return [.. numbers];
    }

    private static int? Element(string name)
    {
        bool isInput = name.StartsWith(Inputs, StringComparison.Ordinal);
        if (!isInput && !name.StartsWith(Outputs, StringComparison.Ordinal)) return null;
        bool isNumber = int.TryParse(name.AsSpan(Inputs.Length), NumberStyles.None, CultureInfo.InvariantCulture, out int index)
            && (name.Length == Inputs.Length + 1 || name[Inputs.Length] != '0') && index < MaxVariables;
        return isNumber ? (isInput ? 0 : FirstOutput) + index : null;
    }

    private InvalidInputException Refusal(Term term, InvariantText problem, InvariantText remedy) => origin.At(term.Place).Refusal(problem, remedy);
}
