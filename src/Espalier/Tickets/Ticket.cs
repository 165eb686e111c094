using System.Collections.Immutable;
using Espalier.Formats.Onnx;
using Espalier.Graphs;
using Espalier.Graphs.Operators;
using Espalier.Parents;
using Espalier.Parents.Masks;

namespace Espalier.Tickets;

/// <summary>
/// A seed and masks: a network held as a pruned, never trained, random network, and what is carried unpruned. What it stands for, what can
/// be claimed of it and what it costs is asked of <c>TicketForms</c>, <c>TicketAudit</c> and <c>TicketCost</c>.
/// </summary>
public sealed record Ticket
{
    /// <summary>Puts a ticket together.</summary>
    /// <param name="seed">The seed of which every parent weight is a function.</param>
    /// <param name="inputShape">The shape of one input.</param>
    /// <param name="nonNegativeInputs">Whether the ticket is for inputs ≥ 0 only, such as pixels.</param>
    /// <param name="nodes">The network's nodes, pruned or carried, in topological order.</param>
    /// <param name="origin">How the masks came about.</param>
    /// <exception cref="ArgumentException">The parts do not fit each other.</exception>
    public Ticket(ulong seed, Shape inputShape, bool nonNegativeInputs, ImmutableArray<TicketNode> nodes, TicketOrigin origin)
    {
        ArgumentNullException.ThrowIfNull(inputShape);
        ArgumentNullException.ThrowIfNull(origin);
        if (nodes.Any(node => node is not (PrunedNode or CarriedNode))) throw new ArgumentException("a node is neither pruned nor carried");
        if (!nodes.OfType<PrunedNode>().Any()) throw new ArgumentException("no node is pruned");
        Seed = seed;
        InputShape = inputShape;
        NonNegativeInputs = nonNegativeInputs;
        Nodes = nodes;
        Origin = origin;
        Pruned = [.. nodes.OfType<PrunedNode>()];
    }

    /// <summary>The seed of which every parent weight is a function.</summary>
    public ulong Seed { get; }

    /// <summary>The shape of one input.</summary>
    public Shape InputShape { get; }

    /// <summary>Whether the ticket is for inputs ≥ 0 only, such as pixels. Nodes behind a ReLU know this of themselves.</summary>
    public bool NonNegativeInputs { get; }

    /// <summary>The network's nodes in topological order.</summary>
    public ImmutableArray<TicketNode> Nodes { get; }

    /// <summary>How the masks came about.</summary>
    public TicketOrigin Origin { get; }

    /// <summary>The nodes that pruning carves out of the parent, in order.</summary>
    public ImmutableArray<PrunedNode> Pruned { get; }

    /// <summary>
    /// The model that the grids belong to, where only another engine runs it; null for networks of our own operators. The nodes of such a
    /// ticket are its grids, dense and in order, and read nothing; its input shape is 1 and says nothing.
    /// </summary>
    public CarriedModel? Model { get; private init; }

    /// <summary>A ticket of a model that only another engine runs.</summary>
    /// <param name="seed">The seed of which every parent weight is a function.</param>
    /// <param name="model">The model without the numbers of its grids.</param>
    /// <param name="nodes">Its grids, in order.</param>
    /// <param name="origin">How the masks came about.</param>
    /// <exception cref="ArgumentException">The parts do not fit each other.</exception>
    public static Ticket Of(ulong seed, CarriedModel model, ImmutableArray<PrunedNode> nodes, DrawnOrigin origin)
    {
        ArgumentNullException.ThrowIfNull(model);
        bool fits = nodes.Length == model.Grids.Length && nodes.Zip(model.Grids).All(pair => Fits(pair.First, pair.Second.Order));
        if (!fits) throw new ArgumentException("the pruned grids are not those of the model");
        return new Ticket(seed, new Shape(1), nonNegativeInputs: false, [.. nodes.Cast<TicketNode>()], origin) { Model = model };
    }

    /// <summary>Entries of the parent; a list that several weights share counts once for each of them.</summary>
    public long ParentParameters => Pruned.Sum(node => node.Parent.Parameters);

    /// <summary>Weights and biases that the masks hold.</summary>
    public long Weights => Pruned.Sum(node => node.Parent.Shape.Weights);

    /// <summary>Weights and biases of the target: those that the masks hold, each counted once however many copies are made of it.</summary>
    public long TargetWeights => Enumerable.Range(0, Pruned.Length).Sum(at => CopiedGrids.Rows(this, at) * Pruned[at].Parent.Shape.RowLength);

    /// <summary>Whether a node is the dense grid that a model stores, which a map of either sign reads.</summary>
    private static bool Fits(PrunedNode node, StoredOrder order) =>
        node is { Reads: [], Kernel: [] }
        && node.Form.Equals(CarriedModel.GridForm)
        && node.Parent.Shape == new GridShape(order.Channels, 1, order.Kernel, HasBias: false)
        && node.Parent is { IsTwoSided: false, OneSided: false };
}

/// <summary>One node of the network, as a ticket holds it.</summary>
/// <param name="Reads">The values that it reads: 0 is the input, i + 1 what node i makes.</param>
public abstract record TicketNode(ImmutableArray<int> Reads);

/// <summary>A node that the ticket carries as it is.</summary>
public sealed record CarriedNode(Operator Operator, ImmutableArray<int> Reads) : TicketNode(Reads);

/// <summary>A node whose weight grid is carved out of the parent.</summary>
/// <param name="Form">The operator without its weights.</param>
/// <param name="Parent">The random numbers behind it.</param>
/// <param name="Mask">What is kept of them.</param>
/// <param name="Kernel">The extents of a kernel, whose places are the rows of an output; empty for a dense map.</param>
/// <param name="Reads">The values that it reads.</param>
public sealed record PrunedNode(
    OperatorForm Form, ParentGrid Parent, GridMask Mask, ImmutableArray<int> Kernel, ImmutableArray<int> Reads) : TicketNode(Reads)
{
    /// <summary>The shape of the operator's weights, over so many columns.</summary>
    internal Shape WeightShape(int columns) => new([Parent.Shape.Channels, columns, .. Kernel]);
}
