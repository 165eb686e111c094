using System.Runtime.CompilerServices;
using Espalier.Formats.Archives;

namespace Espalier.Formats;

/// <summary>The bytes of a file whose format is yet to be found. The directory of a zip file is read once, whoever asks for it.</summary>
internal sealed class NetworkContent(ReadOnlyMemory<byte> bytes, string source)
{
    private ZipContent? _zip;

    internal ReadOnlyMemory<byte> Bytes { get; private set; } = bytes;

    internal string Source => source;

    /// <summary>The folder of the file, or null where the bytes come from elsewhere.</summary>
    internal string? Folder { get; private init; }

    internal ReadingBudget Budget { get; } = new(bytes.Length, source);

    internal bool IsZip => ZipContent.Recognises(Bytes.Span);

    internal ZipContent Zip => _zip ??= new ZipContent(Bytes, source, Budget);

    /// <summary>
    /// The content of a file. Made in a method of its own, so that no caller's frame keeps the bytes alive after
    /// <see cref="Release"/>.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal static NetworkContent OfFile(string path) =>
        new(FileContent.Read(path), path) { Folder = Path.GetDirectoryName(Path.GetFullPath(path)) };

    /// <summary>Lets go of the bytes, for a format that has taken what it needs and is about to build tensors.</summary>
    internal void Release() => Bytes = default;
}
