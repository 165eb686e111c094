using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Espalier.Formats.Archives;

/// <summary>Writes a zip file of stored entries. The same contents give the same bytes: every entry is dated 1980-01-01, 00:00.</summary>
internal sealed class ZipWriter(Stream stream)
{
    private const ushort Version = 20;
    private const ushort NamesAreUtf8 = 0x0800;
    private const uint EarliestDate = 0x0021_0000;

    private readonly ArrayBufferWriter<byte> _directory = new();
    private long _position;
    private int _count;

    /// <summary>Adds an entry. Its parts are gone through twice: once for the check value in front of them, once to write them.</summary>
    internal void Add(string name, IEnumerable<ReadOnlyMemory<byte>> parts)
    {
        byte[] encoded = Encoding.UTF8.GetBytes(name);
        uint crc = 0;
        long length = 0;
        foreach (ReadOnlyMemory<byte> part in parts)
        {
            crc = Crc32.Append(crc, part.Span);
            length += part.Length;
        }

        if (encoded.Length > ushort.MaxValue || length >= uint.MaxValue || _position >= uint.MaxValue || _count >= ushort.MaxValue - 1)
            throw new ArgumentException($"the entry '{name}' does not fit a zip file without extensions");
        Span<byte> common = stackalloc byte[26];
        common.Clear();
        BinaryPrimitives.WriteUInt16LittleEndian(common, Version);
        BinaryPrimitives.WriteUInt16LittleEndian(common[2..], NamesAreUtf8);
        BinaryPrimitives.WriteUInt32LittleEndian(common[6..], EarliestDate);
        BinaryPrimitives.WriteUInt32LittleEndian(common[10..], crc);
        BinaryPrimitives.WriteUInt32LittleEndian(common[14..], (uint)length);
        BinaryPrimitives.WriteUInt32LittleEndian(common[18..], (uint)length);
        BinaryPrimitives.WriteUInt16LittleEndian(common[22..], (ushort)encoded.Length);
        WriteDirectoryEntry(common, encoded);
        Put("PK\x03\x04"u8);
        Put(common);
        Put(encoded);
        foreach (ReadOnlyMemory<byte> part in parts) Put(part.Span);
        _count++;
    }

    /// <summary>Writes the directory; nothing may be added afterwards.</summary>
    internal void Finish()
    {
        long start = _position;
        if (start + _directory.WrittenCount >= uint.MaxValue) throw new ArgumentException("the zip file would need extensions");
        Put(_directory.WrittenSpan);
        Span<byte> end = stackalloc byte[22];
        end.Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(end, 0x06054b50);
        BinaryPrimitives.WriteUInt16LittleEndian(end[8..], (ushort)_count);
        BinaryPrimitives.WriteUInt16LittleEndian(end[10..], (ushort)_count);
        BinaryPrimitives.WriteUInt32LittleEndian(end[12..], (uint)_directory.WrittenCount);
        BinaryPrimitives.WriteUInt32LittleEndian(end[16..], (uint)start);
        Put(end);
    }

    private void WriteDirectoryEntry(ReadOnlySpan<byte> common, ReadOnlySpan<byte> name)
    {
        Span<byte> rest = stackalloc byte[14];
        rest.Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(rest[10..], (uint)_position);
        _directory.Write("PK\x01\x02"u8);
        _directory.Write<byte>([(byte)Version, 0]);
        _directory.Write(common);
        _directory.Write(rest);
        _directory.Write(name);
    }

    private void Put(ReadOnlySpan<byte> bytes)
    {
        stream.Write(bytes);
        _position += bytes.Length;
    }
}
