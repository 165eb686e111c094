using System.Buffers;
using Espalier.Formats.Architectures;
using Espalier.Formats.Npz;
using Espalier.Formats.Onnx;
using Espalier.Formats.PyTorch;
using Espalier.Formats.Safetensors;
using Espalier.Graphs;

namespace Espalier.Formats;

/// <summary>A file format of networks: how to tell, read and write it.</summary>
/// <param name="Name">Its name in one word.</param>
/// <param name="Extensions">The extensions of its files, with their dot.</param>
/// <param name="Recognises">Whether content is of this format beyond doubt.</param>
/// <param name="Read">Reads content with the text of an architecture and the name of an output, if they are stated.</param>
/// <param name="Write">Writes a network, or null if the format is read only.</param>
internal sealed record NetworkFormat(
    string Name,
    string[] Extensions,
    Predicate<NetworkContent> Recognises,
    Func<NetworkContent, string?, string?, (Network Network, string? Note)> Read,
    Action<Network, Stream>? Write)
{
    /// <summary>Field 1 of an ONNX model, a varint: its version, which writers put first.</summary>
    private const byte OnnxVersionTag = 1 << 3;

    private static readonly SearchValues<byte> ControlBytes = SearchValues.Create(
        [0, 1, 2, 3, 4, 5, 6, 7, 8, 11, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 28, 29, 30, 31]);

    /// <summary>All formats, in the order in which content is tried; strict tests come first.</summary>
    private static readonly NetworkFormat[] All =
    [
        new("pytorch", [".pt", ".pth"], PyTorchFormat.Recognises, FromTensors(PyTorchFormat.Read), null),
        new("npz", [".npz"], NpzFormat.Recognises, FromTensors(content => NpzFormat.Read(content)), ToTensors(NpzFormat.Write)),
        new("safetensors", [".safetensors"], SafetensorsFormat.Recognises, FromSortedTensors, ToTensors(SafetensorsFormat.Write)),
        new(
            "onnx",
            [".onnx"],
            content => content.Bytes.Span[0] == OnnxVersionTag,
            (content, _, output) => OnnxFormat.Read(content, output),
            OnnxFormat.Write) { HoldsArchitecture = true },
    ];

    /// <summary>Whether files of the format say how their layers are joined, so that no other architecture may be stated.</summary>
    internal bool HoldsArchitecture { get; private init; }

    /// <summary>The format of content, which the extension may only tell where the content leaves it open.</summary>
    internal static NetworkFormat Detect(NetworkContent content)
    {
        string source = content.Source;
        if (content.Bytes.IsEmpty)
            throw new InvalidInputException(source, null, "the file is empty", "check that it was written or downloaded completely");
        NetworkFormat? format = Array.Find(All, candidate => candidate.Recognises(content));
        if (format is not null) return format;
        string readable = string.Join(", ", All.Select(candidate => candidate.Extensions[0]));
        if (IsText(content.Bytes.Span))
            throw new InvalidInputException(source, null, "this is a text file, not a network", $"name a network file ({readable})");
        return ByExtension(source)
            ?? throw new InvalidInputException(source, null, "this is no network file of a known format", $"name a network file ({readable})");
    }

    /// <summary>What writes the format that an extension names.</summary>
    internal static Action<Network, Stream> Writer(string path)
    {
        string writable = string.Join(", ", All.Where(format => format.Write is not null).Select(format => format.Extensions[0]));
        NetworkFormat format = ByExtension(path)
            ?? throw new InvalidInputException(
                path, null, $"the extension '{Path.GetExtension(path)}' names no network format", $"choose one of {writable}");
        return format.Write
            ?? throw new InvalidInputException(
                path, null, "PyTorch files are programs (pickles) and are read only", $"choose one of {writable}; torch reads those");
    }

    private static NetworkFormat? ByExtension(string path)
    {
        string extension = Path.GetExtension(path);
        return Array.Find(All, format => format.Extensions.Contains(extension, StringComparer.OrdinalIgnoreCase));
    }

    private static Func<NetworkContent, string?, string?, (Network Network, string? Note)> FromTensors(Func<NetworkContent, NamedTensors> read) =>
        (content, text, _) => Built(read(content), text, content.Source, (_, network) => network());

    /// <summary>Where a file sorts its tensors by name, names must tell the order of the layers.</summary>
    private static (Network Network, string? Note) FromSortedTensors(NetworkContent content, string? text, string? output)
    {
        string source = content.Source;
        return Built(
            SafetensorsFormat.ReadInNaturalOrder(content), text, source, (build, _) => NameOrder.Build(build.Tensors, build.Architecture, source));
    }

    /// <summary>What we wrote ourselves says in which order its tensors stand; other files have an order, or names, for that.</summary>
    private static (Network Network, string? Note) Built(
        NamedTensors tensors, string? text, string source, Func<(NamedTensors Tensors, Architecture Architecture), Func<Network>, Network> inOrder)
    {
        NamedTensors? ours = tensors.InStatedOrder(source);
        string? note = null;
        Architecture architecture = text is null ? Architecture.Infer(ours ?? tensors, source, out note) : Architecture.Parse(text);
        Network Plain() => architecture.Build(ours ?? tensors, source);
        return (ours is null ? inOrder((tensors, architecture), Plain) : Plain(), note);
    }

    private static Action<Network, Stream> ToTensors(Action<NamedTensors, Stream> write) =>
        (network, stream) => write(NamedTensors.Of(network), stream);

    private static bool IsText(ReadOnlySpan<byte> content) => !content[..Math.Min(content.Length, 4096)].ContainsAny(ControlBytes);
}
