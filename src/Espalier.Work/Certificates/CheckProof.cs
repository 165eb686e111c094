using System.Diagnostics;
using Espalier.Checker;
using Espalier.Graphs;
using Espalier.Tickets.Forms;
using Espalier.Work.Models;

namespace Espalier.Work.Certificates;

/// <summary>A proof file and the networks that it is about.</summary>
public sealed record CheckProofRequest
{
    /// <summary>The proof file.</summary>
    public required string Proof { get; init; }

    /// <summary>One network or ticket.</summary>
    public required string A { get; init; }

    /// <summary>The other.</summary>
    public required string B { get; init; }

    /// <summary>The form of a ticket.</summary>
    public TicketForm Form { get; init; } = TicketForm.Folded;

    /// <summary>The layers of both, for files that hold weights only.</summary>
    public string? Architecture { get; init; }
}

/// <summary>Whether a proof was accepted, and what it states.</summary>
/// <param name="Accepted">Whether all that it states was found to hold.</param>
/// <param name="Below">Everywhere in the domain the difference is below this, or null.</param>
/// <param name="Reaches">Somewhere it is at least this, or null.</param>
/// <param name="Output">The only output that counts, or null for all.</param>
/// <param name="Domain">The kind of domain: box or ball.</param>
/// <param name="Lower">The smallest value of each input; for a ball its centre.</param>
/// <param name="Upper">The largest value of each input; null for a ball.</param>
/// <param name="Radius">The radius of a ball; null for a box.</param>
/// <param name="Parts">Into how many parts the proof divides the domain.</param>
/// <param name="Reason">Why it was refused, or null.</param>
/// <param name="Seconds">How long it took.</param>
public sealed record CheckProofAnswer(
    bool Accepted,
    double? Below,
    double? Reaches,
    int? Output,
    string? Domain,
    double[]? Lower,
    double[]? Upper,
    double? Radius,
    int Parts,
    string? Reason,
    double Seconds);

/// <summary>Accepts a proof file, or says why not; uses nothing that finds proofs.</summary>
public sealed class CheckProofJob : IJob<CheckProofRequest, CheckProofAnswer>
{
    /// <inheritdoc/>
    public Outcome<CheckProofAnswer> Run(CheckProofRequest request, Workplace place)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(place);
        Network Read(string path) => Model.Read(path, request.Architecture, place, request.Form).Network;
        (Network a, Network b) = (Read(request.A), Read(request.B));
        byte[] content = Content(request.Proof);
        long start = Stopwatch.GetTimestamp();
        CheckResult found = ProofCheck.Check(content, a, b, place.Threads, place.Cancel);
        Claim? claim = found.Claim;
        var answer = new CheckProofAnswer(
            found.IsAccepted,
            claim?.Below,
            claim?.Reaches,
            claim?.Output,
            claim is null ? null : claim.IsBall ? "ball" : "box",
            claim?.Lower,
            claim is { IsBall: false } ? claim.Upper : null,
            claim is { IsBall: true } ? claim.Radius : null,
            found.Leaves,
            found.Reason,
            Stopwatch.GetElapsedTime(start).TotalSeconds);
        return Outcome.Of(answer, found.IsAccepted);
    }

    private static byte[] Content(string path)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new InvalidInputException(path, null, "it cannot be read", "give a proof file", failure);
        }
    }
}
