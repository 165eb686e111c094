namespace Espalier.Tickets.Files;

/// <summary>Hands out the sections behind the header, one after the other.</summary>
internal sealed class SectionReader(ReadOnlyMemory<byte> bytes, string source)
{
    private int _at;

    /// <summary>Bytes not handed out yet.</summary>
    public int Left => bytes.Length - _at;

    /// <summary>The next section of a length.</summary>
    public ReadOnlySpan<byte> Take(long length, string place) => TakeMemory(length, place).Span;

    /// <summary>The same, for who keeps it.</summary>
    public ReadOnlyMemory<byte> TakeMemory(long length, string place)
    {
        if (length < 0 || length > Left) throw TicketFile.Damaged(source, $"{length} bytes are announced and {Left} are left", place);
        ReadOnlyMemory<byte> section = bytes.Slice(_at, (int)length);
        _at += (int)length;
        return section;
    }
}
