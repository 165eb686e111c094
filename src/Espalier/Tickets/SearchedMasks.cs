using System.Collections.Immutable;
using Espalier.Parents;
using Espalier.Parents.Masks;

namespace Espalier.Tickets;

/// <summary>The masks of a searched ticket, tensor by tensor, as the search knows them.</summary>
internal static class SearchedMasks
{
    /// <summary>The masks in the order of the parent's tensors.</summary>
    public static IEnumerable<TensorMask> Of(Ticket ticket)
    {
        foreach (PrunedNode node in ticket.Pruned)
        {
            if (node.Mask is not EntryMask mask) continue;
            if (mask.First is not null) yield return mask.First;
            yield return mask.Last;
        }
    }

    /// <summary>The masks of each layer of a parent, put together.</summary>
    /// <exception cref="ArgumentException">The masks do not fit the parent.</exception>
    public static ImmutableArray<EntryMask> Joined(ImmutableArray<ParentGrid> grids, ImmutableArray<TensorMask> masks)
    {
        int tensors = grids.Sum(grid => grid.IsPair ? 2 : 1);
        if (masks.Length != tensors) throw new ArgumentException(Invariant($"{masks.Length} masks do not fit {tensors} tensors"));
        int at = 0;
        return [.. grids.Select(grid => new EntryMask(grid, grid.IsPair ? masks[at++] : null, masks[at++]))];
    }
}
