using System.Collections.Immutable;
using Espalier.Graphs;
using Espalier.Graphs.Operators;
using Espalier.Numerics;

namespace Espalier.Training;

/// <summary>Layers with a ReLU after each but the last.</summary>
internal abstract class TrainableNetwork(ImmutableArray<TrainableLayer> layers)
{
    public ImmutableArray<TrainableLayer> Layers { get; } = layers;

    public int Inputs => Layers[0].Inputs;

    public int Outputs => Layers[^1].Outputs;

    /// <summary>What kind of parameters these are, for telling checkpoints apart.</summary>
    public abstract string Description { get; }

    /// <summary>Whether a network none of whose hidden units answers is lost, rather than a mask that may keep too little or recover.</summary>
    public abstract bool CanDie { get; }

    /// <summary>Whether all parameters are finite.</summary>
    public bool IsFinite
    {
        get
        {
            foreach (TrainableLayer layer in Layers)
                if (!layer.IsFinite) return false;
            return true;
        }
    }

    /// <summary>
    /// Makes every <see cref="TrainableLayer.Effective"/> what the parameters say. To be called first, and after the layers' steps.
    /// </summary>
    public abstract void Settle(Crew crew, int threads);

    /// <summary>The network as an ordinary one, behind the frozen layers if there are any.</summary>
    public Network ToNetwork(Network? front)
    {
        var all = new List<Operator>(front?.Layers ?? []);
        foreach (TrainableLayer layer in Layers)
        {
            if (layer != Layers[0]) all.Add(new Relu());
            all.Add(new Dense(Tensor.Own(new Shape(layer.Outputs, layer.Inputs), Lanes.Unpadded(layer.Effective.Span, layer.Outputs, layer.Inputs))));
        }

        return new Network(front?.InputShape ?? new Shape(Inputs), [.. all]);
    }
}
