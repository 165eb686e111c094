using Espalier.Graphs;
using Espalier.Pruning;

namespace Espalier.Work.Pruning;

/// <summary>What was removed, and what is left.</summary>
/// <param name="Path">The file that was written; null where groups are only listed.</param>
/// <param name="Removed">Neurons and channels, or weights, that were removed.</param>
/// <param name="RemovedShare">Their share.</param>
/// <param name="Parameters">Stored numbers that are left.</param>
/// <param name="ParametersBefore">Those of the whole network.</param>
/// <param name="Nonzero">Those left that are not 0.</param>
/// <param name="MultiplyAdds">Multiplications of one evaluation.</param>
/// <param name="MultiplyAddsBefore">Those of the whole network.</param>
/// <param name="Bytes">The size of the file.</param>
/// <param name="Groups">Channels that go together.</param>
/// <param name="Accuracy">On the test examples; null without any.</param>
/// <param name="AccuracyBefore">That of the whole network.</param>
/// <param name="RelativeError">‖ŷ − y‖/‖y‖ against the whole network, over test examples, else over calibration inputs; null without either.</param>
/// <param name="Seconds">All of it.</param>
public sealed record PruneAnswer(
    string? Path,
    long Removed,
    double RemovedShare,
    long Parameters,
    long ParametersBefore,
    long Nonzero,
    long MultiplyAdds,
    long MultiplyAddsBefore,
    long? Bytes,
    PrunedGroup[] Groups,
    double? Accuracy,
    double? AccuracyBefore,
    double? RelativeError,
    double Seconds);

/// <summary>Channels that the same layers make.</summary>
/// <param name="Makers">The layers that make them.</param>
/// <param name="Followers">Layers with numbers of each channel.</param>
/// <param name="Readers">The layers whose columns go with them.</param>
/// <param name="Channels">How many can be removed one by one.</param>
/// <param name="Removed">How many were.</param>
/// <param name="HeldBy">The layer because of which all stay, or <c>output</c>; null where they may go.</param>
public sealed record PrunedGroup(string[] Makers, string[] Followers, string[] Readers, int Channels, int Removed, string? HeldBy)
{
    internal static PrunedGroup Of(Network network, DependencyGroup group, int removed)
    {
        string[] Names(IEnumerable<int> nodes) => [.. nodes.Select(node => Name(network, node))];
        return new PrunedGroup(
            Names(group.Makers),
            Names(group.Followers),
            Names(group.Readers),
            group.Channels,
            removed,
            group.HeldBy is not { } holder ? null : holder == network.Nodes.Length ? "output" : Name(network, holder));
    }

    private static string Name(Network network, int node) => Invariant($"{node} {network.Nodes[node].Operator.Kind}");
}
