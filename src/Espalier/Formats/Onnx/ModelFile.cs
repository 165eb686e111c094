using System.Runtime.CompilerServices;
using Espalier.Formats.Onnx.Schema;
using Google.Protobuf;

namespace Espalier.Formats.Onnx;

/// <summary>From the bytes of a file to the messages in it, with every failure as a typed error.</summary>
internal static class ModelFile
{
    private static readonly MessageParser<ModelMessage> Parser = ModelMessage.Parser.WithDiscardUnknownFields(discardUnknownFields: true);

    // Kept out of line so that the file's bytes are garbage once the messages exist.
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static (ModelMessage Model, int Length) Load(string path)
    {
        byte[] content = Bytes(path);
        return (Parse(content, new Origin(path)), content.Length);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static ModelMessage Parse(ReadOnlySpan<byte> content, Origin origin)
    {
        if (content.IsEmpty) throw origin.Refusal("the file is empty", "give an ONNX model");
        WireScan.Check(content, ModelMessage.Descriptor, origin);
        try
        {
            return Parser.ParseFrom(content);
        }
        catch (InvalidProtocolBufferException damage)
        {
            throw origin.Refusal($"this is no ONNX model ({damage.Message.TrimEnd('.')})", "export it again", damage);
        }
    }

    /// <summary>Writes beside the destination and then moves into place, so that a reader sees the old file or all of the new one.</summary>
    public static void Save(ModelMessage model, string path)
    {
        string? temporary = null;
        try
        {
            string full = Path.GetFullPath(path);
            temporary = $"{full}.{Path.GetRandomFileName()}";
            using (var file = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None))
            {
                Save(model, file);
                file.Flush(flushToDisk: true);
            }

            File.Move(temporary, full, overwrite: true);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            if (temporary is not null && File.Exists(temporary)) File.Delete(temporary);
            throw new InvalidInputException(path, null, $"the file cannot be written ({failure.Message.TrimEnd('.')})", "give a path in a folder that exists and may be written", failure);
        }
    }

    public static void Save(ModelMessage model, Stream destination) => model.WriteTo(destination);

    private static byte[] Bytes(string path)
    {
        try
        {
            var file = new FileInfo(path);
            if (file.Exists && file.Length > Array.MaxLength)
                throw new InvalidInputException(path, null, $"the file holds {file.Length} bytes; a model of more than {Array.MaxLength} is not read", "split it into several networks");
            return File.ReadAllBytes(path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new InvalidInputException(path, null, $"the file cannot be read ({failure.Message.TrimEnd('.')})", "give the path of an ONNX model", failure);
        }
    }
}
