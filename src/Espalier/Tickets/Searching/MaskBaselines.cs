using Espalier.Numerics.Random;
using Espalier.Parents.Masks;
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
    public static Ticket RandomMask(Ticket ticket, ulong seed)
    {
        SearchedOrigin origin = OriginOf(ticket);
        TensorMask[] masks = [.. SearchedMasks.Of(ticket).Select((mask, tensor) => Choose(
            new RandomStream(seed, RandomStreams + (uint)tensor, StreamPurpose.Order), mask.Length,
            mask.Length - (int)(origin.Search.RemovedShare * mask.Length)))];
        return With(ticket, origin.Parent, masks, origin.Search with { Method = SearchMethod.RandomMask, Scope = SelectionScope.Tensor });
    }

    /// <summary>
    /// The ticket's masks, each shuffled: every tensor keeps as many entries as the search kept there, and others. Where the search
    /// kept the same share of every tensor this has the law of <see cref="RandomMask"/>; the two are then independent draws of it.
    /// </summary>
    /// <param name="ticket">The ticket that was found.</param>
    /// <param name="seed">The seed of the shuffles.</param>
    public static Ticket ShuffledMask(Ticket ticket, ulong seed)
    {
        SearchedOrigin origin = OriginOf(ticket);
        TensorMask[] masks = [.. SearchedMasks.Of(ticket).Select((mask, tensor) => Choose(
            new RandomStream(seed, ShuffleStreams + (uint)tensor, StreamPurpose.Order), mask.Length, (int)mask.Kept))];
        return With(ticket, origin.Parent, masks, origin.Search with { Method = SearchMethod.ShuffledMask });
    }

    /// <summary>The ticket's masks on another parent of the same description.</summary>
    /// <param name="ticket">The ticket that was found.</param>
    /// <param name="seed">The seed of the other parent.</param>
    public static Ticket RedrawnWeights(Ticket ticket, ulong seed)
    {
        SearchedOrigin origin = OriginOf(ticket);
        var parent = new PopupParent(seed, origin.Parent.Structure, origin.Parent.Pairs, origin.Parent.Widths);
        return With(ticket, parent, [.. SearchedMasks.Of(ticket)], origin.Search);
    }

    private static SearchedOrigin OriginOf(Ticket ticket) =>
        ticket.Origin as SearchedOrigin ?? throw new ArgumentException("only a ticket that was searched has such a baseline");

    private static Ticket With(Ticket ticket, PopupParent parent, TensorMask[] masks, SearchSettings search) =>
        PopupTicket.Of(
            parent, [.. masks], ticket.InputShape, [.. ticket.Nodes.TakeWhile(node => node is CarriedNode)], ticket.NonNegativeInputs, search);

    private static TensorMask Choose(RandomStream stream, int length, int kept)
    {
        var words = new ulong[TensorMask.WordsFor(length)];
        foreach (int element in RandomOrder.Subset(stream, length, kept)) words[element >> 6] |= 1UL << (element & 63);
        return TensorMask.Own(length, words);
    }
}
