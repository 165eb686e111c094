using Espalier.Formats.Archives;

namespace Espalier.Formats;

/// <summary>The bytes of a file whose format is yet to be found. The directory of a zip file is read once, whoever asks for it.</summary>
internal sealed class NetworkContent(ReadOnlyMemory<byte> bytes, string source)
{
    private ZipContent? _zip;

    internal ReadOnlyMemory<byte> Bytes => bytes;

    internal string Source => source;

    internal ReadingBudget Budget { get; } = new(bytes.Length, source);

    internal bool IsZip => ZipContent.Recognises(bytes.Span);

    internal ZipContent Zip => _zip ??= new ZipContent(bytes, source, Budget);
}
