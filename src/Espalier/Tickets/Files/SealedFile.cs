using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Espalier.Tickets.Files;

/// <summary>Magic, version, a header in JSON, sections, and a checksum over all of it.</summary>
internal static class SealedFile
{
    private const int PrefixLength = 16;
    private const int ChecksumLength = 32;

    /// <summary>Writes section by section: a second copy of the masks would cost as much as the masks.</summary>
    public static long Write(Stream stream, ReadOnlySpan<byte> magic, int version, byte[] header, IEnumerable<ReadOnlyMemory<byte>> sections)
    {
        var prefix = new byte[PrefixLength];
        magic.CopyTo(prefix);
        BinaryPrimitives.WriteInt32LittleEndian(prefix.AsSpan(8), version);
        BinaryPrimitives.WriteInt32LittleEndian(prefix.AsSpan(12), header.Length);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        long length = ChecksumLength;
        foreach (ReadOnlyMemory<byte> part in sections.Prepend(header).Prepend(prefix))
        {
            hash.AppendData(part.Span);
            stream.Write(part.Span);
            length += part.Length;
        }

        stream.Write(hash.GetHashAndReset());
        return length;
    }

    /// <summary>Opens what <see cref="Write"/> wrote; the caller has looked at the magic.</summary>
    /// <exception cref="InvalidInputException">The bytes are damaged, or the version is not among those that are read.</exception>
    public static (int Version, ReadOnlyMemory<byte> Header, SectionReader Sections) Open(
        ReadOnlyMemory<byte> content, string source, int oldest, int newest)
    {
        ReadOnlySpan<byte> bytes = content.Span;
        if (bytes.Length < PrefixLength + ChecksumLength) throw TicketFile.Damaged(source, "the file ends too early");
        int version = BinaryPrimitives.ReadInt32LittleEndian(bytes[8..]);
        if (version < oldest || version > newest)
            throw new InvalidInputException(
                source,
                "byte 8",
                $"this is version {version} of the ticket format, not {oldest} to {newest}",
                "use the version of Espalier that wrote it");
        int end = bytes.Length - ChecksumLength;
        if (!SHA256.HashData(bytes[..end]).AsSpan().SequenceEqual(bytes[end..]))
            throw TicketFile.Damaged(source, "the checksum does not fit the content");
        int length = BinaryPrimitives.ReadInt32LittleEndian(bytes[12..]);
        if (length < 0 || length > end - PrefixLength) throw TicketFile.Damaged(source, "the header is longer than the file");
        return (version, content.Slice(PrefixLength, length), new SectionReader(content[(PrefixLength + length)..end], source));
    }
}
