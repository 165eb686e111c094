using Espalier.Parents;

namespace Espalier.Tickets.Drawing;

/// <summary>How to draw a ticket.</summary>
/// <param name="Recipe">The parent and the choice of masks.</param>
/// <param name="BallRadius">The radius of the ball for which the error is certified.</param>
public sealed record DrawingOptions(TicketRecipe Recipe, double BallRadius = 1)
{
    /// <summary>Refuses numbers that make no ticket.</summary>
    /// <exception cref="InvalidInputException">A number is out of its range.</exception>
    public void Check()
    {
        if (!(Recipe.Epsilon > 0) || !double.IsFinite(Recipe.Epsilon))
            throw new InvalidInputException("epsilon", null, $"the value is {Recipe.Epsilon}", "give a finite number above 0, such as 0.01");
        if (!(BallRadius > 0) || !double.IsFinite(BallRadius))
            throw new InvalidInputException("radius", null, $"the value is {BallRadius}", "give a finite number above 0, such as 1");
        int most = TicketRecipe.MaxCandidates(Recipe.Construction);
        if (Recipe.Candidates < 1 || Recipe.Candidates > most)
        {
            throw new InvalidInputException(
                "candidates", null, $"{Recipe.Candidates} candidates per weight", $"the construction {Recipe.Construction} takes 1 to {most}");
        }

        if (Recipe.Share == CandidateShare.Row && Recipe.IsPair)
        {
            throw new InvalidInputException(
                "share", null, $"the construction {Recipe.Construction} has candidates of its own for every weight",
                "use the `share` weight, or the `construction` linear");
        }
    }
}
