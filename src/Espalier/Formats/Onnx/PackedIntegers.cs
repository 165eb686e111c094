namespace Espalier.Formats.Onnx;

/// <summary>The integers of a packed list, one after the other.</summary>
internal ref struct PackedIntegers
{
    private readonly ReadOnlySpan<byte> _bytes;
    private int _at;

    /// <summary>Checks that as many integers are there as claimed.</summary>
    public PackedIntegers(ReadOnlySpan<byte> bytes, int claimed, Origin origin)
    {
        // The last byte of each integer, and no other, has a clear top bit.
        int stored = 0;
        foreach (byte next in bytes)
        {
            if (next < 0x80) stored++;
        }

        if (stored != claimed) throw origin.Refusal($"it claims {claimed} elements, and {stored} are there", "the file is damaged; export it again");
        _bytes = bytes;
    }

    public long Next() => (long)WireFields.Varint(_bytes, ref _at);
}
