using Espalier.Graphs;
using Espalier.Tickets;
using Espalier.Tickets.Files;
using Espalier.Tickets.Searching;
using Espalier.Training.DataSets;

namespace Espalier.Work.Training;

/// <summary>What a search found, measured beside its baselines and written to a file.</summary>
internal sealed record FoundTicket(PopupBaselines Baselines, string? Path, long? Bytes)
{
    public static FoundTicket Of(SearchedTicket ticket, Network? trained, Descent descent, string? path, Workplace place)
    {
        LabelledImages test = descent.Test.Images;
        place.Begin("measuring");
        PopupBaselines baselines = PopupBaselines.Measure(ticket, trained, descent.Training.Images, test, place.Threads, place.Cancel);
        long? bytes = path is null ? null : TicketFile.Write(path, TicketAccuracy.Claim(ticket, test, place.Threads, place.Cancel));
        return new FoundTicket(baselines, path, bytes);
    }
}
