using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Espalier.Graphs;
using Espalier.Tickets.Files;
using Espalier.Tickets.Verification;

namespace Espalier.Tests.Tickets;

/// <summary>Edits ticket files by hand and seals them with a fitting checksum.</summary>
internal static class Forgery
{
    private const int PrefixLength = 16;
    private const int ChecksumLength = 32;

    /// <summary>A copy of a file with another header.</summary>
    public static byte[] WithHeader(byte[] file, Action<JsonObject> edit)
    {
        JsonObject header = JsonNode.Parse(Header(file))!.AsObject();
        edit(header);
        return WithHeader(file, JsonSerializer.SerializeToUtf8Bytes(header));
    }

    /// <summary>A copy of a file in whose header a text is exchanged, which must be there.</summary>
    public static byte[] WithText(byte[] file, string text, string forged)
    {
        string header = Encoding.UTF8.GetString(Header(file));
        Assert.Contains(text, header, StringComparison.Ordinal);
        int at = header.IndexOf(text, StringComparison.Ordinal);
        return WithHeader(file, Encoding.UTF8.GetBytes(string.Concat(header.AsSpan(0, at), forged, header.AsSpan(at + text.Length))));
    }

    /// <summary>A copy of a file with one bit of its sections flipped.</summary>
    public static byte[] WithFlippedSectionBit(byte[] file, int byteFromSections, int bit)
    {
        var forged = (byte[])file.Clone();
        forged[PrefixLength + Header(file).Length + byteFromSections] ^= (byte)(1 << bit);
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

    /// <summary>A copy whose checksum fits, or what is too short to have one.</summary>
    public static byte[] Sealed(byte[] file)
    {
        if (file.Length < PrefixLength + ChecksumLength) return file;
        var copy = (byte[])file.Clone();
        Seal(copy);
        return copy;
    }

    /// <summary>Whether a file is refused on reading, or holding it against itself and its target finds a problem.</summary>
    public static bool IsCaught(byte[] file, Network? target = null)
    {
        try
        {
            return !TicketVerification.Of(TicketFile.Read(file, "forged"), target, threads: 1).Problems.IsEmpty;
        }
        catch (InvalidInputException)
        {
            return true;
        }
    }

    private static ReadOnlySpan<byte> Header(byte[] file) => file.AsSpan(PrefixLength, BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(12)));

    private static byte[] WithHeader(byte[] file, byte[] header)
    {
        byte[] forged =
            [.. file.AsSpan(0, 12), .. BitConverter.GetBytes(header.Length), .. header, .. file.AsSpan(PrefixLength + Header(file).Length)];
        Seal(forged);
        return forged;
    }
}
