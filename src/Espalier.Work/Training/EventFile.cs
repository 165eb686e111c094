using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace Espalier.Work.Training;

/// <summary>
/// Scalars over steps, as TensorBoard reads them: records of a length, its checksum, an Event of protocol buffers, and its checksum.
/// </summary>
internal sealed class EventFile
{
    private readonly string _path;

    private EventFile(string path) => _path = path;

    /// <summary>Begins a new file in a folder.</summary>
    /// <exception cref="InvalidInputException">The folder cannot be written.</exception>
    public static EventFile Create(string folder)
    {
        long now = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
        var file = new EventFile(Path.Combine(folder, Invariant($"events.out.tfevents.{now}.espalier")));
        file.Write(() => Directory.CreateDirectory(folder), Event(0, Field(3, "brain.Event:2"u8)));
        return file;
    }

    /// <summary>Adds the values of a step.</summary>
    public void Append(long step, params ReadOnlySpan<(string Tag, double Value)> values)
    {
        var summary = new List<byte>();
        foreach ((string tag, double value) in values)
        {
            if (double.IsNaN(value)) continue;
            summary.AddRange(Field(1, [.. Field(1, Encoding.UTF8.GetBytes(tag)), .. Fixed((float)value)]));
        }

        Write(static () => { }, Event(step, Field(5, [.. summary])));
    }

    /// <summary>wall_time = 1 (double), step = 2 (varint), and what happened.</summary>
    private static byte[] Event(long step, byte[] what)
    {
        var time = new byte[9];
        time[0] = (1 << 3) | 1;
        BinaryPrimitives.WriteDoubleLittleEndian(time.AsSpan(1), DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() / 1000.0);
        return [.. time, 2 << 3, .. Varint((ulong)step), .. what];
    }

    /// <summary>simple_value = 2 (float) of a value.</summary>
    private static byte[] Fixed(float value)
    {
        var bytes = new byte[5];
        bytes[0] = (2 << 3) | 5;
        BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(1), value);
        return bytes;
    }

    private static byte[] Field(int number, ReadOnlySpan<byte> content) => [(byte)((number << 3) | 2), .. Varint((ulong)content.Length), .. content];

    private static byte[] Varint(ulong value)
    {
        var bytes = new List<byte>();
        for (; value >= 0x80; value >>= 7) bytes.Add((byte)(value | 0x80));
        bytes.Add((byte)value);
        return [.. bytes];
    }

    private void Write(Action prepare, byte[] content)
    {
        var length = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, content.Length);
        try
        {
            prepare();
            using FileStream file = new(_path, FileMode.Append);
            file.Write([.. length, .. Checksum(length), .. content, .. Checksum(content)]);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException(_path, null, $"the events cannot be written ({failure.Message})", "name another folder", failure);
        }
    }

    /// <summary>CRC-32C, turned by 15 bits, plus a constant: so that a checksum of data that holds checksums is a good one.</summary>
    private static byte[] Checksum(ReadOnlySpan<byte> content)
    {
        uint crc = uint.MaxValue;
        foreach (byte each in content) crc = BitOperations.Crc32C(crc, each);
        crc = ~crc;
        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, BitOperations.RotateRight(crc, 15) + 0xa282ead8u);
        return bytes;
    }
}
