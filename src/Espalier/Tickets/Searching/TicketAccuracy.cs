using Espalier.Graphs;
using Espalier.Tickets.Forms;
using Espalier.Tickets.Verification;
using Espalier.Training.DataSets;

namespace Espalier.Tickets.Searching;

/// <summary>Measures what a ticket reaches.</summary>
public static class TicketAccuracy
{
    /// <summary>How many images of a test set the folded form classifies correctly in float32: what verifying repeats.</summary>
    /// <param name="ticket">The ticket.</param>
    /// <param name="images">The test set.</param>
    /// <param name="threads">Cores to use; never changes the result.</param>
    /// <param name="cancel">Stops the work.</param>
    public static AccuracyClaim Measure(Ticket ticket, ILabelledSet images, int threads, CancellationToken cancel = default) =>
        new(
            images.Name,
            images.Count,
            Classification.CountCorrect(TicketForms.Folded(ticket), images, images.Count, threads, Precision.Single, cancel: cancel));

    /// <summary>The ticket with all that can be claimed of it, its accuracy on a test set included.</summary>
    public static ClaimedTicket Claim(Ticket ticket, ILabelledSet images, int threads, CancellationToken cancel = default) =>
        new(ticket, TicketAudit.Of(ticket) with { Accuracy = Measure(ticket, images, threads, cancel) });
}
