namespace Espalier.Tickets.Verification;

/// <summary>SHA-256 as text: 64 lower-case hexadecimal digits.</summary>
internal static class DigestText
{
    private const int Length = 64;

    /// <summary>Whether a text from a file is one.</summary>
    public static bool IsDigest(string text) => text.Length == Length && text.All(char.IsAsciiHexDigitLower);

    /// <summary>The first digits, which people compare.</summary>
    public static string Short(string digest) => digest[..Math.Min(12, digest.Length)];
}
