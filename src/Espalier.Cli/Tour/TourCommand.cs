using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Espalier.Certificates;
using Espalier.Cli.Frame;
using Espalier.Cli.Gap;
using Espalier.Formats;
using Espalier.Lab.Experiments.Gap;
using Espalier.Lab.Gap;
using Espalier.Lab.Reports;
using Espalier.Lab.Storage;
using Espalier.Lab.Tour;
using Espalier.Tickets.Files;

namespace Espalier.Cli.Tour;

/// <summary><c>espalier tour</c>: everything once, on what is built in.</summary>
internal static class TourCommand
{
    private static readonly int Stages = Enum.GetValues<TourStage>().Length;

    public static Command Create()
    {
        Option<string?> output = Options.Text("--out", "DIR", "where the report, the network, the ticket and the records go", "tour");
        return new Verb("tour", "See it work in a minute, on built-in data", "espalier tour --out tour") { output }
            .Runs(call =>
            {
                long started = Stopwatch.GetTimestamp();
                string folder = call.Value(output)!;
                Directory.CreateDirectory(folder);
                TourTicket tour = call.Follow<TourStage, TourTicket>("a ticket", static stage => (double)stage / Stages, progress => TourTicket.Make(call.Seed, call.Threads, progress, call.Cancel), static stage => $"{stage.ToString().ToLowerInvariant()} it");
                var files = new TourFiles(Path.Combine(folder, "report.html"), Path.Combine(folder, "digits.onnx"), Path.Combine(folder, "digits.ticket"));
                NetworkFile.Write(files.Network, tour.Target);
                long bytes = TicketFile.Write(files.Ticket, tour.Ticket);
                GapTable gap = Gap(call, folder);
                string finding = GapFindings.Of(gap, GapFits.Of(gap, call.Threads, call.Cancel)).First().Text;
                AtomicFile.WriteText(files.Report, ReportHtml.Write(TourReport.Of(tour, gap, finding, CommandText.Current(), RunEnvironment.Capture())));
                var answer = new TourAnswer(
                    TouredTicket.Of(tour, bytes), TouredCertificate.Of(tour.Certificate), new([.. GapCurve.Of(gap)], finding), files, Stopwatch.GetElapsedTime(started).TotalSeconds);
                return Answer.Of(answer, static (answer, page) => answer.Show(page), answer.Ticket.Valid);
            });
    }

    /// <summary>The circle, with as few draws as an interval of the median needs, and neurons only as far as takes seconds.</summary>
    private static GapTable Gap(Call call, string folder)
    {
        var weights = new GapRequest { Dimensions = [2], Methods = [GapMethod.Find(GapMethod.Weights)], Trials = 7, Seed = call.Seed };
        GapRequest neurons = weights with { Methods = [GapMethod.Find(GapMethod.Neurons)], Epsilons = [0.8, 0.4, 0.15, 0.05] };
        GapTable first = GapOptions.Measure(call, weights, folder);
        GapTable second = GapOptions.Measure(call, neurons, folder);
        return new([.. first.Points, .. second.Points], first.Cells + second.Cells, first.Missing + second.Missing);
    }

    private sealed record TourAnswer(TouredTicket Ticket, TouredCertificate Certificate, TouredGap Gap, TourFiles Files, double Seconds)
    {
        public void Show(Page page)
        {
            page.Fields(
                ("target", $"a network of {Ticket.TargetParameters} weights that reads digits, {Percent(Ticket.TargetAccuracy)} of them right"),
                ("ticket", $"{GroupedDigits.Of(Ticket.KeptEdges)} of {GroupedDigits.Of(Ticket.ParentParameters)} random weights kept, none trained: reads {Percent(Ticket.Accuracy)}"),
                ("verified", Ticket.Valid ? "rebuilt from its seed, every claim holds" : "NO: " + string.Join("; ", Ticket.Problems)),
                ("certified", $"no picture moves an output by more than {Digits(Certificate.Upper)}; one moves it by {Digits(Certificate.Lower)}"),
                ("gap", Gap.Finding),
                ("report", Files.Report),
                ("files", $"{Files.Network}, {Files.Ticket}"));
            page.Verbatim($"\nNow your own network:\n  {string.Join("\n  ", TourReport.Next)}\n");
        }

        private static string Percent(double share) => (100 * share).ToString("0.0", CultureInfo.InvariantCulture) + " %";

        private static string Digits(double value) => value.ToString("G3", CultureInfo.InvariantCulture);
    }

    private sealed record TouredTicket(
        bool Valid, string[] Problems, int Candidates, long TargetParameters, long ParentParameters, long KeptEdges, double MaxWeightError, long Infeasible, double TargetAccuracy, double Accuracy, long FileBytes)
    {
        public static TouredTicket Of(TourTicket tour, long bytes) => new(
            tour.Verification.IsValid,
            [.. tour.Verification.Problems],
            tour.Ticket.Recipe.Candidates,
            tour.Cost.TargetParameters,
            tour.Cost.ParentParameters,
            tour.Ticket.KeptEdges,
            tour.Ticket.PrunedLayers.Max(layer => layer.Claims.MaxWeightError),
            tour.Ticket.PrunedLayers.Sum(layer => layer.Claims.Infeasible),
            (double)tour.TargetCorrect / TourTicket.TestImages,
            (double)tour.TicketCorrect / TourTicket.TestImages,
            bytes);
    }

    private sealed record TouredCertificate(double Lower, double Upper, CertificateStatus Status, string Method, long Pieces)
    {
        public static TouredCertificate Of(Certificate found) => new(found.Lower, found.Upper, found.Status, found.Method, found.Pieces);
    }

    private sealed record TouredGap(GapCurve[] Curves, string Finding);

    private sealed record TourFiles(string Report, string Network, string Ticket);
}
