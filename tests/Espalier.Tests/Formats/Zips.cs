using System.IO.Compression;
using Espalier.Formats.Archives;

namespace Espalier.Tests.Formats;

/// <summary>Builds zip files, so that damage within an entry reaches the reader of the entry and not only its check value.</summary>
internal static class Zips
{
    public static byte[] Stored(params (string Name, byte[] Content)[] entries)
    {
        var stream = new MemoryStream();
        var writer = new ZipWriter(stream);
        foreach ((string name, byte[] content) in entries) writer.Add(name, [content]);
        writer.Finish();
        return stream.ToArray();
    }

    public static byte[] Deflated(params (string Name, byte[] Content)[] entries)
    {
        var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach ((string name, byte[] content) in entries)
            {
                using Stream entry = zip.CreateEntry(name, CompressionLevel.SmallestSize).Open();
                entry.Write(content);
            }
        }

        return stream.ToArray();
    }

    public static (string Name, byte[] Content)[] Entries(byte[] zip)
    {
        using var archive = new ZipArchive(new MemoryStream(zip));
        return [.. archive.Entries.Select(entry =>
        {
            using Stream stream = entry.Open();
            byte[] content = new byte[entry.Length];
            stream.ReadExactly(content);
            return (entry.FullName, content);
        })];
    }

    /// <summary>The same zip file with one entry replaced.</summary>
    public static byte[] Replace((string Name, byte[] Content)[] entries, string suffix, byte[] content) =>
        Stored([.. entries.Select(entry => entry.Name.EndsWith(suffix, StringComparison.Ordinal) ? (entry.Name, content) : entry)]);
}
