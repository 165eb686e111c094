using Espalier.Graphs;
using Espalier.Numerics;

namespace Espalier.Training.Searching;

/// <summary>Weights that act: those that are not 0 and lie on a way from an input to an output along weights that are not 0.</summary>
/// <remarks>A. Vysogorets, J. Kempe, "Connectivity matters: neural network pruning through the lens of effective sparsity", JMLR 24, 2023.</remarks>
internal static class ActingWeights
{
    /// <summary>Counts them: with 1 in the place of every weight, the ways through one are its derivative.</summary>
    public static long Count(TrainableNetwork network)
    {
        var ways = new Ways(network);
        var pass = new BatchPass(ways, 1, new MatrixWorkspace());
        pass.Inputs(1).Fill(1);
        pass.Forward(1, threads: 1);
        pass.ScoreGradient.Clear();
        for (int row = 0; row < network.Outputs; row++) pass.ScoreGradient[row * pass.Stride] = 1;
        pass.Backward();
        long count = 0;
        foreach (TrainableLayer layer in ways.Layers)
        {
            float[] derivatives = Lanes.Unpadded(layer.Gradient.Span, layer.Outputs, layer.Inputs), weights = layer.Matrix();
            for (int i = 0; i < weights.Length; i++) count += weights[i] != 0 && derivatives[i] > 0 ? 1 : 0;
        }

        return count;
    }

    /// <summary>The network with weights of a size at which the number of ways neither overflows nor vanishes, and without biases.</summary>
    private sealed class Ways : TrainableNetwork
    {
        public Ways(TrainableNetwork network)
            : base(Bare(network.Graph), [.. network.Layers.Select(layer => new Way(layer))])
        {
        }

        public override string Description => "ways";

        public override bool CanDie => false;

        public override void Settle(Crew crew, int threads)
        {
        }

        /// <summary>Factors and summands of elementwise maps do not cut a way.</summary>
        private static Network Bare(Network graph) => graph.Map((made, _) => made.Grid is null
            ? made.WithParameters(tensor => Tensor.Own(tensor.Shape, Enumerable.Repeat(1f, tensor.Length).ToArray()))
            : made);
    }

    private sealed class Way : TrainableLayer
    {
        public Way(TrainableLayer layer)
            : base(layer.Inputs, layer.Outputs)
        {
            float[] weights = layer.Matrix();
            Lanes.Pad(Array.ConvertAll(weights, weight => weight != 0 ? 1f / layer.Inputs : 0f), Inputs, Effective.Span);
        }

        public override IEnumerable<AlignedSingles> State => [];

        public override bool IsFinite => true;

        public override void Step(in StepSettings settings, Crew crew, int threads)
        {
        }
    }
}
