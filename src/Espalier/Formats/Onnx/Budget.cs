namespace Espalier.Formats.Onnx;

/// <summary>
/// What reading may spend beyond the stored weights: bytes for computed constants, and steps for products of constants. A small
/// file can ask for large ones by broadcasting.
/// </summary>
internal sealed class Budget(long fileLength)
{
    private long _bytes = (2 * fileLength) + (16L << 20);
    private long _steps = 1L << 28;

    /// <summary>A file that the model refers to may be taken in once, and as much again.</summary>
    public void Allow(long fileLength) => _bytes += 2 * fileLength;

    public void Bytes(long count, Origin origin)
    {
        _bytes -= count;
        if (_bytes < 0)
            throw origin.Refusal("the computed constants of this graph are much larger than its stored ones", "store them as initialisers");
    }

    public void Steps(long count, Origin origin)
    {
        _steps -= count;
        if (_steps < 0)
            throw origin.Refusal("the products of constants in this graph take too many steps", "compute them when exporting (constant folding)");
    }
}
