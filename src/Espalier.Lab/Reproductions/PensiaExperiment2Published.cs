using System.Collections.Immutable;

namespace Espalier.Lab.Reproductions;

/// <summary>
/// Accuracies that the authors of Pensia et al. 2020 logged for Experiment 2: test accuracy after the last of 10 epochs, 5 pairs, one
/// run each, in the results folders of their repository (github.com/acnagle/optimal-lottery-tickets, commits 2298c25 and fc44f1e).
/// </summary>
internal static class PensiaExperiment2Published
{
    /// <summary>The epochs of every reading.</summary>
    public const int Epochs = 10;

    /// <summary>Searches.</summary>
    public static ImmutableArray<PublishedSearch> Searches { get; } =
    [
        new("two-layer", "linear", 0.1, 0.9587),
        new("two-layer", "linear", 0.5, 0.9797),
        new("two-layer", "linear", 0.9, 0.9560),
        new("two-layer", "linear", 0.99, 0.2792),
        new("two-layer", "relu", 0.1, 0.9671),
        new("two-layer", "relu", 0.5, 0.9655),
        new("two-layer", "relu", 0.9, 0.7867),
        new("two-layer", "wide", 0.1, 0.9769),
        new("two-layer", "wide", 0.5, 0.9799),
        new("two-layer", "wide", 0.9, 0.9649),
        new("two-layer", "wide", 0.99, 0.8775),
        new("four-layer", "linear", 0.1, 0.9253),
        new("four-layer", "linear", 0.5, 0.9790),
        new("four-layer", "linear", 0.9, 0.9720),
        new("four-layer", "linear", 0.99, 0.1028),
        new("four-layer", "relu", 0.1, 0.9663),
        new("four-layer", "relu", 0.5, 0.9759),
        new("four-layer", "wide", 0.1, 0.9844),
        new("four-layer", "wide", 0.5, 0.9838),
        new("four-layer", "wide", 0.9, 0.9818),
        new("four-layer", "wide", 0.99, 0.8613),
        new("lenet", "linear", 0.1, 0.9550),
        new("lenet", "linear", 0.5, 0.9590),
        new("lenet", "linear", 0.9, 0.7222),
        new("lenet", "linear", 0.99, 0.1028),
        new("lenet", "relu", 0.1, 0.9480),
        new("lenet", "relu", 0.5, 0.9147),
        new("lenet", "relu", 0.9, 0.1238),
        new("lenet", "wide", 0.1, 0.9308),
        new("lenet", "wide", 0.5, 0.9316),
        new("lenet", "wide", 0.9, 0.8275),
        new("lenet", "wide", 0.99, 0.2309),
    ];

    /// <summary>Trained networks, by name.</summary>
    public static ImmutableDictionary<string, double> Trained { get; } =
        ImmutableDictionary.CreateRange(
            [KeyValuePair.Create("two-layer", 0.9859), KeyValuePair.Create("four-layer", 0.9869), KeyValuePair.Create("lenet", 0.9760)]);
}

/// <summary>One logged accuracy.</summary>
internal sealed record PublishedSearch(string Network, string Structure, double Removed, double Accuracy);
