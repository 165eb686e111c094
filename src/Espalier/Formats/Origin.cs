using System.Globalization;
using System.Text;

namespace Espalier.Formats;

/// <summary>Where something was found, in which file and where in it: how every reader's refusal says that.</summary>
/// <param name="Source">The file, as the user knows it.</param>
/// <param name="Place">The part of it, or null for the whole.</param>
internal sealed record Origin(string Source, string? Place = null)
{
    private const int MaxNameLength = 60;

    /// <summary>A file as a whole.</summary>
    public static implicit operator Origin(string source) => new(source);

    /// <summary>Another place in the same file.</summary>
    public Origin At(InvariantText place) => this with { Place = place.OrNull() };

    /// <summary>A place inside this one.</summary>
    public Origin Within(InvariantText place) => Place is null ? At(place) : this with { Place = $"{Place}, {place}" };

    /// <summary>The refusal of what was found here.</summary>
    public InvalidInputException Refusal(InvariantText problem, InvariantText remedy, Exception? inner = null) =>
        new(Source, Place, problem, remedy, inner);

    /// <summary>A name from a file between quotes: shortened, and without characters that could disturb a terminal.</summary>
    public static string Quoted(string name)
    {
        var text = new StringBuilder("'");
        foreach (Rune rune in name.EnumerateRunes())
        {
            if (text.Length > MaxNameLength)
            {
                text.Append('…');
                break;
            }

            text.Append(IsPrintable(rune) ? rune.ToString() : "?");
        }

        return text.Append('\'').ToString();
    }

    /// <summary>Extents as a message shows them.</summary>
    public static string Bracketed(IEnumerable<int> extents) => $"[{string.Join(", ", extents)}]";

    private static bool IsPrintable(Rune rune) => Rune.GetUnicodeCategory(rune) is not (
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse
        or UnicodeCategory.OtherNotAssigned or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);
}
