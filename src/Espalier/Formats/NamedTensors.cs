using System.Collections.Immutable;
using System.Globalization;
using Espalier.Formats.Architectures;
using Espalier.Graphs;

namespace Espalier.Formats;

/// <summary>A tensor and the name that a file gives it.</summary>
public sealed record NamedTensor(string Name, Tensor Tensor);

/// <summary>Something in a file that is no tensor of floating-point numbers, and why it was passed over.</summary>
public sealed record SkippedTensor(string Name, string Reason);

/// <summary>A dictionary of tensors in the order of its file, with text beside it. Immutable.</summary>
/// <remarks>This is all that PyTorch state dictionaries, safetensors and npz files hold: no architecture.</remarks>
public sealed class NamedTensors
{
    /// <summary>The key of the metadata under which files carry the text of an <see cref="Architecture"/>.</summary>
    public const string ArchitectureKey = "espalier.architecture";

    /// <summary>The key under which they carry the names of all tensors in the order of the layers, one a line.</summary>
    private const string OrderKey = "espalier.tensors";

    private readonly Dictionary<string, Tensor> _byName;

    /// <summary>Creates a dictionary.</summary>
    /// <exception cref="ArgumentException">A name occurs twice.</exception>
    public NamedTensors(
        IEnumerable<NamedTensor> tensors,
        IReadOnlyDictionary<string, string>? metadata = null,
        IEnumerable<SkippedTensor>? skipped = null)
    {
        ArgumentNullException.ThrowIfNull(tensors);
        Tensors = [.. tensors];
        Metadata = metadata is null
            ? ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal)
            : metadata.ToImmutableSortedDictionary(StringComparer.Ordinal);
        Skipped = skipped is null ? [] : [.. skipped];
        _byName = new Dictionary<string, Tensor>(Tensors.Length, StringComparer.Ordinal);
        foreach ((string name, Tensor tensor) in Tensors)
        {
            if (!_byName.TryAdd(name, tensor)) throw new ArgumentException($"the tensor '{name}' occurs twice");
        }
    }

    /// <summary>The tensors in their order.</summary>
    public ImmutableArray<NamedTensor> Tensors { get; }

    /// <summary>Text that travels with the tensors, by ordinal key.</summary>
    public ImmutableSortedDictionary<string, string> Metadata { get; }

    /// <summary>What the file holds beside them: whole numbers, counters, empty tensors.</summary>
    public ImmutableArray<SkippedTensor> Skipped { get; }

    /// <summary>The tensor of a name, or null.</summary>
    public Tensor? Find(string name) => _byName.GetValueOrDefault(name);

    /// <summary>
    /// The parameters of a network with its architecture as metadata. They have the names of the file that the network came from;
    /// where it gave none, they are named by layer (<c>0.weight</c>, <c>0.bias</c>, <c>2.weight</c>, …; <c>scale</c> and <c>shift</c>
    /// for elementwise layers) as <c>torch.nn.Sequential</c> would.
    /// </summary>
    public static NamedTensors Of(Network network)
    {
        ArgumentNullException.ThrowIfNull(network);
        var tensors = new List<NamedTensor>();
        string[] names = NodeNames.Of(network, i => i.ToString(CultureInfo.InvariantCulture));
        for (int i = 0; i < network.Nodes.Length; i++)
        {
            foreach ((string role, Tensor tensor) in network.Nodes[i].Operator.NamedParameters)
                tensors.Add(new NamedTensor(NodeNames.Joined(names[i], role), tensor));
        }

        var metadata = new Dictionary<string, string>(StringComparer.Ordinal) { [ArchitectureKey] = Architecture.Of(network).Format() };
        if (network.Nodes.Any(node => node.Name is not null)) metadata[OrderKey] = string.Join('\n', tensors.Select(tensor => tensor.Name));
        return new NamedTensors(tensors, metadata);
    }

    /// <summary>The same tensors in the order that the metadata states, or null where it states none.</summary>
    /// <exception cref="InvalidInputException">It names other tensors than the file holds.</exception>
    internal NamedTensors? InStatedOrder(string source)
    {
        if (!Metadata.TryGetValue(OrderKey, out string? stated)) return null;
        string[] names = stated.Split('\n');
        return names.Length == Tensors.Length && names.Distinct(StringComparer.Ordinal).Count() == names.Length && names.All(_byName.ContainsKey)
            ? new NamedTensors(names.Select(name => new NamedTensor(name, _byName[name])), Metadata, Skipped)
            : throw new InvalidInputException(source, OrderKey, "it does not name the tensors of the file", "write the network again");
    }

    /// <summary>The same tensors sorted by name, numbers within names by their value.</summary>
    /// <remarks>The safetensors library writes names in ordinal order (10 before 2), which is no order of layers.</remarks>
    internal NamedTensors InNaturalOrder() =>
        new(Tensors.OrderBy(tensor => tensor.Name, NaturalOrder.Instance), Metadata, Skipped);
}
