using System.Buffers.Binary;
using System.Text;

namespace Espalier.Formats.Archives;

/// <summary>A file within a zip file, as the central directory describes it.</summary>
/// <param name="Name">The name, used only to find the entry: nothing is ever written under it.</param>
/// <param name="Deflated">Whether the content is compressed.</param>
/// <param name="Crc">The check value of the content.</param>
/// <param name="CompressedLength">The bytes that it takes in the file.</param>
/// <param name="Length">The bytes of the content.</param>
/// <param name="HeaderOffset">Where its local header starts.</param>
internal sealed record ZipEntry(string Name, bool Deflated, uint Crc, long CompressedLength, long Length, long HeaderOffset);

/// <summary>Reads the central directory of a zip file (APPNOTE 6.3, sections 4.3.12 to 4.3.16), with zip64.</summary>
internal static class ZipDirectory
{
    private const int EndLength = 22;
    private const int LocatorLength = 20;
    private const int End64Length = 56;
    private const int EntryLength = 46;

    /// <summary>What an entry costs in memory beside its name.</summary>
    private const int EntryCost = 256;

    /// <summary>The entries, in the order of the directory.</summary>
    internal static List<ZipEntry> Read(ReadOnlySpan<byte> file, Origin origin, ReadingBudget budget)
    {
        (long count, long length, long offset) = Locate(file, origin);
        if (offset < 0 || length < 0 || offset > file.Length - length) throw Damaged(origin, "its directory lies outside of the file");
        ReadOnlySpan<byte> directory = file.Slice((int)offset, (int)length);
        var entries = new List<ZipEntry>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        while (!directory.IsEmpty)
        {
            if (directory.Length < EntryLength || BinaryPrimitives.ReadUInt32LittleEndian(directory) != 0x02014b50)
                throw Damaged(origin, $"entry {entries.Count} of its directory is broken");
            int nameLength = BinaryPrimitives.ReadUInt16LittleEndian(directory[28..]);
            int extraLength = BinaryPrimitives.ReadUInt16LittleEndian(directory[30..]);
            int total = EntryLength + nameLength + extraLength + BinaryPrimitives.ReadUInt16LittleEndian(directory[32..]);
            if (total > directory.Length) throw Damaged(origin, $"entry {entries.Count} of its directory is cut off");
            budget.Take(EntryCost + (4 * nameLength), "the directory of the zip file");
            ZipEntry entry = ReadEntry(directory[..total], nameLength, extraLength, origin);
            if (!names.Add(entry.Name))
                throw origin.At($"entry '{entry.Name}'").Refusal("two entries of the zip file have this name", "write the file again");
            entries.Add(entry);
            directory = directory[total..];
        }

        return entries.Count == count ? entries : throw Damaged(origin, $"its directory holds {entries.Count} entries, not {count}");
    }

    private static (long Count, long Length, long Offset) Locate(ReadOnlySpan<byte> file, Origin origin)
    {
        int end = FindEnd(file);
        if (end < 0) throw Damaged(origin, "its directory is missing at the end");
        ReadOnlySpan<byte> record = file[end..];
        if (BinaryPrimitives.ReadUInt32LittleEndian(record[4..]) != 0)
            throw origin.Refusal("this is one of several parts of a zip file", "write it as a single file");
        long count = BinaryPrimitives.ReadUInt16LittleEndian(record[10..]);
        long length = BinaryPrimitives.ReadUInt32LittleEndian(record[12..]);
        long offset = BinaryPrimitives.ReadUInt32LittleEndian(record[16..]);
        if (count != 0xffff && length != uint.MaxValue && offset != uint.MaxValue) return (count, length, offset);

        // Large numbers stand in a second record, which a locator just before this one points at.
        if (end < LocatorLength || BinaryPrimitives.ReadUInt32LittleEndian(file[(end - LocatorLength)..]) != 0x07064b50)
            return (count, length, offset);
        long end64 = BinaryPrimitives.ReadInt64LittleEndian(file[(end - LocatorLength + 8)..]);
        if (end64 < 0 || end64 > file.Length - End64Length || BinaryPrimitives.ReadUInt32LittleEndian(file[(int)end64..]) != 0x06064b50)
            throw Damaged(origin, "the zip64 record of its directory is broken");
        record = file[(int)end64..];
        return (
            BinaryPrimitives.ReadInt64LittleEndian(record[32..]),
            BinaryPrimitives.ReadInt64LittleEndian(record[40..]),
            BinaryPrimitives.ReadInt64LittleEndian(record[48..]));
    }

    /// <summary>The last record whose comment ends with the file; comments are at most 65535 bytes long.</summary>
    private static int FindEnd(ReadOnlySpan<byte> file)
    {
        int first = Math.Max(0, file.Length - EndLength - ushort.MaxValue);
        for (int at = file.Length - EndLength; at >= first; at--)
        {
            bool found = BinaryPrimitives.ReadUInt32LittleEndian(file[at..]) == 0x06054b50
                && at + EndLength + BinaryPrimitives.ReadUInt16LittleEndian(file[(at + 20)..]) == file.Length;
            if (found) return at;
        }

        return -1;
    }

    private static ZipEntry ReadEntry(ReadOnlySpan<byte> record, int nameLength, int extraLength, Origin origin)
    {
        string name = Encoding.UTF8.GetString(record.Slice(EntryLength, nameLength));
        ushort flags = BinaryPrimitives.ReadUInt16LittleEndian(record[8..]);
        if ((flags & 1) != 0) throw origin.At($"entry '{name}'").Refusal("it is encrypted", "write the file without a password");
        ushort method = BinaryPrimitives.ReadUInt16LittleEndian(record[10..]);
        if (method is not (0 or 8))
            throw origin.At($"entry '{name}'").Refusal($"it is compressed by method {method}", "store it, or compress it with deflate");
        long compressed = BinaryPrimitives.ReadUInt32LittleEndian(record[20..]);
        long length = BinaryPrimitives.ReadUInt32LittleEndian(record[24..]);
        long offset = BinaryPrimitives.ReadUInt32LittleEndian(record[42..]);
        var wide = new Zip64Extra(record.Slice(EntryLength + nameLength, extraLength));
        bool read = wide.Replace(ref length) && wide.Replace(ref compressed) && wide.Replace(ref offset);
        if (!read || length < 0 || compressed < 0 || offset < 0) throw Damaged(origin, $"the sizes of its entry '{name}' are broken");
        return new ZipEntry(name, method == 8, BinaryPrimitives.ReadUInt32LittleEndian(record[16..]), compressed, length, offset);
    }

    private static InvalidInputException Damaged(Origin origin, InvariantText problem) =>
        origin.Refusal($"this zip file is damaged: {problem}", "write or download it again");

    /// <summary>The extra field that holds, in order, those of three numbers that do not fit 32 bits.</summary>
    private ref struct Zip64Extra
    {
        private ReadOnlySpan<byte> _values;

        internal Zip64Extra(ReadOnlySpan<byte> extra)
        {
            _values = [];
            while (extra.Length >= 4)
            {
                int size = BinaryPrimitives.ReadUInt16LittleEndian(extra[2..]);
                if (size > extra.Length - 4) return;
                if (BinaryPrimitives.ReadUInt16LittleEndian(extra) == 1)
                {
                    _values = extra.Slice(4, size);
                    return;
                }

                extra = extra[(4 + size)..];
            }
        }

        internal bool Replace(ref long number)
        {
            if (number != uint.MaxValue) return true;
            if (_values.Length < 8) return false;
            number = BinaryPrimitives.ReadInt64LittleEndian(_values);
            _values = _values[8..];
            return true;
        }
    }
}
