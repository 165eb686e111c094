using System.Collections.Immutable;
using Espalier.Graphs;
using Espalier.Graphs.Operators;

namespace Espalier.Certificates.Chains;

/// <summary>A network as affine maps with or without a ReLU behind them. Every weight is the network's own: nothing is multiplied out or rounded.</summary>
internal sealed class ReluChain
{
    private ReluChain(ImmutableArray<AffineStage> stages) => Stages = stages;

    public ImmutableArray<AffineStage> Stages { get; }

    public int Inputs => Stages[0].Inputs;

    public int Outputs => Stages[^1].Outputs;

    /// <summary>Writes a network as a chain.</summary>
    /// <exception cref="InvalidInputException">A layer is not supported or too large, or a weight is not finite.</exception>
    public static ReluChain Of(Network network, string name)
    {
        var stages = new List<AffineStage>();
        for (int i = 0; i < network.Layers.Length; i++)
        {
            Operator layer = network.Layers[i];
            RequireFinite(layer, i, name);
            bool positive = stages.Count > 0 && stages[^1].Rectified;
            switch (layer)
            {
                case Flatten:
                case Relu when positive:
                case ElementwiseAffine affine when ChangesNothing(affine):
                    break;
                case Relu when stages.Count > 0:
                    stages[^1] = stages[^1].WithRelu();
                    break;
                case Relu:
                    stages.Add(Identity(network.Shapes[i].Length, rectified: true, name));
                    break;
                case SplitSigns:
                    LayerMatrix.RequireSize(2L * network.Shapes[i].Length, network.Shapes[i].Length, Place(layer, i), name);
                    stages.Add(AffineStage.Split(network.Shapes[i].Length, rectified: false));
                    break;
                case MaxPooling pooling:
                    stages.AddRange(PoolingStages.Of(pooling, network.Shapes[i], positive, Place(layer, i), name));
                    break;
                default:
                    stages.Add(LayerMatrix.Of(layer, network.Shapes[i], Place(layer, i), name));
                    break;
            }
        }

        if (stages.Count == 0) stages.Add(Identity(network.InputShape.Length, rectified: false, name));
        return new ReluChain([.. stages]);
    }

    /// <summary>The first stage of a network that begins without a weight.</summary>
    private static AffineStage Identity(int size, bool rectified, string name)
    {
        LayerMatrix.RequireSize(size, size, "inputs", name);
        return AffineStage.Identity(size, rectified);
    }

    private static bool ChangesNothing(ElementwiseAffine affine) => IsAll(affine.Scale, 1) && IsAll(affine.Shift, 0);

    private static bool IsAll(Tensor? tensor, double value) => tensor is null || Enumerable.Range(0, tensor.Length).All(i => tensor[i] == value);

    private static string Place(Operator layer, int index) => Invariant($"layer {index} ({layer.Kind})");

    private static void RequireFinite(Operator layer, int index, string name)
    {
        if (layer.Parameters.Any(tensor => tensor.FirstNonFinite() is not null))
            throw new InvalidInputException(name, Place(layer, index), "it has a weight that is infinite or not a number", "nothing can be proved about such a network");
    }
}
