using System.IO.Compression;
using Espalier.Formats.Archives;
using Espalier.Graphs;

namespace Espalier.Formats.Idx;

/// <summary>
/// Reads and writes the IDX format (Y. LeCun, C. Cortes, C. Burges, the MNIST database), plain or gzip, with uint8 elements.
/// Whether a file is gzip shows in its first bytes; its name does not matter.
/// </summary>
public static class IdxFile
{
    /// <summary>Reads a file.</summary>
    /// <exception cref="InvalidInputException">There is no such file, it cannot be read, or it is not what IDX allows.</exception>
    public static IdxArray Read(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return Read(FileContent.Read(path), path);
    }

    /// <summary>Reads a file's bytes; an uncompressed result shares them.</summary>
    /// <param name="file">The bytes.</param>
    /// <param name="source">What to call the file in a message.</param>
    /// <exception cref="InvalidInputException">The bytes are not what IDX allows.</exception>
    public static IdxArray Read(ReadOnlyMemory<byte> file, string source) =>
        GzipContent.IsGzip(file.Span) ? ReadGzip(file, source) : ReadPlain(file, source);

    /// <summary>The bytes of a file that holds the array.</summary>
    public static byte[] Encode(IdxArray array, bool gzip)
    {
        ArgumentNullException.ThrowIfNull(array);
        byte[] header = IdxHeader.Write(array.Shape);
        if (!gzip) return [.. header, .. array.Values];
        using var bytes = new MemoryStream();
        using (var stream = new GZipStream(bytes, CompressionLevel.Optimal, leaveOpen: true))
        {
            stream.Write(header);
            stream.Write(array.Values);
        }

        return bytes.ToArray();
    }

    /// <summary>Writes a file, gzip if asked; the file appears whole or not at all.</summary>
    /// <exception cref="InvalidInputException">The file cannot be written there.</exception>
    public static void Write(string path, IdxArray array, bool gzip)
    {
        ArgumentNullException.ThrowIfNull(path);
        byte[] bytes = Encode(array, gzip);
        AtomicFile.Write(path, stream => stream.Write(bytes));
    }

    private static IdxArray ReadPlain(ReadOnlyMemory<byte> file, Origin origin)
    {
        RequireHeader(file.Length, IdxHeader.FixedLength, origin);
        int header = IdxHeader.Length(IdxHeader.ReadRank(file.Span[..IdxHeader.FixedLength], origin));
        RequireHeader(file.Length, header, origin);
        Shape shape = IdxHeader.ReadShape(file.Span[IdxHeader.FixedLength..header], origin);
        int rest = file.Length - header;
        if (rest == shape.Length) return new IdxArray(shape, file[header..]);
        throw origin.At($"offset {header}").Refusal(
            $"{rest} bytes follow the header, which promises {shape} = {shape.Length}", "the file is damaged: fetch or make it again");
    }

    private static IdxArray ReadGzip(ReadOnlyMemory<byte> file, Origin origin)
    {
        using var content = new GzipContent(file, origin);
        Span<byte> header = stackalloc byte[IdxHeader.Length(IdxHeader.MaxRank)];
        content.ReadExactly(header[..IdxHeader.FixedLength]);
        int length = IdxHeader.Length(IdxHeader.ReadRank(header, origin));
        content.ReadExactly(header[IdxHeader.FixedLength..length]);
        Shape shape = IdxHeader.ReadShape(header[IdxHeader.FixedLength..length], origin);
        return new IdxArray(shape, content.ReadRest(shape.Length, length));
    }

    private static void RequireHeader(int length, int needed, Origin origin)
    {
        if (length < needed)
            throw origin.Refusal($"{length} bytes are too few for an IDX header", "give an IDX file, plain or gzip");
    }
}
