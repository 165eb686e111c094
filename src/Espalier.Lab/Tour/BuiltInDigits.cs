using System.IO.Compression;
using Espalier.Formats.Onnx;
using Espalier.Graphs;

namespace Espalier.Lab.Tour;

/// <summary>
/// A network of 6352 weights that reads the glyphs which this library draws. It ships with the laboratory so that everything can be
/// tried without a download: trained by <c>espalier train --data glyphs --layers 784-8-10 --epochs 12</c>, its weights rounded to
/// multiples of 1/64.
/// </summary>
public static class BuiltInDigits
{
    /// <summary>What the network is called.</summary>
    public const string Name = "digits";

    /// <summary>The seed of the glyphs that it was trained on; its test images come from the same seed.</summary>
    public const ulong GlyphSeed = 1;

    /// <summary>Unpacks it.</summary>
    public static Network Read()
    {
        using Stream packed = typeof(BuiltInDigits).Assembly.GetManifestResourceStream("Espalier.Lab.Tour.digits.onnx.gz")!;
        using var unpacked = new GZipStream(packed, CompressionMode.Decompress);
        using var content = new MemoryStream();
        unpacked.CopyTo(content);
        return OnnxFormat.Read(content.ToArray(), Name);
    }
}
