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
using Espalier.Work.Inputs;

namespace Espalier.Work.Tickets;

/// <summary>Draws a ticket for a target, writes it, and tells what it keeps, proves and costs.</summary>
public sealed class DrawJob : IJob<DrawRequest, DrawAnswer>
{
    /// <summary>The share of weights that may miss the tolerance where nothing else is asked for.</summary>
    public const double DefaultDelta = 0.01;

    /// <inheritdoc/>
    public Outcome<DrawAnswer> Run(DrawRequest request, Workplace place)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(place);
        Check(request);
        long started = Stopwatch.GetTimestamp();
        Network target = NetworkFile.Read(request.Target, request.Architecture).Network;
        TicketDrawing.RequireUsable(target, request.Target);
        var options = new DrawingOptions(Recipe(request, target, place), request.Radius);
        long solving = Stopwatch.GetTimestamp();
        ClaimedTicket ticket = TicketDrawing.Draw(target, options, place.Threads, place.Stage("drawing"), place.Cancel);
        double solveSeconds = Stopwatch.GetElapsedTime(solving).TotalSeconds;
        long bytes = TicketFile.Write(request.Out, ticket);
        if (request.Report is { } page) WriteReport(page, ticket, target, bytes, request, place);
        return Outcome.Of(DrawAnswer.Of(ticket, target, bytes, solveSeconds, Stopwatch.GetElapsedTime(started).TotalSeconds));
    }

    /// <summary>What can be refused is refused before the work.</summary>
    private static void Check(DrawRequest request)
    {
        if (request.Delta is not null && request.Candidates is not null)
            throw new InvalidInputException(
                "candidates", null, "`delta` and `candidates` are both given", "give one: `delta` chooses the number of candidates");
        Require.Positive("epsilon", request.Epsilon);
        Require.Probability("delta", request.Delta);
        Require.Positive("radius", request.Radius);
        AtomicFile.RequireWritable(request.Out);
        if (request.Report is { } page) AtomicFile.RequireWritable(page);
    }

    private static TicketRecipe Recipe(DrawRequest request, Network target, Workplace place)
    {
        Distribution distribution = request.Distribution is { } law
            ? Distribution.Parse(law, "distribution")
            : ParentLaw.For(target, request.Construction);
        var recipe = new TicketRecipe(
            request.Seed, request.Construction, request.Share, request.Objective, distribution, request.Epsilon, request.Candidates
                ?? 1, request.NonnegativeInputs);
        if (request.Candidates is not null) return recipe;
        IProgress<LawStep>? progress = place.Stage<LawStep>(
            "choosing the number of candidates", step => (double)step.Candidates / TicketRecipe.MaxCandidates(request.Construction));
        return recipe with
        {
            Candidates = CandidateChoice.Fewest(target, recipe, request.Delta ?? DefaultDelta, place.Threads, progress, place.Cancel),
        };
    }

    private static void WriteReport(string page, ClaimedTicket ticket, Network target, long bytes, DrawRequest request, Workplace place)
    {
        Report report = TicketReport.Of(
            ticket, TicketCost.Of(ticket.Ticket), TicketCost.QuantisationBits(ticket.Ticket, target, request.Epsilon), bytes,
            Path.GetFileName(request.Target), place.Repeat, RunEnvironment.Capture());
        AtomicFile.WriteText(page, ReportHtml.Write(report));
    }
}
