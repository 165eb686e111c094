using System.Collections.Immutable;
using Espalier.Graphs;
using Espalier.Graphs.Operators;
using Espalier.Numerics.Random;
using Espalier.Parents.Masks;
using Espalier.Tickets;
using Espalier.Tickets.Files;
using Espalier.Tickets.Searching;
using Espalier.Tickets.Verification;
using Espalier.Training.Popup;

namespace Espalier.Tests.Tickets;

/// <summary>Small searched tickets with random masks, each a pure function of its name.</summary>
internal static class Searches
{
    private static readonly Lazy<Dictionary<string, Ticket>> Known = new(() => All().ToDictionary(each => each.Name, each => each.Ticket));

    public static TheoryData<string> Names => new(Known.Value.Keys);

    public static Ticket Named(string name) => Known.Value[name];

    private static IEnumerable<(string Name, Ticket Ticket)> All()
    {
        yield return ("linear", Make(new PopupParent(3, PopupStructure.Linear, 5, [6, 7, 4]), 0.5, nonNegative: false));
        yield return ("relu", Make(new PopupParent(4, PopupStructure.Relu, 5, [6, 7, 4]), 0.3, nonNegative: false));
        yield return ("relu, pixels", Make(new PopupParent(5, PopupStructure.Relu, 2, [30, 20, 5]), 0.9, nonNegative: true));
        yield return ("wide", Make(PopupParent.For(6, PopupStructure.Wide, 5, [6, 7, 7, 4]), 0.5, nonNegative: false));
        yield return ("everything", Make(new PopupParent(7, PopupStructure.Linear, 3, [60, 20, 3]), 0, nonNegative: true));
        yield return ("nothing", Make(new PopupParent(8, PopupStructure.Linear, 2, [6, 4, 3]), 1, nonNegative: true));
        yield return ("global", Make(new PopupParent(9, PopupStructure.Linear, 2, [6, 4, 3]), 0.4, nonNegative: true, SelectionScope.Global));
        yield return ("image", Image(10));
    }

    public static SearchSettings Settings(double removed, SelectionScope scope = SelectionScope.Tensor) =>
        new(SearchMethod.EdgePopup, removed, scope, 10, 0.1, 0.9, 5e-4, 64, "glyphs, training", 1000);

    private static Ticket Make(PopupParent parent, double removed, bool nonNegative, SelectionScope scope = SelectionScope.Tensor) =>
        Make(parent, new Shape(parent.Widths[0]), [], nonNegative, Masks(parent, removed, scope), Settings(removed, scope));

    /// <summary>A ticket behind a chain of carried operators.</summary>
    public static Ticket Make(
        PopupParent parent, Shape input, Operator[] front, bool nonNegative, ImmutableArray<TensorMask> masks, SearchSettings search) =>
        PopupTicket.Of(parent, masks, input, [.. front.Select((layer, i) => new CarriedNode(layer, [i]))], nonNegative, search);

    /// <summary>The file of a ticket with the claims that it bears out.</summary>
    public static byte[] File(Ticket ticket, AccuracyClaim? accuracy = null) => TicketFile.Write(Claimed(ticket, accuracy));

    public static ClaimedTicket Claimed(Ticket ticket, AccuracyClaim? accuracy = null) =>
        new(ticket, TicketAudit.Of(ticket) with { Accuracy = accuracy });

    /// <summary>The parent of a ticket.</summary>
    public static PopupParent ParentOf(Ticket ticket) => ((SearchedOrigin)ticket.Origin).Parent;

    /// <summary>The masks of its tensors.</summary>
    public static TensorMask[] MasksOf(Ticket ticket) =>
        [
            .. ticket.Pruned.Select(node => (EntryMask)node.Mask).SelectMany(
                mask => mask.First is null ? new[] { mask.Last } : [mask.First, mask.Last]),
        ];

    private static Ticket Image(ulong seed)
    {
        var parent = new PopupParent(seed, PopupStructure.Relu, 3, [36, 5, 4]);
        Operator[] front = [.. Targets.Image(seed).Layers.Take(5)];
        return Make(parent, new Shape(1, 8, 8), front, true, Masks(parent, 0.5, SelectionScope.Tensor), Settings(0.5));
    }

    private static ImmutableArray<TensorMask> Masks(PopupParent parent, double removed, SelectionScope scope)
    {
        int all = (int)parent.ParameterCount;
        var kept = new bool[all];
        if (scope == SelectionScope.Global) Choose(kept, all - (int)(removed * all), parent.Seed, 99);
        var masks = ImmutableArray.CreateBuilder<TensorMask>();
        int start = 0;
        for (int tensor = 0; tensor < parent.Tensors.Length; tensor++)
        {
            int length = parent.Tensors[tensor].Length;
            Span<bool> part = kept.AsSpan(start, length);
            if (scope == SelectionScope.Tensor) Choose(part, length - (int)(removed * length), parent.Seed, (uint)tensor);
            masks.Add(new TensorMask(part));
            start += length;
        }

        return masks.ToImmutable();
    }

    private static void Choose(Span<bool> kept, int count, ulong seed, uint tensor)
    {
        foreach (int element in RandomOrder.Subset(new RandomStream(seed, tensor, StreamPurpose.Order), kept.Length, count)) kept[element] = true;
    }
}
