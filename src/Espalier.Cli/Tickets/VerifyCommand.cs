using System.CommandLine;
using Espalier.Cli.Data;
using Espalier.Cli.Frame;
using Espalier.Cli.Models;
using Espalier.Formats;
using Espalier.Graphs;
using Espalier.Tickets.Files;
using Espalier.Tickets.Verification;
using Espalier.Tickets;
using Espalier.Training.DataSets;
using Espalier.Work.Inputs;

namespace Espalier.Cli.Tickets;

/// <summary><c>espalier ticket verify FILE</c>: every claim of a ticket, computed anew from its seed.</summary>
internal static class VerifyCommand
{
    public static Command Create()
    {
        Argument<string> file = ModelOptions.Ticket();
        Option<string?> target = Options.Text("--target", "FILE", "the network that the ticket was drawn for; without it, errors cannot be checked");
        Option<string?> architecture = ModelOptions.Architecture();
        Option<string?> data = Options.Text("--data", "DIR|glyphs|mnist", "the test set on which a searched ticket claims its accuracy; without it, accuracy cannot be checked");
        return new Verb("verify", "Rebuild a ticket from its seed and check every claim in the file", "espalier ticket verify model.ticket --target model.onnx") { file, target, architecture, data }
            .Runs(call =>
            {
                Ticket ticket = TicketFile.Read(call.Value(file));
                Network? network = call.Value(target) is { } path ? NetworkFile.Read(path, call.Value(architecture)).Network : null;
                LabelledImages? images = OpenImages(call.Value(data), ticket, call);
                if (network is null && ticket is ConstructedTicket) call.Warn("no --target: the errors that the file claims were not checked");
                if (images is null && ticket is SearchedTicket { Claims.Accuracy: not null }) call.Warn("no --data: the accuracy that the file claims was not checked");
                TicketVerification found = TicketVerification.Of(ticket, network, call.Threads, call.Cancel);
                if (images is not null) found = found.WithAccuracy(ticket, images, call.Threads, null, call.Cancel);
                return Answer.Of(Verified.Of(ticket, found), Show, found.IsValid);
            });
    }

    /// <summary>As many images as the claim is about: a set that is drawn has any number.</summary>
    private static LabelledImages? OpenImages(string? name, Ticket ticket, Call call) =>
        name is null ? null : DataSource.Open(name, training: false, (ticket as SearchedTicket)?.Claims.Accuracy?.Examples, call);

    private static void Show(Verified found, Page page)
    {
        page.Fields(
            ("valid", found.Valid ? "yes" : "no"),
            ("largest weight error", found.MaxWeightError is { } error ? Numerals.Text(error) : string.Empty),
            ("certified, ball", found.CertifiedError is { } ball ? $"{Numerals.Text(ball.BallError)} (radius {Numerals.Text(ball.BallRadius)})" : string.Empty),
            ("certified, box", found.CertifiedError is { } box ? Numerals.Text(box.BoxError) : string.Empty),
            ("kept edges", Numerals.Text(found.KeptEdges)));
        foreach (string problem in found.Problems) page.Line($"problem: {problem}");
    }

    /// <summary>What was recomputed; null where there was no target to hold it against.</summary>
    private sealed record Verified(bool Valid, string[] Problems, double? MaxWeightError, CertifiedErrors? CertifiedError, long KeptEdges)
    {
        public static Verified Of(Ticket ticket, TicketVerification found) =>
            new(
                found.IsValid,
                [.. found.Problems],
                found.Audit?.Claims.Max(claims => claims.MaxWeightError),
                found.Audit?.Certified,
                ticket.KeptEdges);
    }
}
