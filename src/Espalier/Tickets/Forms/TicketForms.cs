using Espalier.Graphs;

namespace Espalier.Tickets.Forms;

/// <summary>The two networks that a ticket stands for.</summary>
public enum TicketForm
{
    /// <summary>The target's shape, the sums carried out.</summary>
    Folded,

    /// <summary>The parent's full shape, pruned entries as zeros.</summary>
    Masked,
}

/// <summary>The two networks that a ticket stands for: one small, one of the parent's full size. They compute the same function.</summary>
public static class TicketForms
{
    /// <summary>The most parent entries that the masked form may hold unless the caller says otherwise.</summary>
    public const long DefaultMostEntries = 1L << 28;

    /// <summary>The ticket in one of its forms.</summary>
    /// <exception cref="InvalidInputException">The masked form holds more than <paramref name="mostEntries"/> entries in a matrix.</exception>
    public static Network Of(Ticket ticket, TicketForm form, long mostEntries = DefaultMostEntries) =>
        form == TicketForm.Folded ? Folded(ticket) : Masked(ticket, mostEntries);

    /// <summary>
    /// The ticket as an ordinary small network, the sums carried out in double-double and rounded to float64. A layer whose two
    /// sides differ becomes y = W⁺·σ(x) − W⁻·σ(−x): a fixed splitting layer, a ReLU and a dense layer of twice the inputs. A wide
    /// parent has no sums: it is what its masked form is.
    /// </summary>
    /// <exception cref="InvalidInputException">The file announces more than an array holds.</exception>
    public static Network Folded(Ticket ticket) => ticket switch
    {
        ConstructedTicket constructed => ConstructedForms.Folded(constructed),
        SearchedTicket searched => SearchedForms.Folded(searched),
        _ => throw new ArgumentException("this kind of ticket has no forms"),
    };

    /// <summary>The ticket in the parent's full shape, pruned entries as zeros, in the parent's own float32 numbers.</summary>
    /// <exception cref="InvalidInputException">A matrix holds more than <paramref name="mostEntries"/> entries.</exception>
    public static Network Masked(Ticket ticket, long mostEntries = DefaultMostEntries) => ticket switch
    {
        ConstructedTicket constructed => ConstructedForms.Masked(constructed, mostEntries),
        SearchedTicket searched => SearchedForms.Masked(searched, mostEntries),
        _ => throw new ArgumentException("this kind of ticket has no forms"),
    };
}
