using Espalier.Tickets;

namespace Espalier.Cli.Models;

/// <summary>What a ticket says of itself, beside the layers of its folded form; in JSON its fields, which depend on the kind.</summary>
internal interface ITicketInspection
{
    /// <summary>The same for people; rows without a value are left out.</summary>
    (string Name, string Value)[] Rows();
}

/// <summary>Inspections of either kind of ticket.</summary>
internal static class TicketInspection
{
    public static ITicketInspection Of(Ticket ticket) =>
        ticket is SearchedTicket searched ? SearchedInspection.Of(searched) : ConstructedInspection.Of((ConstructedTicket)ticket);
}
