using Espalier.Graphs;
using Espalier.Numerics;
using Espalier.Numerics.Random;

namespace Espalier.Training;

/// <summary>A network that is trained on from the weights that it has; those that are 0 stay 0 where that is asked for.</summary>
internal sealed class OwnWeights(Network network, bool keepsZeros = false)
    : WeightNetwork(network, 0, (grid, stream) => new OwnLayer(grid, stream, keepsZeros))
{
    private sealed class OwnLayer : WeightLayer
    {
        private readonly bool[]? _zeros;

        public OwnLayer(WeightGrid grid, RandomStream stream, bool keepsZeros)
            : base(grid, stream)
        {
            var weights = new float[grid.Weights.Length];
            grid.Weights.CopyTo(weights);
            Lanes.Pad(weights, Inputs, Effective.Span);
            if (Bias is not null) grid.Bias!.CopyTo(Bias.Span[..Outputs]);
            if (keepsZeros) _zeros = [.. Effective.Span.ToArray().Select(weight => weight == 0)];
        }

        public override void Step(in StepSettings settings, Crew crew, int threads)
        {
            base.Step(settings, crew, threads);
            for (int i = 0; _zeros is not null && i < _zeros.Length; i++)
                if (_zeros[i]) Effective.Span[i] = 0;
        }
    }
}
