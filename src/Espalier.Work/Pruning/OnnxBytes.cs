using Espalier.Formats.Onnx;
using Espalier.Graphs;

namespace Espalier.Work.Pruning;

/// <summary>A network as an ONNX file in memory.</summary>
internal static class OnnxBytes
{
    public static byte[] Of(Network network)
    {
        using var stream = new MemoryStream();
        OnnxFormat.Write(network, stream);
        return stream.ToArray();
    }
}
