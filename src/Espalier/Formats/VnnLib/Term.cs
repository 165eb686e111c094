using System.Collections.Immutable;

namespace Espalier.Formats.VnnLib;

/// <summary>A word, or a list of terms in parentheses.</summary>
/// <param name="Word">The word, or null for a list.</param>
/// <param name="Items">The items of a list; empty for a word.</param>
/// <param name="Line">The line where it begins, from 1.</param>
internal sealed record Term(string? Word, ImmutableArray<Term> Items, int Line)
{
    /// <summary>The word that a list begins with, or null.</summary>
    public string? Head => Items is [{ Word: { } word }, ..] ? word : null;

    public string Place => Invariant($"line {Line}");
}
