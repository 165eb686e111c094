using System.Collections.Immutable;

namespace Espalier.Tickets;

/// <summary>What is said about a ticket: stated beside it, and computed from it anew by <c>TicketAudit</c>.</summary>
/// <param name="Digest">SHA-256, in hexadecimal, of all that decides what the ticket computes: see <see cref="Verification.TicketDigest"/>.</param>
/// <param name="Grids">Of each pruned node, in order.</param>
/// <param name="Certified">Certified errors against the target; null where there is none.</param>
/// <param name="Accuracy">What it reaches on a test set, or null; can be checked where that set is at hand.</param>
public sealed record TicketClaims(string Digest, ImmutableArray<GridClaims> Grids, CertifiedErrors? Certified, AccuracyClaim? Accuracy)
{
    /// <summary>Kept entries of the parent.</summary>
    public long KeptEdges => Grids.Sum(grid => grid.KeptEdges + grid.KeptUnits);

    /// <summary>How many weights lie further than ε from the target's.</summary>
    public long Infeasible => Grids.Sum(grid => grid.Errors?.Infeasible ?? 0);

    /// <summary>The largest distance of a realised weight from the target's.</summary>
    public double MaxWeightError => Grids.Max(grid => grid.Errors?.Max ?? 0);
}

/// <summary>A ticket and what is said about it: what a file holds.</summary>
public sealed record ClaimedTicket(Ticket Ticket, TicketClaims Claims)
{
    /// <summary>The mean distance of a realised weight from the target's.</summary>
    public double MeanWeightError =>
        Ticket.Pruned.Zip(Claims.Grids, (node, grid) => (grid.Errors?.Mean ?? 0) * node.Parent.Shape.Weights).Sum() / Ticket.Weights;
}

/// <summary>What is said of one pruned node.</summary>
/// <param name="KeptEdges">Kept entries of its last tensor (N, or the direct candidates).</param>
/// <param name="KeptUnits">Kept entries of its first tensor (M); 0 where there is none.</param>
/// <param name="Errors">How far its weights are from the target's; null without a target.</param>
public sealed record GridClaims(long KeptEdges, long KeptUnits, WeightErrors? Errors = null);

/// <summary>How far realised weights are from those of a target, the larger distance of the two sides.</summary>
/// <param name="Max">The largest distance.</param>
/// <param name="Mean">The mean distance.</param>
/// <param name="Infeasible">How many weights lie further than the tolerance.</param>
public sealed record WeightErrors(double Max, double Mean, long Infeasible);

/// <summary>Certified upper bounds on the distance of a ticket's function from the target's.</summary>
/// <param name="BallRadius">The radius of the Euclidean ball around 0 to which <see cref="BallError"/> applies.</param>
/// <param name="BallError">sup ‖f − ĝ‖₂ over that ball is at most this.</param>
/// <param name="BoxError">sup ‖f − ĝ‖∞ over [0,1]^d is at most this.</param>
public sealed record CertifiedErrors(double BallRadius, double BallError, double BoxError)
{
    /// <summary>What a certificate should come to: as little as can be proved, or whatever is quick.</summary>
    internal static CertifiedErrors? Wanted(double ballRadius, bool isTight) => isTight ? new CertifiedErrors(ballRadius, 0, 0) : null;
}

/// <summary>How many images of a test set the folded form classifies correctly in float32.</summary>
/// <param name="Data">The name of the set.</param>
/// <param name="Examples">Its size.</param>
/// <param name="Correct">The images whose first largest score stands at the position of their label.</param>
public sealed record AccuracyClaim(string Data, int Examples, int Correct)
{
    /// <summary>Correct over examples.</summary>
    public double Accuracy => (double)Correct / Examples;
}
