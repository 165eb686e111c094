using System.Collections.Immutable;
using Espalier.Graphs;
using Espalier.Numerics;

namespace Espalier.Training.Searching;

/// <summary>Frozen random weights under masks that were found elsewhere.</summary>
internal sealed class GivenWeights(Network blueprint, SearchOptions options, ulong seed, ImmutableArray<bool[]> masks)
    : TrainableNetwork(blueprint, [.. Layers(new FrozenSource(blueprint, options with { Source = 1, Locked = 0 }, seed), masks)])
{
    public override bool CanDie => false;

    public override void Settle(Crew crew, int threads)
    {
        // The matrices stay as they are.
    }

    private static new IEnumerable<TrainableLayer> Layers(FrozenSource source, ImmutableArray<bool[]> masks)
    {
        for (int i = 0; i < source.Layers; i++)
            yield return new Fixed(source.Inputs(i), source.Grid(i).Channels, source.Weights(i), masks[i]);
    }

    private sealed class Fixed : TrainableLayer
    {
        public Fixed(int inputs, int outputs, float[] weights, bool[] mask)
            : base(inputs, outputs) => Lanes.Pad([.. weights.Select((weight, i) => mask[i] ? weight : 0)], inputs, Effective.Span);

        public override bool IsTrained => false;

        public override IEnumerable<AlignedSingles> State => [];

        public override bool IsFinite => true;

        public override void Step(in StepSettings settings, Crew crew, int threads)
        {
        }
    }
}
