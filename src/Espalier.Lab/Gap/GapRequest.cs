using System.Collections.Immutable;
using Espalier.Lab.Experiments.Gap;

namespace Espalier.Lab.Gap;

/// <summary>What to measure of the gap between removing weights and removing neurons.</summary>
public sealed record GapRequest
{
    /// <summary>The dimensions that are measured unless others are named.</summary>
    public static ImmutableArray<int> StandardDimensions { get; } = [2, 3, 4, 6, 8];

    /// <summary>Draws at every point unless another number is named: an odd number, so that the median is one of them.</summary>
    public const int StandardTrials = 21;

    /// <summary>Draws at every point of the long run.</summary>
    public const int FullTrials = 101;

    /// <summary>The dimensions d.</summary>
    public ImmutableArray<int> Dimensions { get; init; } = StandardDimensions;

    /// <summary>The tolerances, or empty for those that each method can reach.</summary>
    public ImmutableArray<double> Epsilons { get; init; } = [];

    /// <summary>The methods.</summary>
    public ImmutableArray<GapMethod> Methods { get; init; } = GapMethod.All;

    /// <summary>Draws at every point.</summary>
    public int Trials { get; init; } = StandardTrials;

    /// <summary>Which sample.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Whether to go on for hours: smaller tolerances, wider parents, more work in every search.</summary>
    public bool IsFull { get; init; }

    /// <summary>Refuses what cannot be measured.</summary>
    internal void Check()
    {
        if (Dimensions.IsDefaultOrEmpty) throw new InvalidInputException("dimensions", null, "there are none", "name at least one, such as 2");
        foreach (int dimension in Dimensions) Demand(dimension is >= 1 and <= 64, "dimensions", dimension, "give whole numbers from 1 to 64");
        foreach (double epsilon in Epsilons)
            Demand(epsilon is > 0 and <= 0.99, "epsilons", epsilon, "give numbers above 0 and up to 0.99: keeping nothing leaves an error of 1");
        Demand(Trials is >= 1 and <= 1_000_000, "trials", Trials, "give a whole number from 1 to 1000000");
        Demand(Seed <= WidthNeededExperiment.MostSeed, "seed", Seed, $"give a whole number from 0 to {WidthNeededExperiment.MostSeed}");
        if (Methods.IsDefaultOrEmpty)
            throw new InvalidInputException(
                "methods", null, "there are none", $"name some of {string.Join(", ", GapMethod.All.Select(method => method.Name))}");
    }

    private static void Demand<T>(bool met, string what, T value, string remedy)
    {
        if (!met) throw new InvalidInputException(what, null, $"{value} is not allowed", remedy);
    }
}
