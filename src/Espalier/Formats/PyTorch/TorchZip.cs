using Espalier.Formats.Archives;

namespace Espalier.Formats.PyTorch;

/// <summary>The format of PyTorch since 1.6: a zip file with a pickle, and one entry per storage.</summary>
internal static class TorchZip
{
    private const string PickleName = "data.pkl";

    /// <summary>The folder of the entries, with its final slash, or null if this is no PyTorch file.</summary>
    internal static string? Folder(ZipContent zip)
    {
        ZipEntry? pickle = zip.Entries.FirstOrDefault(
            entry => entry.Name == PickleName || entry.Name.EndsWith("/" + PickleName, StringComparison.Ordinal));
        return pickle?.Name[..^PickleName.Length];
    }

    internal static NamedTensors Read(ZipContent zip, string folder, Origin origin, ReadingBudget budget)
    {
        var entries = zip.Entries.ToDictionary(entry => entry.Name, StringComparer.Ordinal);
        if (entries.ContainsKey(folder + "constants.pkl"))
            throw origin.Refusal(
                "this is a TorchScript program, not a dictionary of tensors",
                "save the weights alone: torch.save(model.state_dict(), \"weights.pt\")");
        bool bigEndian = entries.TryGetValue(folder + "byteorder", out ZipEntry? order) && BigEndian(zip.Read(order).Span, origin);
        var machine = new PickleMachine(zip.Read(entries[folder + PickleName]), origin.At(PickleName), new TorchMeaning(), budget);
        object? root = machine.Run(0);
        return new StateDictionary(origin, budget, bigEndian, Storage).Read(root);

        ReadOnlyMemory<byte> Storage(TorchStorage storage) =>
            entries.TryGetValue($"{folder}data/{storage.Key}", out ZipEntry? entry)
                ? zip.Read(entry)
                : throw origin.At($"entry 'data/{storage.Key}'").Refusal("the storage of a tensor is missing", "write or download the file again");
    }

    private static bool BigEndian(ReadOnlySpan<byte> order, Origin origin)
    {
        if (order.SequenceEqual("little"u8)) return false;
        if (order.SequenceEqual("big"u8)) return true;
        throw origin.At("entry 'byteorder'").Refusal("the byte order is neither little nor big", "write or download the file again");
    }
}
