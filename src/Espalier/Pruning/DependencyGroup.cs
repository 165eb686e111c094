using System.Collections.Immutable;

namespace Espalier.Pruning;

/// <summary>Channels that are made by the same layers: one of them goes from all of these, or from none.</summary>
/// <param name="Makers">The nodes whose outputs they are.</param>
/// <param name="Followers">Other nodes with numbers of each channel, such as normalisations and convolutions of one channel each.</param>
/// <param name="Readers">The nodes whose columns go with them.</param>
/// <param name="Channels">How many can be removed one by one.</param>
/// <param name="HeldBy">The node because of which all stay: one that mixes them, or one past the last for the network's output; null where
/// they may go.</param>
public sealed record DependencyGroup(
    ImmutableArray<int> Makers, ImmutableArray<int> Followers, ImmutableArray<int> Readers, int Channels, int? HeldBy)
{
    /// <summary>For each of the channels the unit that stands for it.</summary>
    internal ImmutableArray<int> Units { get; init; } = [];
}
