using Espalier.Formats;
using Espalier.Graphs;
using Espalier.Tickets;
using Espalier.Tickets.Files;
using Espalier.Tickets.Forms;
using Espalier.Tickets.Verification;

namespace Espalier.Work.Models;

/// <summary>A network that a job computes with: a network file, or one of the two forms of a ticket.</summary>
/// <param name="Network">The network.</param>
/// <param name="Format">The format of the file.</param>
/// <param name="Ticket">The ticket that the network was unfolded from, or null.</param>
internal sealed record Model(Network Network, string Format, ClaimedTicket? Ticket)
{
    public const string TicketFormat = "ticket";

    /// <summary>Reads a network file and says what was assumed.</summary>
    /// <exception cref="InvalidInputException">The file holds no network, or is damaged.</exception>
    public static NetworkFile ReadNetwork(string path, string? architecture, Workplace place, string? output = null)
    {
        NetworkFile file = NetworkFile.Read(path, architecture, output);
        if (file.Note is { } note) place.Note(note);
        return file;
    }

    /// <summary>Reads a network file or a ticket.</summary>
    /// <exception cref="InvalidInputException">The file is neither, or is damaged.</exception>
    public static Model Read(string path, string? architecture, Workplace place, TicketForm form = TicketForm.Folded, string? output = null)
    {
        if (!TicketFile.IsTicketFile(path))
        {
            NetworkFile file = ReadNetwork(path, architecture, place, output);
            return new Model(file.Network, file.Format, null);
        }

        if (output is not null) throw new InvalidInputException(path, null, "a ticket has one output", "leave out `output`");
        if (architecture is not null) throw new InvalidInputException(path, null, "a ticket holds its own architecture", "leave out `architecture`");
        ClaimedTicket ticket = TicketReading.Read(path);
        return new Model(TicketForms.Of(ticket.Ticket, form), TicketFormat, ticket);
    }
}
