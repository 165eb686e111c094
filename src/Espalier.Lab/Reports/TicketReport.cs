using System.Collections.Immutable;
using System.Globalization;
using Espalier.Lab.Storage;
using Espalier.Tickets;
using Espalier.Tickets.Costs;

namespace Espalier.Lab.Reports;

/// <summary>A page about one ticket: what was drawn, how close it came layer by layer, what is certified, and what it costs.</summary>
public static class TicketReport
{
    /// <summary>Makes the page.</summary>
    /// <param name="ticket">The ticket.</param>
    /// <param name="cost">Its account.</param>
    /// <param name="fileBytes">The length of its file.</param>
    /// <param name="target">What the target is called.</param>
    /// <param name="command">The exact command that drew it.</param>
    /// <param name="environment">Where it was drawn.</param>
    public static Report Of(ConstructedTicket ticket, TicketCost cost, long fileBytes, string target, string command, RunEnvironment environment) =>
        new()
        {
            Title = $"A ticket for {target}",
            Summary = Invariant($"{cost.TargetParameters} weights were found in a random network of {cost.ParentParameters} entries by pruning alone; ")
            + Invariant($"{cost.KeptFirst + cost.KeptLast} entries are kept ({Digits(100 * cost.KeptShare)} %). ")
            + Invariant(
                $"{ticket.PrunedLayers.Sum(layer => layer.Claims.Infeasible)} weights are further than {Digits(ticket.Recipe.Epsilon)} from the target's."),
            Parameters = Parameters(ticket.Recipe),
            Sections = [new("Layer by layer", [Layers(ticket)]), new("Certified", [Certified(ticket)]), new("What it costs", [Costs(cost, fileBytes)])],
            Reproduction = Reproduction.Of(command, environment),
        };

    private static ImmutableArray<Fact> Parameters(TicketRecipe recipe) =>
    [
        new("seed", $"{recipe.Seed}"),
        new("construction", recipe.Construction.ToString().ToLowerInvariant()),
        new(
            "candidates",
            Invariant($"{recipe.Candidates} per weight, shared by {(recipe.Share == CandidateShare.Row ? "a row" : "no other weight")}")),
        new("parent weights", recipe.Distribution.ToString()!),
        new("objective", recipe.Objective.ToString().ToLowerInvariant()),
        new("tolerance", Digits(recipe.Epsilon)),
        new("inputs", recipe.NonNegativeInputs ? "at least 0" : "any"),
    ];

    private static TableBlock Layers(ConstructedTicket ticket) => new(
        "Distance of the realised weights from the target's, on either side; layers that are not dense are carried as they are",
        ["layer", "outputs", "inputs", "bias", "sides", "largest error", "mean error", "beyond tolerance", "kept in N", "kept in M"],
        [.. ticket.PrunedLayers.Select(layer => (ImmutableArray<string>)
        [
            Invariant($"{layer.Ordinal}"), Invariant($"{layer.Outputs}"), Invariant($"{layer.Inputs}"), layer.HasBias
                ? "yes"
                : "no", ticket.Recipe.IsTwoSided(layer)
                ? "2"
                : "1",
            Digits(layer.Claims.MaxWeightError), Digits(layer.Claims.MeanWeightError), Invariant($"{layer.Claims.Infeasible}"), Invariant($"{layer.Claims.KeptEdges}"), Invariant($"{layer.Claims.KeptRows}"),
        ])]);

    private static TableBlock Certified(ConstructedTicket ticket) => new(
        ticket.Recipe.NonNegativeInputs
            ? "Upper bounds on the distance from the target, rounded outward, for inputs of at least 0"
            : "Upper bounds on the distance from the target, rounded outward",
        ["inputs", "norm of the difference", "at most"],
        [
            [$"Euclidean norm at most {Digits(ticket.Certified.BallRadius)}", "Euclidean", Digits(ticket.Certified.BallError)],
            ["each in [0, 1]", "largest coordinate", Digits(ticket.Certified.BoxError)],
        ]);

    private static TableBlock Costs(TicketCost cost, long fileBytes) => new(
        "Bits per target weight; plain quantisation is log₂(range / 2ε) for the same tolerance",
        ["what", "bits per weight"],
        [
            ["mask, one bit per candidate", Digits(cost.RawMaskBits)],
            ["mask, entropy-coded", Digits(cost.CodedMaskBits)],
            ["ticket file", Digits(8.0 * fileBytes / cost.TargetParameters)],
            ["plain quantisation", Digits(cost.QuantisationBits)],
        ]);

    private static string Digits(double value) => value.ToString("G5", CultureInfo.InvariantCulture);
}
