using System.Buffers.Binary;
using System.Text;

namespace Espalier.Cli.Tests.Web;

/// <summary>Writes the few kinds of values that a page sends to its server, in MessagePack.</summary>
internal static class MessageWriter
{
    public static byte[] Write(object? value)
    {
        using var stream = new MemoryStream();
        Write(stream, value);
        return stream.ToArray();
    }

    private static void Write(MemoryStream stream, object? value)
    {
        switch (value)
        {
            case null:
                stream.WriteByte(0xc0);
                break;
            case bool flag:
                stream.WriteByte((byte)(flag ? 0xc3 : 0xc2));
                break;
            case long number:
                Span<byte> bytes = stackalloc byte[9];
                bytes[0] = 0xd3;
                BinaryPrimitives.WriteInt64BigEndian(bytes[1..], number);
                stream.Write(bytes);
                break;
            case string text:
                byte[] words = Encoding.UTF8.GetBytes(text);
                Head(stream, 0xdb, words.Length);
                stream.Write(words);
                break;
            case Dictionary<string, string> { Count: 0 }:
                stream.WriteByte(0x80);
                break;
            case object?[] items:
                Head(stream, 0xdd, items.Length);
                foreach (object? item in items) Write(stream, item);
                break;
            default:
                throw new ArgumentException($"{value.GetType()} is not sent", nameof(value));
        }
    }

    private static void Head(MemoryStream stream, byte kind, int length)
    {
        Span<byte> bytes = stackalloc byte[5];
        bytes[0] = kind;
        BinaryPrimitives.WriteInt32BigEndian(bytes[1..], length);
        stream.Write(bytes);
    }
}

/// <summary>Reads MessagePack: whole numbers as long, arrays as arrays, and of bytes and maps only how many there are.</summary>
internal ref struct MessageReader
{
    private ReadOnlySpan<byte> _rest;

    private MessageReader(ReadOnlySpan<byte> all) => _rest = all;

    public static object? Read(ReadOnlySpan<byte> all) => new MessageReader(all).Value();

    private object? Value()
    {
        byte kind = Take(1)[0];
        return kind switch
        {
            <= 0x7f => (long)kind,
            <= 0x8f => Map(kind & 0x0f),
            <= 0x9f => Items(kind & 0x0f),
            <= 0xbf => Text(kind & 0x1f),
            0xc0 => null,
            0xc2 => false,
            0xc3 => true,
            0xc4 or 0xc5 or 0xc6 => Skipped(Number(1 << (kind - 0xc4))),
            0xca => (double)BinaryPrimitives.ReadSingleBigEndian(Take(4)),
            0xcb => BinaryPrimitives.ReadDoubleBigEndian(Take(8)),
            >= 0xcc and <= 0xcf => Number(1 << (kind - 0xcc)),
            0xd0 => (long)(sbyte)Number(1),
            0xd1 => (long)(short)Number(2),
            0xd2 => (long)(int)Number(4),
            0xd3 => Number(8),
            0xd9 or 0xda or 0xdb => Text(Number(1 << (kind - 0xd9))),
            0xdc or 0xdd => Items(Number(2 << (kind - 0xdc))),
            0xde or 0xdf => Map(Number(2 << (kind - 0xde))),
            >= 0xe0 => (long)(sbyte)kind,
            _ => throw new InvalidDataException($"byte {kind:x2} begins nothing that is known here"),
        };
    }

    private ReadOnlySpan<byte> Take(long length)
    {
        ReadOnlySpan<byte> taken = _rest[..(int)length];
        _rest = _rest[(int)length..];
        return taken;
    }

    private long Number(int bytes)
    {
        ulong number = 0;
        foreach (byte one in Take(bytes)) number = (number << 8) | one;
        return (long)number;
    }

    private string Text(long length) => Encoding.UTF8.GetString(Take(length));

    private long Skipped(long length)
    {
        Take(length);
        return length;
    }

    private object?[] Items(long count)
    {
        var items = new object?[count];
        for (int i = 0; i < items.Length; i++) items[i] = Value();
        return items;
    }

    private long Map(long count)
    {
        for (long i = 0; i < 2 * count; i++) Value();
        return count;
    }
}
