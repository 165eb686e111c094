using System.Buffers.Binary;
using Espalier.Numerics;

namespace Espalier.Formats.PyTorch;

/// <summary>
/// The format of PyTorch before 1.6: pickles of a magic number, a protocol number, facts about the writing machine, the object,
/// and the keys of its storages; then the storages, each a count and its elements, always little-endian.
/// </summary>
internal static class TorchLegacy
{
    private const long ProtocolVersion = 1001;

    /// <summary>The number 0x1950a86a20f9469cfc6c as a pickle writes it, after the opcode and the length.</summary>
    private static ReadOnlySpan<byte> Magic => [0x8a, 10, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19, (byte)'.'];

    /// <summary>Whether a file starts with the magic number; pickle protocols from 4 on may put a frame before it.</summary>
    internal static bool Recognises(ReadOnlySpan<byte> file)
    {
        if (file.Length < 3 || file[0] != 0x80) return false;
        ReadOnlySpan<byte> rest = file[2..];
        if (rest[0] == 0x95 && rest.Length > 9) rest = rest[9..];
        return rest.StartsWith(Magic);
    }

    internal static NamedTensors Read(ReadOnlyMemory<byte> file, Origin origin, ReadingBudget budget)
    {
        var meaning = new TorchMeaning();
        var machine = new PickleMachine(file, origin, meaning, budget);
        machine.Run(0);
        if (machine.Run(machine.Position) is not ProtocolVersion)
            throw origin.Refusal("its version of the PyTorch format is unknown", "save it again with a current PyTorch");
        machine.Run(machine.Position);
        object? root = machine.Run(machine.Position);
        object? keys = machine.Run(machine.Position);
        Dictionary<string, ReadOnlyMemory<byte>> contents = Storages(file, machine.Position, keys, meaning, origin);
        return new StateDictionary(origin, budget, bigEndian: false, Storage).Read(root);

        ReadOnlyMemory<byte> Storage(TorchStorage storage) =>
            contents.TryGetValue(storage.Key, out ReadOnlyMemory<byte> bytes)
                ? bytes
                : throw origin.At($"storage '{storage.Key}'").Refusal("the storage of a tensor is missing", "write or download the file again");
    }

    private static Dictionary<string, ReadOnlyMemory<byte>> Storages(
        ReadOnlyMemory<byte> file, int start, object? keys, TorchMeaning meaning, Origin origin)
    {
        var contents = new Dictionary<string, ReadOnlyMemory<byte>>(StringComparer.Ordinal);
        long at = start;
        foreach (object? item in keys as List<object?> ?? throw Damaged("the list of its storages is missing"))
        {
            if (item is not string key || !meaning.Storages.TryGetValue(key, out TorchStorage? storage))
                throw Damaged("it lists a storage that no tensor uses");
            if (file.Length - at < 8) throw Damaged("it ends before its storages do");
            long count = BinaryPrimitives.ReadInt64LittleEndian(file.Span[(int)at..]);
            at += 8;
            if (count != storage.Count) throw Damaged($"the storage '{key}' has {count} elements, not {storage.Count}");
            Int128 length = (Int128)count * storage.Element.Size;
            if (length > file.Length - at) throw Damaged($"it ends in the middle of the storage '{key}'");
            if (!contents.TryAdd(key, file.Slice((int)at, (int)length))) throw Damaged($"the storage '{key}' occurs twice");
            at += (long)length;
        }

        return at == file.Length ? contents : throw Damaged("bytes are left over at its end");

        InvalidInputException Damaged(InvariantText problem) =>
            origin.At($"offset {at}").Refusal($"the file is damaged: {problem}", "write or download the file again");
    }
}
