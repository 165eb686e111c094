using System.Buffers.Binary;
using System.IO.Compression;

namespace Espalier.Formats.Archives;

/// <summary>Reads a gzip file of one member whose inflated size is known in advance, and not one byte more than that.</summary>
internal sealed class GzipContent : IDisposable
{
    private const int FirstBuffer = 1 << 16;
    private const string Remedy = "the file is damaged: fetch or make it again";

    private readonly ReadOnlyMemory<byte> _file;
    private readonly Origin _origin;
    private readonly GZipStream _stream;

    public GzipContent(ReadOnlyMemory<byte> file, Origin origin)
    {
        _file = file;
        _origin = origin;
        _stream = new GZipStream(new ReadOnlyMemoryStream(file), CompressionMode.Decompress);
    }

    public static bool IsGzip(ReadOnlySpan<byte> file) => file.Length >= 2 && file[0] == 0x1F && file[1] == 0x8B;

    /// <summary>Inflates the next bytes.</summary>
    public void ReadExactly(Span<byte> destination)
    {
        while (!destination.IsEmpty)
        {
            int read = Read(destination);
            if (read == 0) throw _origin.At("gzip content").Refusal("the content ends before what its header promises", Remedy);
            destination = destination[read..];
        }
    }

    /// <summary>Inflates the rest, which is <paramref name="length"/> bytes after the <paramref name="done"/> bytes already read.</summary>
    public byte[] ReadRest(long length, long done)
    {
        if (length + done > (Deflate.MaxExpansion * _file.Length) + FirstBuffer)
            throw _origin.Refusal($"{length} bytes are promised, more than {_file.Length} bytes of gzip can hold", Remedy);
        byte[] values = ReadGrowing((int)length);
        Span<byte> beyond = stackalloc byte[1];
        if (Read(beyond) != 0) throw _origin.At("gzip content").Refusal($"the content goes on after the {length} bytes promised", Remedy);

        // The decompressor checks the checksum when it is there, and keeps silent when it is cut off.
        uint trailer = _file.Length < 8 ? 0 : BinaryPrimitives.ReadUInt32LittleEndian(_file.Span[^4..]);
        if (trailer != unchecked((uint)(length + done)))
            throw _origin.At("gzip trailer").Refusal("the size at the end of the file is not that of the content", Remedy);
        return values;
    }

    /// <inheritdoc/>
    public void Dispose() => _stream.Dispose();

    /// <summary>The buffer grows as content arrives, so that a false promise in a small file costs little.</summary>
    private byte[] ReadGrowing(int length)
    {
        byte[] buffer = new byte[(int)Math.Min(length, Math.Max(FirstBuffer, 8L * _file.Length))];
        for (int filled = 0; ;)
        {
            ReadExactly(buffer.AsSpan(filled));
            filled = buffer.Length;
            if (filled == length) return buffer;
            Array.Resize(ref buffer, (int)Math.Min(length, 2L * filled));
        }
    }

    private int Read(Span<byte> destination)
    {
        try
        {
            return _stream.Read(destination);
        }
        catch (Exception damage) when (damage is InvalidDataException or IOException)
        {
            throw _origin.At("gzip content").Refusal("the content cannot be inflated", Remedy, damage);
        }
    }
}
