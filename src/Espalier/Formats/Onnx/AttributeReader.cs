using System.Collections.Immutable;
using Espalier.Formats.Onnx.Schema;

namespace Espalier.Formats.Onnx;

/// <summary>A node's attributes by name. An attribute that nobody asked for is refused: it might change the meaning.</summary>
internal sealed class AttributeReader
{
    private readonly Dictionary<string, AttributeMessage> _unread = [];
    private readonly Origin _origin;

    public AttributeReader(IEnumerable<AttributeMessage> attributes, Origin origin)
    {
        _origin = origin;
        foreach (AttributeMessage attribute in attributes)
        {
            if (attribute.Reference.Length > 0 || attribute.Subgraph is not null)
                throw Refusal(attribute.Name, "refers to a function or a graph", "export a network without functions and control flow");
            if (!_unread.TryAdd(attribute.Name, attribute)) throw Refusal(attribute.Name, "is given twice", "give it once");
        }
    }

    public bool Has(string name) => _unread.ContainsKey(name);

    public long Integer(string name, long otherwise)
    {
        AttributeMessage? found = Take(name, AttributeKind.Integer);
        if (found is null) return otherwise;
        return found.HasInteger ? found.Integer : throw WrongKind(name);
    }

    public float Number(string name, float otherwise)
    {
        AttributeMessage? found = Take(name, AttributeKind.Number);
        if (found is null) return otherwise;
        return found.HasNumber ? found.Number : throw WrongKind(name);
    }

    public string Text(string name, string otherwise)
    {
        AttributeMessage? found = Take(name, AttributeKind.Text);
        if (found is null) return otherwise;
        return found.HasText ? found.Text.ToStringUtf8() : throw WrongKind(name);
    }

    public TensorMessage Tensor(string name) => Take(name, AttributeKind.Tensor)?.Tensor ?? throw WrongKind(name);

    public ImmutableArray<long>? Integers(string name) => Take(name, AttributeKind.Integers) is { } found ? [.. found.Integers] : null;

    public ImmutableArray<float> Numbers(string name) => [.. Take(name, AttributeKind.Numbers)!.Numbers];

    /// <summary>A list of integers of a known length, each fitting 32 bits.</summary>
    public int[] Extents(string name, int count, int otherwise)
    {
        ImmutableArray<long>? found = Integers(name);
        if (found is null) return [.. Enumerable.Repeat(otherwise, count)];
        if (found.Value.Length != count)
            throw Refusal(name, $"has {found.Value.Length} values instead of {count}", "export a two-dimensional operator");
        foreach (long value in found.Value)
        {
            if (value is < 0 or > int.MaxValue) throw Refusal(name, $"holds {value}", "export it with values that are possible");
        }

        return [.. found.Value.Select(value => (int)value)];
    }

    /// <summary>Skips an attribute without an influence on the result.</summary>
    public void Ignore(string name) => _unread.Remove(name);

    public void RequireAllRead()
    {
        if (_unread.Count > 0) throw Refusal(_unread.Keys.First(), "is not supported", "export the network without it");
    }

    public InvalidInputException Refusal(string name, InvariantText problem, InvariantText remedy) =>
        _origin.Refusal($"the attribute {Origin.Quoted(name)} {problem}", remedy);

    private AttributeMessage? Take(string name, AttributeKind kind)
    {
        if (!_unread.Remove(name, out AttributeMessage? found)) return null;

        // Early writers left the kind out.
        return found.Kind == (int)AttributeKind.Unstated || found.Kind == (int)kind ? found : throw WrongKind(name);
    }

    private InvalidInputException WrongKind(string name) => Refusal(name, "has the wrong type", "export the network again");
}
