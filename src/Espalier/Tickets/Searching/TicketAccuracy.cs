using Espalier.Graphs;
using Espalier.Tickets.Forms;
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
    public static AccuracyClaim Measure(SearchedTicket ticket, LabelledImages images, int threads, CancellationToken cancel = default) =>
        new(images.Name, images.Count, Classification.CountCorrect(TicketForms.Folded(ticket), images, images.Count, threads, Precision.Single, cancel: cancel));

    /// <summary>The ticket with the accuracy that it reaches as a claim.</summary>
    public static SearchedTicket Claim(SearchedTicket ticket, LabelledImages images, int threads, CancellationToken cancel = default) =>
        ticket with { Claims = ticket.Claims with { Accuracy = Measure(ticket, images, threads, cancel) } };
}
