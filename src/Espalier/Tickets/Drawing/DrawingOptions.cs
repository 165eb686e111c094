using Espalier.Parents;

namespace Espalier.Tickets.Drawing;

/// <summary>How to draw a ticket.</summary>
/// <param name="Recipe">The parent and the choice of masks.</param>
/// <param name="BallRadius">The radius of the ball for which the error is certified.</param>
/// <param name="Tight">Whether the error is certified as closely as one relaxation can, which takes several times as long.</param>
public sealed record DrawingOptions(TicketRecipe Recipe, double BallRadius = 1, bool Tight = false)
{
    /// <summary>Refuses numbers that make no ticket.</summary>
    /// <exception cref="InvalidInputException">A number is out of its range.</exception>
    public void Check()
    {
        Recipe.Tolerance.Check();
        if (!(BallRadius > 0) || !double.IsFinite(BallRadius))
            throw new InvalidInputException("radius", null, $"the value is {BallRadius}", "give a finite number above 0, such as 1");
        int most = TicketRecipe.MaxCandidates(Recipe.Construction);
        if (Recipe.Candidates is { } candidates && (candidates < 1 || candidates > most))
        {
            throw new InvalidInputException(
                "candidates", null, $"{candidates} candidates per weight", $"the construction {Recipe.Construction} takes 1 to {most}");
        }

        RequireFree(Recipe.Construction, Recipe.Candidates is null ? null : "candidates", Tight);
        if (Recipe.Candidates is null) CheckHitting();
        else if (Recipe.Objective == SubsetSums.SubsetSumObjective.Bits)
            throw new InvalidInputException(
                "objective", null, "masks over a fixed number of candidates have no shorter words", "leave out `candidates` and `delta`");
        else if (Recipe.Distribution is null)
            throw new InvalidInputException("distribution", null, "a fixed number of candidates has no law of its own for each layer", "give one");
        if (Recipe.Share == CandidateShare.Row && Recipe.IsPair)
        {
            throw new InvalidInputException(
                "share", null, $"the construction {Recipe.Construction} has candidates of its own for every weight",
                "use the `share` weight, or the `construction` linear");
        }
    }

    /// <summary>Refuses what leaves a parent of L + 1 layers nothing to choose, or asks more of its certificate than it gives.</summary>
    /// <param name="construction">The parent; others take all of it.</param>
    /// <param name="candidates">What says the number of candidates, if anything does: the name that messages give it.</param>
    /// <param name="isTight">Whether a closer certificate is asked for.</param>
    /// <exception cref="InvalidInputException">The construction does not go with what is asked for.</exception>
    public static void RequireFree(Construction construction, string? candidates, bool isTight)
    {
        if (construction != Construction.Shallow) return;
        if (candidates is not null)
            throw new InvalidInputException(
                candidates, null, "a parent of L + 1 layers has as many copies of a neuron as its weights need", "leave it out");
        if (isTight) throw new InvalidInputException("tight", null, "no relaxation goes through a parent of L + 1 layers", "leave it out");
    }

    /// <summary>What hitting widths cannot be combined with.</summary>
    private void CheckHitting()
    {
        const string Remedy = "give `candidates`, or `delta`, which allows a share of the weights to miss the tolerance";
        if (Recipe.Construction == Construction.Single)
            throw new InvalidInputException("construction", null, "a single product seldom comes within a tolerance, whatever the width", Remedy);
        if (Recipe.Share == CandidateShare.Row)
            throw new InvalidInputException("share", null, "weights that share their candidates have no widths of their own", Remedy);
        if (Recipe.Objective == SubsetSums.SubsetSumObjective.Edges)
            throw new InvalidInputException("objective", null, "the shortest prefix leaves no choice of fewer edges", Remedy);
    }
}
