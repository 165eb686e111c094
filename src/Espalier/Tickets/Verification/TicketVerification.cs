using System.Collections.Immutable;
using Espalier.Graphs;
using Espalier.Training.DataSets;

namespace Espalier.Tickets.Verification;

/// <summary>What verifying a ticket found.</summary>
/// <param name="Problems">One sentence for each claim that does not hold; empty for a valid ticket.</param>
/// <param name="Audit">The claims against a target computed anew; null without a target to hold them against.</param>
public sealed record TicketVerification(ImmutableArray<string> Problems, TicketAudit? Audit)
{
    /// <summary>Whether every claim that could be checked holds.</summary>
    public bool IsValid => Problems.IsEmpty;

    /// <summary>
    /// Rebuilds the parent from the seed, applies the masks and computes every claim anew. Without a target, what can be checked
    /// of a constructed ticket is that the layers fit together, that known signs are known, and the counts of kept entries. Of a
    /// searched ticket, which has no target, it is the counts, the digest of what it computes, and that its numbers are finite.
    /// </summary>
    public static TicketVerification Of(Ticket ticket, Network? target, int threads, CancellationToken cancel = default) => ticket switch
    {
        ConstructedTicket constructed => ConstructedVerification.Of(constructed, target, threads, cancel),
        SearchedTicket searched => SearchedVerification.Of(searched, target),
        _ => throw new ArgumentException("this kind of ticket cannot be verified"),
    };

    /// <summary>These findings, and whether the ticket reaches the accuracy that it claims.</summary>
    /// <param name="ticket">The ticket that was verified.</param>
    /// <param name="images">The test set that it names.</param>
    /// <param name="threads">Cores to use; never changes the result.</param>
    /// <param name="progress">Told how many images are done.</param>
    /// <param name="cancel">Stops the work.</param>
    public TicketVerification WithAccuracy(Ticket ticket, LabelledImages images, int threads, IProgress<int>? progress = null, CancellationToken cancel = default)
    {
        string? problem = ticket is SearchedTicket searched
            ? SearchedVerification.ProblemOfAccuracy(searched, images, threads, progress, cancel)
            : "the ticket claims no accuracy: it was drawn for a target";
        return problem is null ? this : this with { Problems = Problems.Add(problem) };
    }
}
