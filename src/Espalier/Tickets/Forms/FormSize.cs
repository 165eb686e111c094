namespace Espalier.Tickets.Forms;

/// <summary>How large the matrices of a form may be.</summary>
internal static class FormSize
{
    /// <summary>Refuses a matrix of more entries than the caller or an array takes.</summary>
    /// <exception cref="InvalidInputException">The matrix is too large.</exception>
    public static void Require(Int128 entries, long mostEntries, string place)
    {
        if (entries > Math.Min(mostEntries, Array.MaxLength))
        {
            throw new InvalidInputException(
                "masked form", place, $"a matrix of the parent has {entries} entries, above the limit of {mostEntries}", "use the folded form, or raise the limit");
        }
    }
}
