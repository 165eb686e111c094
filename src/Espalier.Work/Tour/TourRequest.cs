using Espalier.Certificates;
using Espalier.Lab.Tour;
using Espalier.Work.Gap;

namespace Espalier.Work.Tour;

/// <summary>Everything once, on what is built in.</summary>
public sealed record TourRequest
{
    /// <summary>The folder of the report, the network, the ticket and the records.</summary>
    public string Out { get; init; } = "tour";

    /// <summary>What to ask for after the tour, in the caller's own language: the report prints it.</summary>
    public string[] Next { get; init; } = [];

    /// <summary>The seed of the parent and of what is measured.</summary>
    public ulong Seed { get; init; } = 1;
}

/// <summary>What the tour showed.</summary>
public sealed record TourAnswer(TouredTicket Ticket, TouredCertificate Certificate, TouredGap Gap, TourFiles Files, double Seconds);

/// <summary>The ticket that was drawn, verified and read digits.</summary>
public sealed record TouredTicket(
    bool Valid,
    string[] Problems,
    int Candidates,
    long TargetParameters,
    long ParentParameters,
    long KeptEdges,
    double MaxWeightError,
    long Infeasible,
    double TargetAccuracy,
    double Accuracy,
    long FileBytes)
{
    internal static TouredTicket Of(TourTicket tour, long bytes) => new(
        tour.Verification.IsValid == true,
        [.. tour.Verification.Problems],
        tour.Ticket.Ticket.Pruned[0].Parent.Candidates,
        tour.Cost.Weights,
        tour.Cost.ParentParameters,
        tour.Ticket.Claims.KeptEdges,
        tour.Ticket.Claims.MaxWeightError,
        tour.Ticket.Claims.Infeasible,
        (double)tour.TargetCorrect / TourTicket.TestImages,
        (double)tour.TicketCorrect / TourTicket.TestImages,
        bytes);
}

/// <summary>How far the ticket is from its target, proved.</summary>
public sealed record TouredCertificate(double Lower, double Upper, CertificateStatus Status, string Method, long Pieces)
{
    internal static TouredCertificate Of(Certificate found) => new(found.Lower, found.Upper, found.Status, found.Method, found.Pieces);
}

/// <summary>A small measurement of the gap, and what it shows.</summary>
public sealed record TouredGap(GapCurve[] Curves, string Finding);

/// <summary>Where everything was written.</summary>
public sealed record TourFiles(string Report, string Network, string Ticket);
