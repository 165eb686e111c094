using System.Collections.Immutable;
using Espalier.Numerics;
using Espalier.Numerics.Random;

namespace Espalier.Training;

/// <summary>A network of dense layers without biases, trained in the usual way.</summary>
internal sealed class DenseNetwork(ImmutableArray<int> widths, ulong seed) : TrainableNetwork(Draw(widths, seed))
{
    public override string Description { get; } = $"dense {string.Join('-', widths)}";

    public override bool CanDie => true;

    public override void Settle(Crew crew, int threads)
    {
        // The parameters are the matrices.
    }

    private static ImmutableArray<TrainableLayer> Draw(ImmutableArray<int> widths, ulong seed) =>
        [
            .. Enumerable.Range(0, widths.Length - 1).Select(
                i => new DenseLayer(widths[i], widths[i + 1], new RandomStream(seed, (uint)i, StreamPurpose.Training))),
        ];
}
