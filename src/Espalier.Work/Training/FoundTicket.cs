using Espalier.Graphs;
using Espalier.Tickets;
using Espalier.Tickets.Files;
using Espalier.Tickets.Searching;
using Espalier.Training.DataSets;

namespace Espalier.Work.Training;

/// <summary>What a search found, measured beside its baselines and written to a file.</summary>
internal sealed record FoundTicket(PopupBaselines Baselines, string? Path, long? Bytes)
{
    public static FoundTicket Of(Ticket ticket, Network? trained, Descent descent, string? path, Workplace place)
    {
        ILabelledSet test = descent.Test.Source;
        place.Begin("measuring");
        PopupBaselines baselines = PopupBaselines.Measure(ticket, trained, descent.Training.Source, test, place.Threads, place.Cancel);
        long? bytes = path is null ? null : TicketFile.Write(path, TicketAccuracy.Claim(ticket, test, place.Threads, place.Cancel));
        return new FoundTicket(baselines, path, bytes);
    }
}
