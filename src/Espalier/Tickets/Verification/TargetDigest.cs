using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Espalier.Graphs;
using Espalier.Graphs.Operators;

namespace Espalier.Tickets.Verification;

/// <summary>A fingerprint of a network's function: its layers and the values of its numbers, whatever file or precision held them.</summary>
public static class TargetDigest
{
    /// <summary>SHA-256 in lower-case hexadecimal over each layer's text and its numbers as little-endian float64.</summary>
    public static string Of(Network network)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"input {network.InputShape}\n"));
        foreach (Node node in network.Nodes)
        {
            Append(hash, node.Operator);
            if (!network.IsChain) hash.AppendData(Encoding.UTF8.GetBytes($"of {string.Join(' ', node.Reads)}\n"));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>SHA-256 in lower-case hexadecimal of the bytes of a model that only another engine runs.</summary>
    public static string Of(ReadOnlySpan<byte> model) => Convert.ToHexStringLower(SHA256.HashData(model));

    /// <summary>Whether two layers compute the same function with the same numbers.</summary>
    internal static bool AreSame(Operator first, Operator second) => Of(first).SequenceEqual(Of(second));

    private static byte[] Of(Operator layer)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Append(hash, layer);
        return hash.GetHashAndReset();
    }

    /// <summary>Adds a layer and its numbers to a hash.</summary>
    internal static void Append(IncrementalHash hash, Operator layer)
    {
        hash.AppendData(Encoding.UTF8.GetBytes($"{layer.Fingerprint}\n"));
        foreach (Tensor tensor in layer.Parameters) Append(hash, tensor);
    }

    private static void Append(IncrementalHash hash, Tensor tensor)
    {
        Span<double> chunk = stackalloc double[512];
        for (int from = 0; from < tensor.Length; from += chunk.Length)
        {
            Span<double> part = chunk[..Math.Min(chunk.Length, tensor.Length - from)];
            for (int i = 0; i < part.Length; i++) part[i] = tensor[from + i];
            if (!BitConverter.IsLittleEndian) throw new PlatformNotSupportedException("big-endian machines are not supported");
            hash.AppendData(MemoryMarshal.AsBytes(part));
        }
    }
}
