using System.Collections.Immutable;
using Espalier.Graphs;

namespace Espalier.Tickets;

/// <summary>A ticket built weight by weight to imitate a target.</summary>
/// <param name="Recipe">How the parent is made and how the mask was chosen.</param>
/// <param name="InputShape">The shape of one input.</param>
/// <param name="Layers">The target's layers, pruned or carried.</param>
/// <param name="TargetDigest">SHA-256 of the target's description and weights, in hexadecimal.</param>
/// <param name="Certified">Certified errors against the target.</param>
public sealed record ConstructedTicket(
    TicketRecipe Recipe, Shape InputShape, ImmutableArray<TicketLayer> Layers, string TargetDigest, CertifiedErrors Certified) : Ticket(InputShape)
{
    /// <inheritdoc/>
    public override ulong Seed => Recipe.Seed;

    /// <inheritdoc/>
    public override long KeptEdges => PrunedLayers.Sum(layer => layer.Claims.KeptEdges + layer.Claims.KeptRows);

    /// <inheritdoc/>
    public override long ParentParameters => PrunedLayers.Sum(ParentParametersOf);

    /// <summary>The dense layers that pruning carves out of the parent.</summary>
    public IEnumerable<PrunedLayer> PrunedLayers => Layers.OfType<PrunedLayer>();

    private long ParentParametersOf(PrunedLayer layer)
    {
        long width = (long)layer.Columns * layer.Candidates;
        return Recipe.IsPair ? width * (layer.Columns + layer.Outputs) : width * layer.Outputs;
    }
}
