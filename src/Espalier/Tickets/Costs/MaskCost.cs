namespace Espalier.Tickets.Costs;

/// <summary>What the masks of a ticket hold and take, whatever the kind of ticket.</summary>
/// <param name="ParentParameters">Entries of the random parent; a list that several weights share counts once for each of them.</param>
/// <param name="KeptEdges">Kept entries, as the ticket claims.</param>
/// <param name="RawBits">One bit for every entry that a mask may keep.</param>
/// <param name="CodedBits">
/// At the entropy: for a constructed ticket log₂ C(n, k) for the k kept of a weight's n candidates and the entropy of k, for a
/// searched one log₂ C(n, k) for the k kept of a tensor's n entries.
/// </param>
public sealed record MaskCost(long ParentParameters, long KeptEdges, double RawBits, double CodedBits)
{
    /// <summary>Kept entries over parent entries.</summary>
    public double KeptShare => (double)KeptEdges / ParentParameters;

    /// <summary>Accounts for a ticket.</summary>
    public static MaskCost Of(Ticket ticket)
    {
        (double raw, double coded) = ticket switch
        {
            ConstructedTicket constructed => Sum(constructed.PrunedLayers.Select(layer => MaskEntropy.Bits(constructed.Recipe, layer))),
            SearchedTicket searched => Sum(searched.Masks.Select(MaskEntropy.Bits)),
            _ => throw new ArgumentException("this kind of ticket has no masks"),
        };
        return new MaskCost(ticket.ParentParameters, ticket.KeptEdges, raw, coded);
    }

    private static (double Raw, double Coded) Sum(IEnumerable<(double Raw, double Coded)> parts)
    {
        double raw = 0;
        double coded = 0;
        foreach ((double partRaw, double partCoded) in parts)
        {
            raw += partRaw;
            coded += partCoded;
        }

        return (raw, coded);
    }
}
