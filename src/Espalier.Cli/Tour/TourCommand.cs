using System.CommandLine;
using System.Globalization;
using Espalier.Cli.Frame;
using Espalier.Lab.Reports;
using Espalier.Work.Tour;

namespace Espalier.Cli.Tour;

/// <summary><c>espalier tour</c>: everything once, on what is built in.</summary>
internal static class TourCommand
{
    /// <summary>What to type after the tour.</summary>
    private static readonly string[] Next =
    [
        "espalier ticket draw your.onnx -o your.ticket --epsilon 0.01",
        "espalier ticket verify your.ticket --target your.onnx",
        "espalier certify your.onnx your.ticket --box 0 1 --time-limit 10",
        "espalier ticket export your.ticket -o found.onnx --form folded",
    ];

    public static Command Create()
    {
        Option<string?> output = Options.Text("--out", "DIR", "where the report, the network, the ticket and the records go", "tour");
        return new Verb("tour", "See it work in a minute, on built-in data", "espalier tour --out tour") { output }
            .Runs(call => call.Do(new TourJob(), new() { Out = call.Value(output)!, Next = Next, Seed = call.Seed }, Show));
    }

    private static void Show(TourAnswer found, Page page)
    {
        TouredTicket ticket = found.Ticket;
        page.Fields(
            ("target", $"a network of {ticket.TargetParameters} weights that reads digits, {Percent(ticket.TargetAccuracy)} of them right"),
            (
                "ticket",
                $"{GroupedDigits.Of(ticket.KeptEdges)} of {GroupedDigits.Of(ticket.ParentParameters)} random weights kept, none trained: "
                    + $"reads {Percent(ticket.Accuracy)}"),
            ("verified", ticket.Valid ? "rebuilt from its seed, every claim holds" : "NO: " + string.Join("; ", ticket.Problems)),
            (
                "certified",
                $"no picture moves an output by more than {Digits(found.Certificate.Upper)}; one moves it by {Digits(found.Certificate.Lower)}"),
            ("gap", found.Gap.Finding),
            ("report", found.Files.Report),
            ("files", $"{found.Files.Network}, {found.Files.Ticket}"));
        page.Verbatim($"\nNow your own network:\n  {string.Join("\n  ", Next)}\n");
    }

    private static string Percent(double share) => (100 * share).ToString("0.0", CultureInfo.InvariantCulture) + " %";

    private static string Digits(double value) => value.ToString("G4", CultureInfo.InvariantCulture);
}
