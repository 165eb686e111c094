using System.Collections.Immutable;
using System.Diagnostics;
using Espalier.Formats;
using Espalier.Graphs;
using Espalier.Lab.Reports;
using Espalier.Lab.Storage;
using Espalier.Numerics.Random;
using Espalier.SubsetSums.Law;
using Espalier.Tickets;
using Espalier.Tickets.Costs;
using Espalier.Tickets.Drawing;
using Espalier.Tickets.Files;
using Espalier.Tickets.Verification;
using Espalier.Work.Inputs;
using Espalier.Work.Models;

namespace Espalier.Work.Tickets;

/// <summary>Draws a ticket for a target, writes it, and tells what it keeps, proves and costs.</summary>
public sealed class DrawJob : IJob<DrawRequest, DrawAnswer>
{
    /// <inheritdoc/>
    public Outcome<DrawAnswer> Run(DrawRequest request, Workplace place)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(place);
        long started = Stopwatch.GetTimestamp();
        if (request.Part is not null) throw new InvalidInputException("part", null, "this job draws a whole ticket", "leave it out");
        (TicketTarget target, DrawingOptions options) = Prepare(request, place);
        long solving = Stopwatch.GetTimestamp();
        (ClaimedTicket ticket, IReadOnlyList<WeightGrid> grids) = Draw(target, options, request, place);
        double solveSeconds = Stopwatch.GetElapsedTime(solving).TotalSeconds;
        long bytes = TicketFile.Write(request.Out, ticket);
        if (request.Report is { } page) WriteReport(page, ticket, grids, bytes, request, place);
        return Outcome.Of(DrawAnswer.Of(ticket, grids, bytes, solveSeconds, Stopwatch.GetElapsedTime(started).TotalSeconds));
    }

    /// <summary>The target, and all that the request leaves open decided.</summary>
    internal static (TicketTarget Target, DrawingOptions Options) Prepare(DrawRequest request, Workplace place)
    {
        Check(request);
        var target = TicketTarget.Read(request.Target, request.Architecture, place);
        return (target, target.Network is null ? ModelOptions(request) : Options(request, target.Network, place));
    }

    private static DrawingOptions Options(DrawRequest request, Network target, Workplace place)
    {
        TicketDrawing.RequireUsable(target, request.Target);
        return new DrawingOptions(Recipe(request, target, place), request.Radius, request.Tight);
    }

    /// <summary>For a model, of whose inputs and values nothing is known.</summary>
    private static DrawingOptions ModelOptions(DrawRequest request)
    {
        foreach ((string field, bool isGiven) in new[] { ("delta", request.Delta is not null), ("candidates", request.Candidates is not null) })
        {
            if (isGiven)
                throw new InvalidInputException(
                    field, null, "a weight of a model that only ONNX Runtime runs has as many candidates as it needs", "leave it out");
        }

        return new DrawingOptions(
            new TicketRecipe(
                request.Seed,
                request.Construction ?? Construction.Linear,
                request.Share,
                request.Objective,
                request.Distribution is { } law ? Distribution.Parse(law, "distribution") : null,
                ToleranceOf(request),
                null,
                NonNegativeInputs: false),
            request.Radius);
    }

    private static (ClaimedTicket Ticket, IReadOnlyList<WeightGrid> Grids) Draw(
        TicketTarget target, DrawingOptions options, DrawRequest request, Workplace place)
    {
        IProgress<double>? progress = place.Stage("drawing");
        if (target.Network is { } network)
        {
            ClaimedTicket ticket = TicketDrawing.Draw(network, options, place.Threads, progress, place.Cancel);
            return (ticket, TicketCost.GridsOf(ticket.Ticket, network));
        }

        (ClaimedTicket drawn, ImmutableArray<WeightGrid> grids) =
            ModelTicketDrawing.Draw(target.Model, request.Target, options, place.Threads, progress, place.Cancel);
        return (drawn, grids);
    }

    /// <summary>What can be refused is refused before the work.</summary>
    private static void Check(DrawRequest request)
    {
        if (request.Delta is not null && request.Candidates is not null)
            throw new InvalidInputException(
                "candidates", null, "`delta` and `candidates` are both given", "give one: `delta` chooses the number of candidates");
        string? candidates = request.Delta is not null ? "delta" : request.Candidates is not null ? "candidates" : null;
        DrawingOptions.RequireFree(request.Construction ?? Construction.Relu, candidates, request.Tight);
        if (request.Epsilon is not null && request.Relative is not null)
            throw new InvalidInputException(
                "relative", null, "`epsilon` and `relative` are both given", "give one: they are two ways to say the tolerance");
        ToleranceOf(request).Check();
        Require.Probability("delta", request.Delta);
        Require.Positive("radius", request.Radius);
        AtomicFile.RequireWritable(request.Out);
        if (request.Report is { } page) AtomicFile.RequireWritable(page);
    }

    private static TicketRecipe Recipe(DrawRequest request, Network target, Workplace place)
    {
        Construction construction = request.Construction ?? Construction.Relu;
        bool isHitting = request.Delta is null && request.Candidates is null;
        Distribution? distribution = request.Distribution is { } law ? Distribution.Parse(law, "distribution")
            : isHitting ? null : ParentLaw.For(target, construction);
        var recipe = new TicketRecipe(
            request.Seed,
            construction,
            request.Share,
            request.Objective,
            distribution,
            ToleranceOf(request),
            request.Candidates,
            request.NonnegativeInputs);
        if (request.Delta is not { } delta) return recipe;
        IProgress<LawStep>? progress = place.Stage<LawStep>(
            "choosing the number of candidates", step => (double)step.Candidates / TicketRecipe.MaxCandidates(construction));
        return recipe with { Candidates = CandidateChoice.Fewest(target, recipe, delta, place.Threads, progress, place.Cancel) };
    }

    private static Tolerance ToleranceOf(DrawRequest request) =>
        request.Epsilon is { } epsilon ? epsilon : request.Relative is { } share ? new Tolerance(share, IsRelative: true) : Tolerance.Default;

    private static void WriteReport(
        string page, ClaimedTicket ticket, IReadOnlyList<WeightGrid> target, long bytes, DrawRequest request, Workplace place)
    {
        Report report = TicketReport.Of(
            ticket,
            TicketCost.Of(ticket.Ticket),
            TicketCost.QuantisationBits(ticket.Ticket, target, ToleranceOf(request)),
            ErrorShares.Of(ticket.Ticket, target),
            bytes,
            Path.GetFileName(request.Target),
            place.Repeat,
            RunEnvironment.Capture());
        AtomicFile.WriteText(page, ReportHtml.Write(report));
    }
}
