namespace Espalier.Formats.Onnx;

/// <summary>Where the parts of a model stand in its bytes, which <see cref="WireScan"/> has checked.</summary>
internal static class WireFields
{
    /// <summary>The parts of a field that begin with their length, in order, each without its length.</summary>
    /// <param name="content">The bytes of a model.</param>
    /// <param name="message">The bytes of the message that has the field.</param>
    /// <param name="field">The number of the field.</param>
    public static List<Range> Of(ReadOnlySpan<byte> content, Range message, int field)
    {
        var found = new List<Range>();
        (int at, int end) = (message.Start.Value, message.End.Value);
        while (at < end)
        {
            ulong tag = Varint(content, ref at);
            int length = (tag & 7) switch
            {
                0 => LengthOfVarint(content, at),
                1 => 8,
                5 => 4,
                _ => (int)Varint(content, ref at),
            };
            if ((tag & 7) == 2 && tag >> 3 == (ulong)field) found.Add(at..(at + length));
            at += length;
        }

        return found;
    }

    private static int LengthOfVarint(ReadOnlySpan<byte> content, int at)
    {
        int end = at;
        Varint(content, ref end);
        return end - at;
    }

    /// <summary>The number that is known to be whole at a position, which moves behind it.</summary>
    public static ulong Varint(ReadOnlySpan<byte> content, ref int at)
    {
        ulong value = 0;
        for (int shift = 0; ; shift += 7)
        {
            byte next = content[at++];
            if (shift < 64) value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80) return value;
        }
    }
}
