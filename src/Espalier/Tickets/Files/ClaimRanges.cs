namespace Espalier.Tickets.Files;

/// <summary>Whether what a header says of searches and claims could be true.</summary>
internal static class ClaimRanges
{
    private const int MaxName = 200;

    /// <summary>Refuses claims that no ticket of this kind has.</summary>
    /// <exception cref="InvalidInputException">A claim is missing, is of another kind of ticket, or is out of range.</exception>
    public static void Require(ClaimFields claims, Ticket ticket, string source)
    {
        bool isDrawn = ticket.Origin is DrawnOrigin;
        bool isSane = IsSane(claims.Accuracy) && IsSane(claims.Certified)
            && (claims.Certified is null || (isDrawn && ticket.Model is null))
            && claims.Grids.Length == ticket.Pruned.Length
            && claims.Grids.Zip(ticket.Pruned).All(pair => IsSane(pair.First, pair.Second) && (pair.First.Errors is not null) == isDrawn);
        if (!isSane) throw TicketFile.Damaged(source, "the claims are out of range");
    }

    public static bool IsSane(SearchSettings search) =>
        search.RemovedShare is >= 0 and <= 1
        && search.Epochs >= 0
        && search.Batch >= 0
        && search.Examples >= 0
        && double.IsFinite(search.LearningRate)
        && double.IsFinite(search.Momentum)
        && double.IsFinite(search.WeightDecay)
        && IsName(search.Data);

    private static bool IsSane(AccuracyClaim? claim) =>
        claim is null || (claim.Examples >= 1 && claim.Correct >= 0 && claim.Correct <= claim.Examples && IsName(claim.Data));

    private static bool IsSane(CertifiedErrors? certified) =>
        certified is null or { BallRadius: > 0 and < double.PositiveInfinity, BallError: >= 0, BoxError: >= 0 };

    /// <summary>Counts beyond a grid's own would overflow their sum.</summary>
    private static bool IsSane(GridClaims claims, PrunedNode node)
    {
        long weights = node.Parent.Shape.Weights;
        bool errors = claims.Errors is null or { Max: >= 0, Mean: >= 0, Infeasible: >= 0 } && (claims.Errors?.Infeasible ?? 0) <= weights;
        return errors
            && claims.KeptEdges >= 0 && claims.KeptEdges <= weights * Math.Max(2, node.Parent.Candidates)
            && claims.KeptUnits >= 0 && claims.KeptUnits <= node.Parent.Width;
    }

    /// <summary>Names are shown to people: nothing that could steer a terminal.</summary>
    private static bool IsName(string text) => text.Length <= MaxName && !text.Any(char.IsControl);
}
