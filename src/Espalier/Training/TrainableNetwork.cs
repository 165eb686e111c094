using System.Collections.Immutable;
using Espalier.Graphs;
using Espalier.Graphs.Operators;
using Espalier.Numerics;
using Espalier.Training.Searching;

namespace Espalier.Training;

/// <summary>A graph whose weight grids are trained, each in its way.</summary>
internal abstract class TrainableNetwork
{
    private readonly ImmutableArray<TrainableLayer?> _ofNode;

    /// <summary>Takes one layer for each weight grid of a graph, in the order of its nodes; the graph's own weights mean nothing.</summary>
    protected TrainableNetwork(Network graph, ImmutableArray<TrainableLayer> layers)
    {
        Graph = graph;
        Layers = layers;
        int next = 0;
        _ofNode = [.. graph.Nodes.Select(node => node.Operator.Grid is null ? null : layers[next++])];
    }

    /// <summary>The operators and shapes.</summary>
    public Network Graph { get; }

    public ImmutableArray<TrainableLayer> Layers { get; }

    public int Inputs => Graph.InputShape.Length;

    public int Outputs => Graph.OutputShape.Length;

    /// <summary>What decides how the parameters move, for telling checkpoints apart; empty where nobody asks for a checkpoint.</summary>
    public string Description { get; protected init; } = string.Empty;

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

    /// <summary>The layer behind a node, or null where the node has no weights.</summary>
    public TrainableLayer? LayerOf(int node) => _ofNode[node];

    /// <summary>
    /// Makes every <see cref="TrainableLayer.Effective"/> what the parameters say. To be called first, and after the layers' steps.
    /// </summary>
    public abstract void Settle(Crew crew, int threads);

    /// <summary>The steps that are done.</summary>
    public long Steps { get; set; }

    /// <summary>Their part of all steps, from 0 to 1.</summary>
    public double Progress { get; set; }

    /// <summary>Whether the network is to be tested as it is, without what chance does to it in training.</summary>
    public bool IsTested { get; set; }

    /// <summary>What happens before the first step, such as choosing a mask.</summary>
    public virtual void Begin(Probe probe)
    {
    }

    /// <summary>What happens before the first step of an epoch, such as pruning between legs; to be done twice must change nothing.</summary>
    /// <param name="epoch">The epoch, from 0.</param>
    /// <param name="options">How the descent runs.</param>
    public virtual void BeginEpoch(int epoch, TrainingOptions options)
    {
    }

    /// <summary>What happens when the steps of an epoch are done and before it is tested, such as pruning.</summary>
    /// <param name="done">The epochs that are done.</param>
    /// <param name="options">How the descent runs.</param>
    public virtual void EndEpoch(int done, TrainingOptions options)
    {
    }

    /// <summary>The learning rate of an epoch, from 0.</summary>
    public virtual double Rate(TrainingOptions options, int epoch) => CosineAnnealing.Rate(options.LearningRate, epoch, options.Epochs);

    /// <summary>The weights that are kept, all layers together.</summary>
    public virtual long Kept => Layers.Sum(layer => (long)layer.Outputs * layer.Inputs);

    /// <summary>The network as an ordinary one, behind the frozen layers if there are any.</summary>
    public Network ToNetwork(Network? front)
    {
        Network trained = Graph.Map((made, node) => _ofNode[node] is { } layer ? Filled(made, layer) : made);
        return front is null ? trained : Joined(front, trained);
    }

    private static Operator Filled(Operator form, TrainableLayer layer) => form.Form.WithWeights(
        Tensor.Own(form.Grid!.Weights.Shape, layer.Matrix()),
        layer.Bias is { } bias ? Tensor.Own(new Shape(layer.Outputs), bias.Span[..layer.Outputs].ToArray()) : null);

    private static Network Joined(Network front, Network behind)
    {
        int shift = front.Nodes.Length;
        return new Network(
            front.InputShape,
            [.. front.Nodes, .. behind.Nodes.Select(node => node with { Reads = [.. node.Reads.Select(value => value + shift)] })]);
    }
}
