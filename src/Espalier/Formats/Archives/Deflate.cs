namespace Espalier.Formats.Archives;

/// <summary>What is known of the compression in zip and gzip files before anything is unpacked.</summary>
internal static class Deflate
{
    /// <summary>One byte never becomes more bytes than this: a code of two bits stands for at most 258 of them.</summary>
    internal const long MaxExpansion = 1032;
}
