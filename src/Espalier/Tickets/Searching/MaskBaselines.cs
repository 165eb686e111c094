using System.Collections.Immutable;
using Espalier.Numerics.Random;
using Espalier.Training.Popup;

namespace Espalier.Tickets.Searching;

/// <summary>What a search has to beat: the same parent or the same masks, without what the search found out.</summary>
public static class MaskBaselines
{
    /// <summary>Streams of orders below this belong to the epochs of a training.</summary>
    private const uint RandomStreams = 0x4000_0000;
    private const uint ShuffleStreams = 0x5000_0000;

    /// <summary>A random mask of the same parent that keeps the ticket's overall share in every tensor.</summary>
    /// <param name="ticket">The ticket that was found.</param>
    /// <param name="seed">The seed of the masks.</param>
    public static SearchedTicket RandomMask(SearchedTicket ticket, ulong seed)
    {
        var masks = ImmutableArray.CreateBuilder<TensorMask>(ticket.Masks.Length);
        for (int tensor = 0; tensor < ticket.Masks.Length; tensor++)
        {
            int length = ticket.Masks[tensor].Length;
            masks.Add(Choose(new RandomStream(seed, RandomStreams + (uint)tensor, StreamPurpose.Order), length, length - (int)(ticket.Search.RemovedShare * length)));
        }

        return With(ticket, ticket.Parent, masks.MoveToImmutable(), ticket.Search with { Method = SearchMethod.RandomMask, Scope = SelectionScope.Tensor });
    }

    /// <summary>
    /// The ticket's masks, each shuffled: every tensor keeps as many entries as the search kept there, and others. Where the search
    /// kept the same share of every tensor this has the law of <see cref="RandomMask"/>; the two are then independent draws of it.
    /// </summary>
    /// <param name="ticket">The ticket that was found.</param>
    /// <param name="seed">The seed of the shuffles.</param>
    public static SearchedTicket ShuffledMask(SearchedTicket ticket, ulong seed)
    {
        var masks = ImmutableArray.CreateBuilder<TensorMask>(ticket.Masks.Length);
        for (int tensor = 0; tensor < ticket.Masks.Length; tensor++)
            masks.Add(Choose(new RandomStream(seed, ShuffleStreams + (uint)tensor, StreamPurpose.Order), ticket.Masks[tensor].Length, (int)ticket.Masks[tensor].Kept));
        return With(ticket, ticket.Parent, masks.MoveToImmutable(), ticket.Search with { Method = SearchMethod.ShuffledMask });
    }

    /// <summary>The ticket's masks on another parent of the same description.</summary>
    /// <param name="ticket">The ticket that was found.</param>
    /// <param name="seed">The seed of the other parent.</param>
    public static SearchedTicket RedrawnWeights(SearchedTicket ticket, ulong seed)
    {
        var parent = new PopupParent(seed, ticket.Parent.Structure, ticket.Parent.Pairs, ticket.Parent.Widths);
        return With(ticket, parent, ticket.Masks, ticket.Search);
    }

    private static SearchedTicket With(SearchedTicket ticket, PopupParent parent, ImmutableArray<TensorMask> masks, SearchSettings search) =>
        SearchedTicket.Create(parent, ticket.InputShape, ticket.Front, ticket.NonNegativeInputs, masks, search);

    private static TensorMask Choose(RandomStream stream, int length, int kept)
    {
        var words = new ulong[TensorMask.WordsFor(length)];
        foreach (int element in RandomOrder.Subset(stream, length, kept)) words[element >> 6] |= 1UL << (element & 63);
        return TensorMask.Own(length, words);
    }
}
