using System.Collections.Immutable;

namespace Espalier.Training.Searching;

/// <summary>A search by a name: what a curve compares.</summary>
/// <param name="Name">The name, as commands and records have it.</param>
/// <param name="Meaning">What it keeps, in a clause.</param>
/// <param name="Of">Its options at a kept share.</param>
public sealed record SearchPreset(string Name, string Meaning, Func<double, SearchOptions> Of)
{
    /// <summary>The learning rate that the method is run with if none is given: scores take larger steps than weights.</summary>
    public double LearningRate => Of(1).IsFrozen ? 0.1 : 0.05;
}

/// <summary>The searches that have names.</summary>
public static class SearchPresets
{
    /// <summary>A random source of the parent holds this share of it, or as much as is kept.</summary>
    private const double SourceShare = 0.5;

    /// <summary>All of them; the first eight are compared if nothing else is asked for.</summary>
    public static ImmutableArray<SearchPreset> All { get; } =
    [
        new("iterative-magnitude", "trained, pruned by magnitude and rewound in rounds", kept => At(SubnetworkMethod.IterativeMagnitude, kept)),
        new("magnitude", "trained, then the largest magnitudes, not trained again", kept => At(SubnetworkMethod.Magnitude, kept)),
        new("snip", "largest |g·w| before training", kept => At(SubnetworkMethod.Snip, kept)),
        new("synflow", "largest share of all paths before training, without data", kept => At(SubnetworkMethod.Synflow, kept)),
        new(
            "random",
            "a random mask before training, the same share in every layer",
            kept => At(SubnetworkMethod.Random, kept) with { Share = LayerShare.Uniform }),
        new(
            "erdos-renyi",
            "a random mask before training, Erdős–Rényi shares",
            kept => At(SubnetworkMethod.Random, kept) with { Share = LayerShare.ErdosRenyi }),
        new("edge-popup", "frozen weights, scores trained", kept => At(SubnetworkMethod.EdgePopup, kept)),
        new(
            "edge-popup-uniform",
            "the same, the same share in every layer",
            kept => At(SubnetworkMethod.EdgePopup, kept) with { Share = LayerShare.Uniform }),
        new(
            "edge-popup-signed",
            "the same with one magnitude and random signs, scaled",
            kept => At(SubnetworkMethod.EdgePopup, kept) with { Law = SourceLaw.Signed, IsScaled = true }),
        new("grasp", "what keeps the gradient flowing, w·(H·g), before training", kept => At(SubnetworkMethod.Grasp, kept)),
        new("gates", "frozen weights, gates trained by noise", kept => At(SubnetworkMethod.Gates, kept)),
        new(
            "random-source",
            "edge-popup within a random half of the parent",
            kept => At(SubnetworkMethod.EdgePopup, kept) with { Source = Math.Max(kept, SourceShare) }),
        new(
            "partly-frozen",
            "edge-popup with half of the kept weights kept at random",
            kept => At(SubnetworkMethod.EdgePopup, kept) with { Locked = 0.5 }),
        new("dense", "all weights, trained", _ => At(SubnetworkMethod.Dense, 1)),
    ];

    /// <summary>The names of those that are compared if nothing else is asked for.</summary>
    public static ImmutableArray<string> Standard { get; } = [.. All.Take(8).Select(preset => preset.Name)];

    /// <summary>The search of a name.</summary>
    /// <exception cref="InvalidInputException">There is none.</exception>
    public static SearchPreset Find(string name) => All.FirstOrDefault(preset => preset.Name == name)
        ?? throw new InvalidInputException(
            "methods", null, $"there is no method '{name}'", $"name some of {string.Join(", ", All.Select(preset => preset.Name))}");

    private static SearchOptions At(SubnetworkMethod method, double kept) => new() { Method = method, Kept = kept };
}
