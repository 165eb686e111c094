using Espalier.Graphs;
using Espalier.Numerics;
using Espalier.Numerics.Random;

namespace Espalier.Training;

/// <summary>A network whose weights are trained in the usual way.</summary>
internal class WeightNetwork : TrainableNetwork
{
    /// <summary>Draws the first weights of a blueprint: grid i, from 0, is stream i of the seed.</summary>
    public WeightNetwork(Network blueprint, ulong seed)
        : this(blueprint, seed, static (grid, stream) => new WeightLayer(grid, stream)) => Description = $"weights of {Text(blueprint)}";

    /// <summary>Makes the layers in another way of the same streams.</summary>
    protected WeightNetwork(Network blueprint, ulong seed, Func<WeightGrid, RandomStream, TrainableLayer> make)
        : base(blueprint, [.. Draw(blueprint, seed, make)])
    {
    }

    public override bool CanDie => true;

    public override void Settle(Crew crew, int threads)
    {
        // The parameters are the matrices.
    }

    /// <summary>Everything that decides what a blueprint computes.</summary>
    internal static string Text(Network blueprint) =>
        string.Join("; ", blueprint.Nodes.Select(node => $"{node.Operator.Fingerprint} ({string.Join(' ', node.Reads)})"));

    private static IEnumerable<TrainableLayer> Draw(
        Network blueprint, ulong seed, Func<WeightGrid, RandomStream, TrainableLayer> make)
    {
        uint next = 0;
        foreach (Node node in blueprint.Nodes)
        {
            if (node.Operator.Grid is { } grid) yield return make(grid, new RandomStream(seed, next++, StreamPurpose.Training));
        }
    }
}
