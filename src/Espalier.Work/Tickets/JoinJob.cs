using System.Diagnostics;
using Espalier.Formats;
using Espalier.Tickets;
using Espalier.Tickets.Files;
using Espalier.Tickets.Inside;
using Espalier.Work.Models;

namespace Espalier.Work.Tickets;

/// <summary>Parts to join.</summary>
public sealed record JoinRequest
{
    /// <summary>The files that drawing with a part wrote: all of one ticket, in any order.</summary>
    public required string[] Parts { get; init; }

    /// <summary>The ticket file to write.</summary>
    public required string Out { get; init; }

    /// <summary>The network that the parts were drawn for; needed where the whole ticket's error is certified.</summary>
    public string? Target { get; init; }

    /// <summary>Whether that error is certified as closely as one relaxation can, which takes several times as long.</summary>
    public bool Tight { get; init; }

    /// <summary>The layers of the target, for files that hold weights only.</summary>
    public string? Architecture { get; init; }
}

/// <summary>What joining made.</summary>
/// <param name="Parts">How many parts there were.</param>
/// <param name="Weights">Weights of the ticket.</param>
/// <param name="MaxWeightError">The largest error of a weight.</param>
/// <param name="Infeasible">Weights beyond their tolerance.</param>
/// <param name="FileBytes">The length of the file.</param>
/// <param name="Seconds">How long it took.</param>
public sealed record JoinAnswer(int Parts, long Weights, double MaxWeightError, long Infeasible, long FileBytes, double Seconds);

/// <summary>Makes of parts the ticket that one machine would have drawn, to the byte.</summary>
public sealed class JoinJob : IJob<JoinRequest, JoinAnswer>
{
    /// <inheritdoc/>
    public Outcome<JoinAnswer> Run(JoinRequest request, Workplace place)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(place);
        long started = Stopwatch.GetTimestamp();
        AtomicFile.RequireWritable(request.Out);
        TicketTarget? target = request.Target is { } path ? TicketTarget.Read(path, request.Architecture, place) : null;
        place.Begin("joining");
        ClaimedTicket joined = PartFile.Join(request.Parts, target?.Network, place.Threads, request.Tight, place.Cancel);
        if (target is { Network: null, Model: var model } && TargetGrids.OfModel(joined.Ticket, model.Span) is null)
            throw new InvalidInputException("target", null, "the parts were drawn for another network", "give that one, or leave it out");
        long bytes = TicketFile.Write(request.Out, joined);
        return Outcome.Of(
            new JoinAnswer(
                request.Parts.Length,
                joined.Ticket.Weights,
                joined.Claims.MaxWeightError,
                joined.Claims.Infeasible,
                bytes,
                Stopwatch.GetElapsedTime(started).TotalSeconds));
    }
}
