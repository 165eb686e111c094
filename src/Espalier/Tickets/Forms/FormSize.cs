namespace Espalier.Tickets.Forms;

/// <summary>How large the matrices of a form may be.</summary>
internal static class FormSize
{
    /// <summary>Refuses a matrix of the masked form with more entries than the caller or an array takes.</summary>
    /// <exception cref="InvalidInputException">The matrix is too large.</exception>
    public static void Require(Int128 entries, long mostEntries, string place)
    {
        long limit = Math.Min(mostEntries, Array.MaxLength);
        if (entries > limit)
            throw new InvalidInputException("masked form", place, $"a matrix of the parent has {entries} entries, above the limit of {limit}", "use the folded form, or raise the limit");
    }

    /// <summary>Refuses a parent that a small file may announce and no search makes.</summary>
    /// <exception cref="InvalidInputException">The tensor is too large.</exception>
    public static void RequireTensor(int entries, string place)
    {
        if (entries > TicketForms.DefaultMostEntries)
            throw new InvalidInputException("ticket", place, $"a tensor of the parent has {entries} entries, above the limit of {TicketForms.DefaultMostEntries}", "search a smaller parent");
    }

    /// <summary>Refuses a layer that sees so many inputs of both signs that x ↦ (x, −x) is too large as a matrix.</summary>
    /// <exception cref="InvalidInputException">It is too large.</exception>
    public static void RequireSplitting(int inputs)
    {
        long entries = 2L * inputs * inputs;
        if (entries > Math.Min(TicketForms.DefaultMostEntries, Array.MaxLength))
            throw new InvalidInputException("folded form", null, $"splitting {inputs} inputs by their signs takes {entries} entries, above the limit of {TicketForms.DefaultMostEntries}", "use the masked form");
    }
}
