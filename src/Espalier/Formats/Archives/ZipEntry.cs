namespace Espalier.Formats.Archives;

/// <summary>A file within a zip file, as the central directory describes it.</summary>
/// <param name="Name">The name, used only to find the entry: nothing is ever written under it.</param>
/// <param name="Deflated">Whether the content is compressed.</param>
/// <param name="Crc">The check value of the content.</param>
/// <param name="CompressedLength">The bytes that it takes in the file.</param>
/// <param name="Length">The bytes of the content.</param>
/// <param name="HeaderOffset">Where its local header starts.</param>
internal sealed record ZipEntry(string Name, bool Deflated, uint Crc, long CompressedLength, long Length, long HeaderOffset);
