using System.Buffers.Binary;
using System.IO.Compression;

namespace Espalier.Formats.Archives;

/// <summary>A zip file in memory. Contents are found through the directory, bounded before they are unpacked, and checked after.</summary>
internal sealed class ZipContent
{
    private const int LocalHeaderLength = 30;

    private readonly ReadOnlyMemory<byte> _file;
    private readonly Origin _origin;
    private readonly ReadingBudget _budget;
    private long _bytesRead;

    internal ZipContent(ReadOnlyMemory<byte> file, Origin origin, ReadingBudget budget)
    {
        _file = file;
        _origin = origin;
        _budget = budget;
        Entries = ZipDirectory.Read(file.Span, origin, budget);
    }

    internal IReadOnlyList<ZipEntry> Entries { get; }

    /// <summary>Whether a file starts as a zip file does.</summary>
    internal static bool Recognises(ReadOnlySpan<byte> file) => file.StartsWith("PK\x03\x04"u8) || file.StartsWith("PK\x05\x06"u8);

    /// <summary>
    /// The content of an entry, each of which is read once: a view of the file where it is stored, a new array where it is deflated.
    /// </summary>
    internal ReadOnlyMemory<byte> Read(ZipEntry entry)
    {
        ReadOnlyMemory<byte> packed = Packed(entry);
        ReadOnlyMemory<byte> content = entry.Deflated ? Inflate(entry, packed) : packed;
        if (content.Length != entry.Length) throw Damaged(entry, $"it has {content.Length} bytes where {entry.Length} are declared");
        if (Crc32.Append(0, content.Span) != entry.Crc) throw Damaged(entry, "its check value does not fit its content");
        return content;
    }

    private ReadOnlyMemory<byte> Packed(ZipEntry entry)
    {
        ReadOnlySpan<byte> file = _file.Span;
        if (entry.HeaderOffset > file.Length - LocalHeaderLength) throw Damaged(entry, "it starts beyond the end of the file");
        ReadOnlySpan<byte> header = file.Slice((int)entry.HeaderOffset, LocalHeaderLength);
        if (BinaryPrimitives.ReadUInt32LittleEndian(header) != 0x04034b50) throw Damaged(entry, "its header is broken");
        long start = entry.HeaderOffset + LocalHeaderLength + BinaryPrimitives.ReadUInt16LittleEndian(header[26..])
            + BinaryPrimitives.ReadUInt16LittleEndian(header[28..]);
        if (start > file.Length || entry.CompressedLength > file.Length - start) throw Damaged(entry, "it ends beyond the end of the file");

        // Entries that share bytes would let a small file ask for the work of a huge one.
        _bytesRead += entry.CompressedLength;
        if (_bytesRead > file.Length) throw Damaged(entry, "it shares bytes with other entries");
        return _file.Slice((int)start, (int)entry.CompressedLength);
    }

    private byte[] Inflate(ZipEntry entry, ReadOnlyMemory<byte> packed)
    {
        if (entry.Length > packed.Length * Deflate.MaxExpansion) throw Damaged(entry, "it declares more than its compressed bytes can hold");
        if (entry.Length > FileContent.Limit)
            throw _origin.At($"entry '{entry.Name}'").Refusal("it unpacks to more than 2 GiB", "store the weights in float32, or fewer of them");
        _budget.Take(entry.Length, $"entry '{entry.Name}'");
        byte[] content = GC.AllocateUninitializedArray<byte>((int)entry.Length);
        try
        {
            using var stream = new DeflateStream(new ReadOnlyMemoryStream(packed), CompressionMode.Decompress);
            if (stream.ReadAtLeast(content, content.Length, throwOnEndOfStream: false) < content.Length || stream.ReadByte() >= 0)
                throw Damaged(entry, "it does not unpack to its declared size");
        }
        catch (InvalidDataException error)
        {
            throw _origin.At($"entry '{entry.Name}'").Refusal("its compressed content is damaged", "write or download the file again", error);
        }

        return content;
    }

    private InvalidInputException Damaged(ZipEntry entry, InvariantText problem) =>
        _origin.At($"entry '{entry.Name}'").Refusal(problem, "write or download the file again");
}
