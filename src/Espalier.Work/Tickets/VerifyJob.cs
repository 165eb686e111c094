using Espalier.Formats.Onnx;
using Espalier.Graphs;
using Espalier.Tickets;
using Espalier.Tickets.Files;
using Espalier.Tickets.Verification;
using Espalier.Training.DataSets;
using Espalier.Work.Data;
using Espalier.Work.Models;

namespace Espalier.Work.Tickets;

/// <summary>A ticket to verify.</summary>
public sealed record VerifyRequest : IExampleRequest
{
    /// <summary>The ticket.</summary>
    public required string File { get; init; }

    /// <summary>The network that it was drawn for; without it, errors cannot be checked.</summary>
    public string? Target { get; init; }

    /// <summary>The layers of the target, for files that hold weights only.</summary>
    public string? Architecture { get; init; }

    /// <summary>The test set on which a searched ticket claims its accuracy; without it, accuracy cannot be checked.</summary>
    public string? Data { get; init; }

    /// <inheritdoc/>
    public string? Label { get; init; }

    /// <inheritdoc/>
    public double? Scale { get; init; }

    /// <inheritdoc/>
    public double[]? Normalise { get; init; }

    /// <inheritdoc/>
    public ulong Seed { get; init; } = 1;
}

/// <summary>What was recomputed; null where there was no target to hold it against.</summary>
/// <param name="Valid">Whether every claim holds; null where all that could be checked do, and some could not.</param>
/// <param name="Problems">A sentence for each claim that does not hold.</param>
/// <param name="Unchecked">What the file claims and could not be checked.</param>
/// <param name="MaxWeightError">The largest error of a weight.</param>
/// <param name="CertifiedError">What is certified.</param>
/// <param name="KeptEdges">What is kept, as claimed.</param>
public sealed record VerifyAnswer(
    bool? Valid, string[] Problems, string[] Unchecked, double? MaxWeightError, CertifiedErrors? CertifiedError, long KeptEdges);

/// <summary>Rebuilds a ticket from its seed and checks every claim in the file; negative when one does not hold.</summary>
public sealed class VerifyJob : IJob<VerifyRequest, VerifyAnswer>
{
    /// <inheritdoc/>
    public Outcome<VerifyAnswer> Run(VerifyRequest request, Workplace place)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(place);
        ClaimedTicket ticket = TicketFile.Read(request.File);
        if (ticket.Ticket.Model is not null) return OfModel(request, ticket, place);
        Network? target = request.Target is { } path ? Model.ReadNetwork(path, request.Architecture, place).Network : null;
        ILabelledSet? images = Images(request, ticket, place);
        if (target is null && ticket.Ticket.Origin is DrawnOrigin) place.Note("no `target`: the errors that the file claims were not checked");
        if (images is null && ticket.Claims.Accuracy is not null) place.Note("no `data`: the accuracy that the file claims was not checked");
        place.Begin("verifying");
        var found = TicketVerification.Of(ticket, target, place.Threads, place.Cancel);
        if (images is not null) found = found.WithAccuracy(ticket, images, place.Threads, null, place.Cancel);
        return Outcome.Of(Answer(ticket, found), found.IsValid != false);
    }

    private static Outcome<VerifyAnswer> OfModel(VerifyRequest request, ClaimedTicket ticket, Workplace place)
    {
        if (request.Architecture is not null || request.Data is not null)
            throw new InvalidInputException(
                request.Data is null ? "architecture" : "data", null, "the ticket is of a model that only ONNX Runtime runs", "leave it out");
        if (request.Target is null) place.Note("no `target`: the errors that the file claims were not checked");
        place.Begin("verifying");
        TicketVerification found = request.Target is { } path
            ? TicketVerification.OfModel(ticket, StoredGrids.ReadModel(path), place.Threads, place.Cancel)
            : TicketVerification.Of(ticket, null, place.Threads, place.Cancel);
        return Outcome.Of(Answer(ticket, found), found.IsValid != false);
    }

    /// <summary>As many images as the claim is about: a set that is drawn has any number.</summary>
    private static ILabelledSet? Images(VerifyRequest request, ClaimedTicket ticket, Workplace place) =>
        request.Data is null ? null : DataSource.OpenSet(request, training: false, ticket.Claims.Accuracy?.Examples, place);

    private static VerifyAnswer Answer(ClaimedTicket ticket, TicketVerification found) => new(
        found.IsValid,
        [.. found.Problems],
        [.. found.Unchecked],
        found.Found is { } claims && claims.Grids.All(grid => grid.Errors is not null) ? claims.MaxWeightError : null,
        found.Found?.Certified,
        ticket.Claims.KeptEdges);
}
