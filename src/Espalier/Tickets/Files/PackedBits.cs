namespace Espalier.Tickets.Files;

/// <summary>Appends fields of bits, lowest bit first, and pads the last byte with zeros.</summary>
internal struct BitWriter(byte[] bytes)
{
    private long _at;

    public void Write(ulong value, int width)
    {
        for (int bit = 0; bit < width; bit++, _at++)
            if (((value >> bit) & 1) != 0) bytes[_at >> 3] |= (byte)(1 << (int)(_at & 7));
    }
}

/// <summary>Reads what <see cref="BitWriter"/> wrote; the caller has checked that the bytes suffice.</summary>
internal ref struct BitReader(ReadOnlySpan<byte> bytes)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;
    private long _at;

    public ulong Read(int width)
    {
        ulong value = 0;
        for (int bit = 0; bit < width; bit++, _at++)
            value |= (ulong)((_bytes[(int)(_at >> 3)] >> (int)(_at & 7)) & 1) << bit;
        return value;
    }
}
