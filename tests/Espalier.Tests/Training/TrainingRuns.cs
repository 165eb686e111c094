using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Espalier.Graphs;
using Espalier.Numerics;
using Espalier.Training;
using Espalier.Training.Popup;

namespace Espalier.Tests.Training;

/// <summary>Small trainings, and what tests ask about them.</summary>
internal static class TrainingRuns
{
    private static readonly ConcurrentDictionary<(bool Training, int Count), Lazy<ExampleSet>> Drawn = new();

    /// <summary>The kinds of network: dense layers, and the structures of edge-popup.</summary>
    public static TheoryData<string> Kinds => ["dense", "linear", "relu", "wide"];

    /// <summary>The first glyphs of seed 1, drawn once for all tests.</summary>
    public static ExampleSet Glyphs(bool training, int count) =>
        Drawn.GetOrAdd(
            (training, count),
            static wanted =>
                new Lazy<ExampleSet>(
                    () => ExampleSet.Of(Espalier.Training.DataSets.Glyphs.Make(1, wanted.Training, wanted.Count, threads: 2)))).Value;

    /// <summary>A network of a kind; pairs count only where there are some.</summary>
    public static TrainableNetwork Network(string kind, ImmutableArray<int> widths, int pairs = 3, double removed = 0.5) => kind == "dense"
        ? new WeightNetwork(Blueprints.OfWidths(widths.AsSpan()), seed: 7)
        : new PopupNetwork(Parent(kind, widths, pairs), new PopupOptions { Removed = removed }, seed: 7);

    public static PopupParent Parent(string kind, ImmutableArray<int> widths, int pairs = 3)
    {
        PopupStructure structure = Enum.Parse<PopupStructure>(kind, ignoreCase: true);
        return new PopupParent(5, structure, structure == PopupStructure.Wide ? 1 : pairs, widths);
    }

    public static void Settle(TrainableNetwork network) => network.Settle(new Crew(), threads: 1);

    /// <summary>All parameters, velocities and thresholds in one digest.</summary>
    public static string Digest(TrainableNetwork network)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (TrainableLayer layer in network.Layers)
        {
            foreach (AlignedSingles array in layer.State) hash.AppendData(MemoryMarshal.AsBytes(array.Span));
            hash.AppendData(MemoryMarshal.AsBytes(layer.Effective.Span));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset())[..16];
    }

    /// <summary>The weights of all dense layers of a network, in order.</summary>
    public static float[] Weights(Network network) => [
        .. network.Nodes.Select(node => node.Operator.Grid).OfType<WeightGrid>().SelectMany(grid => grid.Weights.Singles.ToArray()),
    ];
}

/// <summary>Does something at every report, on the caller's thread.</summary>
internal sealed class Watcher(Action<TrainingProgress> seen) : IProgress<TrainingProgress>
{
    public void Report(TrainingProgress value) => seen(value);
}
