using System.Diagnostics;
using Espalier.Formats;
using Espalier.Lab.Experiments.Gap;
using Espalier.Lab.Gap;
using Espalier.Lab.Reports;
using Espalier.Lab.Storage;
using Espalier.Lab.Tour;
using Espalier.Tickets.Files;
using Espalier.Work.Gap;

namespace Espalier.Work.Tour;

/// <summary>Does everything once, on what is built in; negative when the ticket does not verify.</summary>
public sealed class TourJob : IJob<TourRequest, TourAnswer>
{
    private static readonly int Stages = Enum.GetValues<TourStage>().Length;

    /// <inheritdoc/>
    public Outcome<TourAnswer> Run(TourRequest request, Workplace place)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(place);
        long started = Stopwatch.GetTimestamp();
        Directory.CreateDirectory(request.Out);
        IProgress<TourStage>? progress = place.Stage<TourStage>(
            "a ticket", static stage => (double)stage / Stages, static stage => $"{stage.ToString().ToLowerInvariant()} it");
        var tour = TourTicket.Make(request.Seed, place.Threads, progress, place.Cancel);
        var files = new TourFiles(
            Path.Combine(request.Out, "report.html"), Path.Combine(request.Out, "digits.onnx"), Path.Combine(request.Out, "digits.ticket"));
        NetworkFile.Write(files.Network, tour.Target);
        long bytes = TicketFile.Write(files.Ticket, tour.Ticket);
        GapTable gap = Gap(request, place);
        string finding = GapFindings.Of(gap, GapFits.Of(gap, place.Threads, place.Cancel)).First().Text;
        AtomicFile.WriteText(files.Report, ReportHtml.Write(TourReport.Of(tour, gap, finding, place.Repeat, request.Next, RunEnvironment.Capture())));
        var answer = new TourAnswer(
            TouredTicket.Of(tour, bytes), TouredCertificate.Of(tour.Certificate), new([.. GapCurve.Of(gap)], finding), files,
            Stopwatch.GetElapsedTime(started).TotalSeconds);
        return Outcome.Of(answer, answer.Ticket.Valid);
    }

    /// <summary>The circle, with as few draws as an interval of the median needs, and neurons only as far as takes seconds.</summary>
    private static GapTable Gap(TourRequest request, Workplace place)
    {
        var weights = new GapRequest { Dimensions = [2], Methods = [GapMethod.Find(GapMethod.Weights)], Trials = 7, Seed = request.Seed };
        GapRequest neurons = weights with { Methods = [GapMethod.Find(GapMethod.Neurons)], Epsilons = [0.8, 0.4, 0.15, 0.05] };
        GapTable first = GapMeasurement.Run(weights, request.Out, place);
        GapTable second = GapMeasurement.Run(neurons, request.Out, place);
        return new([.. first.Points, .. second.Points], first.Cells + second.Cells, first.Missing + second.Missing);
    }
}
