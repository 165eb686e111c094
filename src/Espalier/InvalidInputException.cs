using System.Globalization;

namespace Espalier;

/// <summary>Input that cannot be used: which source, where in it, what is wrong and what to do about it.</summary>
/// <remarks>
/// This is the only exception that files and user values raise. Its <see cref="Exception.Message"/> is one line.
/// Algorithms report their outcomes as values instead.
/// </remarks>
public sealed class InvalidInputException : Exception
{
    /// <summary>How many characters of each part the message shows; the properties hold all of them.</summary>
    private const int MaxPartLength = 600;

    /// <summary>Describes unusable input.</summary>
    /// <param name="source">The file, option or value at fault, as the user knows it.</param>
    /// <param name="place">Where in the source (an offset, a line, a tensor's name), or null for the whole of it.</param>
    /// <param name="problem">What is wrong, as a clause without a full stop.</param>
    /// <param name="remedy">What the user can do, as a clause without a full stop.</param>
    /// <param name="inner">The cause, if another exception brought this to light.</param>
    public InvalidInputException(string source, InvariantText place, InvariantText problem, InvariantText remedy, Exception? inner = null)
        : this(source, place.OrNull(), problem.ToString(), remedy.ToString(), inner)
    {
    }

    private InvalidInputException(string source, string? place, string problem, string remedy, Exception? inner)
        : base(Compose(source, place, problem, remedy), inner)
    {
        InputSource = source;
        Place = place;
        Problem = problem;
        Remedy = remedy;
    }

    /// <summary>The file, option or value at fault.</summary>
    public string InputSource { get; }

    /// <summary>Where in the source, or null for the whole of it.</summary>
    public string? Place { get; }

    /// <summary>What is wrong.</summary>
    public string Problem { get; }

    /// <summary>What the user can do.</summary>
    public string Remedy { get; }

    private static string Compose(string source, string? place, string problem, string remedy)
    {
        string where = place is null ? source : $"{source}, {Shortened(place)}";
        return OneLine($"{where}: {Shortened(problem)}; {Shortened(remedy)}");
    }

    /// <summary>Names in a file may be megabytes long; a message stays readable.</summary>
    private static string Shortened(string text) => text.Length <= MaxPartLength ? text : string.Concat(text.AsSpan(0, MaxPartLength), "…");

    /// <summary>Text from a file may hold anything; a message stays on one line and prints safely on a terminal.</summary>
    private static string OneLine(string text) =>
        string.Create(text.Length, text, static (span, from) =>
        {
            for (int i = 0; i < from.Length; i++) span[i] = IsHarmless(from[i]) ? from[i] : '?';
        });

    /// <summary>Neither a control nor what breaks a line or turns its direction.</summary>
    private static bool IsHarmless(char character) => char.GetUnicodeCategory(character) is not (
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);
}
