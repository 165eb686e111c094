using System.Collections.Immutable;

namespace Espalier.Formats.VnnLib;

/// <summary>The box of inputs that a VNN-LIB property speaks of.</summary>
/// <remarks>
/// The file's decimal numbers are rounded outward, exactly: the box contains the written one, and each side exceeds it by
/// less than one unit in the last place. What the property says of the outputs is not read.
/// </remarks>
/// <param name="Lower">The smallest value of each input.</param>
/// <param name="Upper">The largest value of each input.</param>
/// <param name="OutputConstraints">How many assertions about outputs were passed over.</param>
public sealed record VnnLibBox(ImmutableArray<double> Lower, ImmutableArray<double> Upper, int OutputConstraints)
{
    /// <summary>The largest file that is read: boxes over images of ImageNet's size need a quarter of it.</summary>
    private const int MaxFileLength = 64 << 20;

    /// <summary>Reads the box from a file.</summary>
    /// <exception cref="InvalidInputException">The file cannot be read, or its inputs do not form one bounded box.</exception>
    public static VnnLibBox Read(string path) => Read(FileContent.Read(path), path);

    /// <summary>Reads the box from the content of a file.</summary>
    /// <param name="content">All bytes of the file.</param>
    /// <param name="source">The name of the file for messages.</param>
    /// <exception cref="InvalidInputException">The inputs do not form one bounded box.</exception>
    public static VnnLibBox Read(ReadOnlySpan<byte> content, string source)
    {
        ArgumentNullException.ThrowIfNull(source);
        if (content.Length > MaxFileLength)
            throw new Origin(source).Refusal(
                $"the file has {content.Length} bytes, more than the {MaxFileLength} that are read", "keep the input box alone");
        var parser = new TermParser(content, source);
        var property = new PropertyReader(source);
        while (parser.Next() is { } term) property.Accept(term);
        return property.Box();
    }
}
