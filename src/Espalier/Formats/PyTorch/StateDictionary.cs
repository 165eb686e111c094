using Espalier.Formats.Elements;
using Espalier.Graphs;
using Espalier.Numerics;

namespace Espalier.Formats.PyTorch;

/// <summary>Turns the value of a pickle into tensors: finds the dictionary of weights, checks every view, then reads it.</summary>
/// <param name="origin">The file.</param>
/// <param name="budget">What may still be allocated.</param>
/// <param name="bigEndian">The byte order of the storages.</param>
/// <param name="read">The bytes of a storage.</param>
internal sealed class StateDictionary(Origin origin, ReadingBudget budget, bool bigEndian, Func<TorchStorage, ReadOnlyMemory<byte>> read)
{
    /// <summary>The usual keys of the weights within a checkpoint.</summary>
    private static readonly string[] Keys = ["state_dict", "model_state_dict", "model"];

    private readonly Dictionary<string, ReadOnlyMemory<byte>> _contents = new(StringComparer.Ordinal);

    internal NamedTensors Read(object? root)
    {
        if (root is not PickleDictionary outer)
        {
            throw origin.Refusal(
                root is TorchTensor ? "the file holds a single tensor, not a dictionary of them" : "the file holds no dictionary of tensors",
                "save a dictionary: torch.save(model.state_dict(), \"weights.pt\")");
        }

        PickleDictionary weights = Weights(outer);
        var tensors = new List<NamedTensor>();
        var skipped = new List<SkippedTensor>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
        AddText(outer, metadata);
        foreach ((object? key, object? value) in weights.Items)
        {
            budget.Take(ReadingBudget.TensorCost, "the dictionary");
            if (key is not string name) throw origin.Refusal("a key of the dictionary is no text", "name every tensor by text");
            if (!names.Add(name)) throw origin.At($"tensor '{name}'").Refusal("the name occurs twice", "give every tensor its own name");
            string? reason = ReasonToSkip(value);
            if (reason is not null) skipped.Add(new SkippedTensor(name, reason));
            else tensors.Add(new NamedTensor(name, ReadTensor(name, (TorchTensor)value!)));
        }

        return new NamedTensors(tensors, metadata, skipped);
    }

    private PickleDictionary Weights(PickleDictionary outer)
    {
        if (outer.Items.Exists(item => item.Value is TorchTensor)) return outer;
        foreach (string key in Keys)
        {
            if (outer.Find(key) is PickleDictionary inner && inner.Items.Exists(item => item.Value is TorchTensor)) return inner;
        }

        throw origin.Refusal(
            "the dictionary holds no tensors, neither itself nor under 'state_dict', 'model_state_dict' or 'model'",
            "save the weights alone: torch.save(model.state_dict(), \"weights.pt\")");
    }

    /// <summary>Text beside the tensors travels along as metadata, for the sake of an architecture.</summary>
    private void AddText(PickleDictionary outer, Dictionary<string, string> metadata)
    {
        foreach ((object? key, object? value) in outer.Items)
        {
            if (key is not string name || value is not string text) continue;
            budget.Take(ReadingBudget.TensorCost, "the dictionary");
            metadata[name] = text;
        }
    }

    private static string? ReasonToSkip(object? value) => value switch
    {
        TorchTensor tensor when !tensor.Storage.Element.IsFloat => $"its elements are {tensor.Storage.Element.Name}",
        TorchTensor tensor when tensor.Extents.Contains(0) => "it has no elements",
        TorchTensor => null,
        _ => "it is no tensor",
    };

    private Tensor ReadTensor(string name, TorchTensor tensor)
    {
        string place = $"tensor '{name}'";
        Shape shape = StridedLayout.TryShape(tensor.Extents)
            ?? throw origin.At(place).Refusal(
                $"its size ({string.Join(", ", tensor.Extents)}) is none that an array can have", "write or download the file again");
        StridedLayout layout = StridedLayout.TryStrided(shape, tensor.Offset, tensor.Strides, tensor.Storage.Count)
            ?? throw origin.At(place).Refusal(
                $"it reaches outside of its storage of {tensor.Storage.Count} elements", "write or download the file again");
        var array = new StoredArray(tensor.Storage.Element, bigEndian, layout);
        ReadOnlyMemory<byte> bytes = Content(tensor.Storage, place);
        budget.Take(array.TensorBytes, place);
        return array.Read(bytes.Span);
    }

    private ReadOnlyMemory<byte> Content(TorchStorage storage, string place)
    {
        if (_contents.TryGetValue(storage.Key, out ReadOnlyMemory<byte> known)) return known;
        ReadOnlyMemory<byte> bytes = read(storage);
        if (bytes.Length != (Int128)storage.Count * storage.Element.Size)
            throw origin.At(place).Refusal(
                $"its storage has {bytes.Length} bytes, not {storage.Count} elements of {storage.Element.Name}", "write or download the file again");
        _contents.Add(storage.Key, bytes);
        return bytes;
    }
}
