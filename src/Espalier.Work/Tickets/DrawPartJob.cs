using System.Diagnostics;
using Espalier.Tickets.Drawing;
using Espalier.Tickets.Files;
using Espalier.Tickets.Parts;
using Espalier.Work.Models;

namespace Espalier.Work.Tickets;

/// <summary>What drawing a part tells.</summary>
/// <param name="Part">Which share, <c>i/n</c>.</param>
/// <param name="Layers">The layers that it has.</param>
/// <param name="Weights">Their weights.</param>
/// <param name="MaxWeightError">The largest error of a weight.</param>
/// <param name="Infeasible">Weights beyond their tolerance.</param>
/// <param name="FileBytes">The length of the file.</param>
/// <param name="Seconds">How long it took.</param>
public sealed record DrawPartAnswer(string Part, int Layers, long Weights, double MaxWeightError, long Infeasible, long FileBytes, double Seconds);

/// <summary>Draws a share of a ticket's layers, for <see cref="JoinJob"/>.</summary>
public sealed class DrawPartJob : IJob<DrawRequest, DrawPartAnswer>
{
    /// <inheritdoc/>
    public Outcome<DrawPartAnswer> Run(DrawRequest request, Workplace place)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(place);
        long started = Stopwatch.GetTimestamp();
        PartShare share = PartShare.Parse(request.Part ?? string.Empty);
        if (request.Report is not null) throw new InvalidInputException("report", null, "a part has no report", "leave it out");
        if (request.Tight)
            throw new InvalidInputException("tight", null, "the error is certified where the parts are joined", "give it to `ticket join`");
        (TicketTarget target, DrawingOptions options) = DrawJob.Prepare(request, place);
        IProgress<double>? progress = place.Stage("drawing");
        PartialTicket part = target.Network is { } network
            ? TicketDrawing.DrawPart(network, options, share, place.Threads, progress, place.Cancel)
            : ModelTicketDrawing.DrawPart(target.Model, request.Target, options, share, place.Threads, progress, place.Cancel);
        long bytes = PartFile.Write(request.Out, part);
        return Outcome.Of(
            new DrawPartAnswer(
                share.ToString(),
                part.Grids.Length,
                part.Weights,
                part.Grids.Select(grid => grid.Errors!.Max).DefaultIfEmpty().Max(),
                part.Grids.Sum(grid => grid.Errors!.Infeasible),
                bytes,
                Stopwatch.GetElapsedTime(started).TotalSeconds));
    }
}
