using Espalier.Graphs.Operators;
using Espalier.Tickets.Masks;

namespace Espalier.Tickets;

/// <summary>One layer of the target, as the ticket holds it.</summary>
public abstract record TicketLayer;

/// <summary>A layer that the ticket carries as it is: everything that is not dense.</summary>
public sealed record CarriedLayer(Operator Layer) : TicketLayer;

/// <summary>A dense layer that pruning carves out of the parent.</summary>
/// <param name="Ordinal">Which pruned layer this is, from 0; its parent tensors are 2·ordinal (M, or the direct candidates) and 2·ordinal + 1 (N).</param>
/// <param name="Outputs">Rows of the target's matrix.</param>
/// <param name="Inputs">Columns of the target's matrix.</param>
/// <param name="HasBias">Whether a bias is held as one more column, on the constant input 1.</param>
/// <param name="Candidates">Candidates per weight: direct ones, or the rows of one block.</param>
/// <param name="OneSided">Whether the layer's inputs are known to be ≥ 0, so that only the positive side is needed.</param>
/// <param name="Mask">What is kept, for weight i·<see cref="Columns"/> + j.</param>
/// <param name="Claims">What the file says of this layer.</param>
public sealed record PrunedLayer(
    int Ordinal, int Outputs, int Inputs, bool HasBias, int Candidates, bool OneSided, LayerMask Mask, LayerClaims Claims) : TicketLayer
{
    /// <summary>Input coordinates with the constant one that carries the bias.</summary>
    public int Columns => HasBias ? Inputs + 1 : Inputs;

    /// <summary>Target weights and biases of this layer.</summary>
    public long Weights => (long)Outputs * Columns;
}
