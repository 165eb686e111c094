using Espalier.Graphs;
using Espalier.Numerics.Random;

namespace Espalier.Training.Popup;

/// <summary>One tensor of a parent.</summary>
/// <param name="Layer">The layer of the network that it belongs to, from 0.</param>
/// <param name="Shape">pairs × inputs for the first of a pair, else outputs × the columns it reads.</param>
/// <param name="Distribution">The law of its elements.</param>
public sealed record PopupTensor(int Layer, Shape Shape, NormalDistribution Distribution)
{
    /// <summary>The number of elements.</summary>
    public int Length => Shape.Length;
}
