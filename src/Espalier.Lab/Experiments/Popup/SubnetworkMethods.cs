using System.Collections.Immutable;
using Espalier.Training.Searching;

namespace Espalier.Lab.Experiments.Popup;

/// <summary>All ways to a subnetwork that have a name: searches, and what is made of trained networks.</summary>
public static class SubnetworkMethods
{
    /// <summary>The names and what they keep, in a clause; searches first.</summary>
    public static ImmutableArray<(string Name, string Meaning)> All { get; } =
    [
        .. SearchPresets.All.Select(preset => (preset.Name, preset.Meaning)),
        .. DerivedMethod.All.Select(method => (method.Name, method.Meaning)),
    ];

    /// <summary>What the method of a name keeps.</summary>
    /// <exception cref="InvalidInputException">There is none.</exception>
    public static string Meaning(string name) => All.FirstOrDefault(method => method.Name == name).Meaning
        ?? throw new InvalidInputException(
            "methods", null, $"there is no method '{name}'", $"name some of {string.Join(", ", All.Select(method => method.Name))}");
}
