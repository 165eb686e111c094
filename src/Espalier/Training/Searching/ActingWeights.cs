using System.Collections.Immutable;
using Espalier.Graphs;
using Espalier.Numerics;

namespace Espalier.Training.Searching;

/// <summary>Weights that act: those that are not 0 and lie on a way from an input to an output along weights that are not 0.</summary>
/// <remarks>A. Vysogorets, J. Kempe, "Connectivity matters: neural network pruning through the lens of effective sparsity", JMLR 24, 2023.</remarks>
public static class ActingWeights
{
    /// <summary>Those of a network, grid by grid in the order of its tensors.</summary>
    /// <param name="network">The network; every operator must have a gradient.</param>
    /// <exception cref="InvalidInputException">An operator has no gradient.</exception>
    public static ImmutableArray<ImmutableArray<bool>> Of(Network network)
    {
        ArgumentNullException.ThrowIfNull(network);
        return Of(new OwnWeights(network));
    }

    /// <summary>Finds them: with 1 in the place of every weight, the ways through one are its derivative.</summary>
    internal static ImmutableArray<ImmutableArray<bool>> Of(TrainableNetwork network)
    {
        var ways = new Ways(network);
        var pass = new BatchPass(ways, 1, new MatrixWorkspace());
        pass.Inputs(1).Fill(1);
        pass.Forward(1, threads: 1);
        pass.ScoreGradient.Clear();
        for (int row = 0; row < network.Outputs; row++) pass.ScoreGradient[row * pass.Stride] = 1;
        pass.Backward();
        return
        [
            .. ways.Layers.Select(layer => layer.Matrix().Zip(
                Lanes.Unpadded(layer.Gradient.Span, layer.Outputs, layer.Inputs), (weight, paths) => weight != 0 && paths > 0).ToImmutableArray()),
        ];
    }

    internal static long Count(TrainableNetwork network) => Of(network).Sum(layer => layer.LongCount(acts => acts));

    /// <summary>The network with weights of a size at which the number of ways neither overflows nor vanishes, and without biases.</summary>
    private sealed class Ways : TrainableNetwork
    {
        public Ways(TrainableNetwork network)
            : base(Bare(network.Graph), [.. network.Layers.Select(layer => new Way(layer))])
        {
        }

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
