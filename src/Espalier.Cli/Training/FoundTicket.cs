using Espalier.Cli.Frame;
using Espalier.Graphs;
using Espalier.Tickets;
using Espalier.Tickets.Files;
using Espalier.Tickets.Searching;
using Espalier.Training.DataSets;

namespace Espalier.Cli.Training;

/// <summary>What a search found, measured beside its baselines and written to a file.</summary>
internal sealed record FoundTicket(PopupBaselines Baselines, string? Path, long? Bytes)
{
    public static FoundTicket Of(SearchedTicket ticket, Network? trained, Descent descent, string? path, Call call)
    {
        LabelledImages test = descent.Test.Images;
        return call.Follow("measuring", _ =>
        {
            PopupBaselines baselines = PopupBaselines.Measure(ticket, trained, descent.Training.Images, test, call.Threads, call.Cancel);
            long? bytes = path is null ? null : TicketFile.Write(path, TicketAccuracy.Claim(ticket, test, call.Threads, call.Cancel));
            return new FoundTicket(baselines, path, bytes);
        });
    }
}
