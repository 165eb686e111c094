using System.Globalization;
using System.Text;

namespace Espalier.Formats.Onnx;

/// <summary>Where in a model something was found, so that a refusal can say it.</summary>
internal sealed record Origin(string Source, string? Place = null)
{
    private const int LongestName = 60;

    public Origin At(string place) => this with { Place = place };

    public InvalidInputException Refusal(InvariantText problem, InvariantText remedy, Exception? inner = null) =>
        new(Source, Place, problem, remedy, inner);

    /// <summary>A name from a file between quotes: shortened, and without characters that could disturb a terminal.</summary>
    public static string Quoted(string name)
    {
        var text = new StringBuilder("'");
        foreach (Rune rune in name.EnumerateRunes())
        {
            if (text.Length > LongestName)
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
