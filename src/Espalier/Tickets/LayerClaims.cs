namespace Espalier.Tickets;

/// <summary>What a ticket says of one pruned layer; <c>ticket verify</c> recomputes it.</summary>
/// <param name="MaxWeightError">The largest distance of a realised weight from the target's, on either side.</param>
/// <param name="MeanWeightError">The mean over weights of that distance (the larger one of the two sides).</param>
/// <param name="Infeasible">How many weights lie further than ε from the target's.</param>
/// <param name="KeptEdges">Kept entries of the parent's last matrix of this layer (N, or the direct candidates).</param>
/// <param name="KeptRows">Kept entries of the parent's first matrix (M); 0 where there is none.</param>
public sealed record LayerClaims(double MaxWeightError, double MeanWeightError, long Infeasible, long KeptEdges, long KeptRows);

/// <summary>Certified upper bounds on the distance of the ticket's function from the target's.</summary>
/// <param name="BallRadius">The radius of the Euclidean ball around 0 to which <see cref="BallError"/> applies.</param>
/// <param name="BallError">sup ‖f − ĝ‖₂ over that ball is at most this.</param>
/// <param name="BoxError">sup ‖f − ĝ‖∞ over [0,1]^d is at most this.</param>
public sealed record CertifiedErrors(double BallRadius, double BallError, double BoxError);
