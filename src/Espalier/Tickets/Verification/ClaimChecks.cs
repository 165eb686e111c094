using System.Collections.Immutable;

namespace Espalier.Tickets.Verification;

/// <summary>Holds what is claimed of a ticket against what was found.</summary>
internal static class ClaimChecks
{
    /// <summary>Adds a sentence for each claim that does not hold. What was not computed anew is not held against anything.</summary>
    public static void Add(TicketClaims said, TicketClaims found, ImmutableArray<string>.Builder problems)
    {
        if (said.Digest != found.Digest)
            problems.Add($"parent and masks have the digest {DigestText.Short(found.Digest)}, not {DigestText.Short(said.Digest)}");
        if (said.Grids.Length != found.Grids.Length)
        {
            problems.Add($"{said.Grids.Length} pruned layers are claimed, {found.Grids.Length} are there");
            return;
        }

        for (int i = 0; i < found.Grids.Length; i++) Check(Invariant($"pruned layer {i}"), said.Grids[i], found.Grids[i], problems);
        if (said.Certified is null || found.Certified is null) return;
        CheckBound(said.Certified.BallError, found.Certified.BallError, Invariant($"the ball of radius {said.Certified.BallRadius:R}"), problems);
        CheckBound(said.Certified.BoxError, found.Certified.BoxError, "the box [0,1]", problems);
    }

    private static void Check(string where, GridClaims said, GridClaims found, ImmutableArray<string>.Builder problems)
    {
        if (found.KeptEdges != said.KeptEdges) problems.Add(Invariant($"{where}: {found.KeptEdges} edges are kept, not {said.KeptEdges}"));
        if (found.KeptUnits != said.KeptUnits) problems.Add(Invariant($"{where}: {found.KeptUnits} rows are kept, not {said.KeptUnits}"));
        if (found.Errors is null || said.Errors is null) return;
        if (found.Errors.Max != said.Errors.Max)
            problems.Add(Invariant($"{where}: the largest weight error is {found.Errors.Max:R}, not {said.Errors.Max:R}"));
        if (found.Errors.Mean != said.Errors.Mean)
            problems.Add(Invariant($"{where}: the mean weight error is {found.Errors.Mean:R}, not {said.Errors.Mean:R}"));
        if (found.Errors.Infeasible != said.Errors.Infeasible)
            problems.Add(Invariant($"{where}: {found.Errors.Infeasible} weights are beyond ε, not {said.Errors.Infeasible}"));
    }

    /// <summary>A claimed bound holds if it is no smaller than what can be proved again.</summary>
    private static void CheckBound(double said, double found, string domain, ImmutableArray<string>.Builder problems)
    {
        if (!(said >= found)) problems.Add(Invariant($"an error of at most {said:R} over {domain} is claimed, {found:R} can be proved"));
    }
}
