using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Espalier.Tests.Tickets;

/// <summary>Edits ticket files by hand and seals them with a fitting checksum.</summary>
internal static class Forgery
{
    private const int PrefixLength = 16;
    private const int ChecksumLength = 32;

    /// <summary>A copy of a file with another header.</summary>
    public static byte[] WithHeader(byte[] file, Action<JsonObject> edit)
    {
        int length = BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(12));
        JsonObject header = JsonNode.Parse(file.AsSpan(PrefixLength, length))!.AsObject();
        edit(header);
        byte[] text = JsonSerializer.SerializeToUtf8Bytes(header);
        byte[] forged = [.. file.AsSpan(0, 12), .. BitConverter.GetBytes(text.Length), .. text, .. file.AsSpan(PrefixLength + length)];
        Seal(forged);
        return forged;
    }

    /// <summary>A copy of a file in whose header a text is exchanged, which must be there.</summary>
    public static byte[] WithText(byte[] file, string text, string forged)
    {
        int length = BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(12));
        string header = System.Text.Encoding.UTF8.GetString(file, PrefixLength, length);
        Assert.Contains(text, header, StringComparison.Ordinal);
        int at = header.IndexOf(text, StringComparison.Ordinal);
        byte[] edited = System.Text.Encoding.UTF8.GetBytes(string.Concat(header.AsSpan(0, at), forged, header.AsSpan(at + text.Length)));
        byte[] copy = [.. file.AsSpan(0, 12), .. BitConverter.GetBytes(edited.Length), .. edited, .. file.AsSpan(PrefixLength + length)];
        Seal(copy);
        return copy;
    }

    /// <summary>A copy of a file with one bit of its sections flipped.</summary>
    public static byte[] WithFlippedSectionBit(byte[] file, int byteFromSections, int bit)
    {
        var forged = (byte[])file.Clone();
        forged[PrefixLength + BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(12)) + byteFromSections] ^= (byte)(1 << bit);
        Seal(forged);
        return forged;
    }

    /// <summary>The grids that pruning made, in order.</summary>
    public static JsonObject Grid(JsonObject header, int ordinal) =>
        header["nodes"]!.AsArray().Select(node => node!["grid"]).OfType<JsonObject>().ElementAt(ordinal);

    /// <summary>The first mask of a grid.</summary>
    public static JsonObject Mask(JsonObject header, int ordinal) => Grid(header, ordinal)["masks"]![0]!.AsObject();

    /// <summary>What is claimed of a grid.</summary>
    public static JsonObject Claims(JsonObject header, int ordinal) => header["claims"]!["grids"]![ordinal]!.AsObject();

    /// <summary>Makes the checksum fit.</summary>
    public static void Seal(byte[] file) => SHA256.HashData(file.AsSpan(0, file.Length - ChecksumLength), file.AsSpan(file.Length - ChecksumLength));
}
