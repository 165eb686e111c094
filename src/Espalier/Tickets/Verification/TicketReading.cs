using Espalier.Tickets.Files;

namespace Espalier.Tickets.Verification;

/// <summary>Reads a ticket to work with it: what the file says of parent and masks must be true of them.</summary>
/// <remarks>Cheap: nothing is rebuilt from the seed but the digest and the counts of what is kept. Verifying does all the rest.</remarks>
public static class TicketReading
{
    /// <summary>Reads a ticket file.</summary>
    /// <exception cref="InvalidInputException">The file is no ticket, is damaged, or contradicts itself.</exception>
    public static ClaimedTicket Read(string path)
    {
        ClaimedTicket claimed = TicketFile.Read(path);
        return Contradiction(claimed) is { } problem
            ? throw new InvalidInputException(
                path, null, $"the file contradicts itself: {problem}", "copy it again, or look at it with 'espalier ticket verify'")
            : claimed;
    }

    /// <summary>The first claim that parent and masks belie; null if there is none.</summary>
    private static string? Contradiction(ClaimedTicket claimed)
    {
        TicketVerification found = TicketVerification.Of(claimed, null, threads: 1);
        return found.Problems.IsEmpty ? null : found.Problems[0];
    }
}
