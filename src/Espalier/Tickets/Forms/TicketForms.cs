using Espalier.Formats.Onnx;
using Espalier.Graphs;
using Espalier.Parents;

namespace Espalier.Tickets.Forms;

/// <summary>The two networks that a ticket stands for.</summary>
public enum TicketForm
{
    /// <summary>The target's shape, the sums carried out.</summary>
    Folded,

    /// <summary>The parent's full shape, pruned entries as zeros.</summary>
    Masked,
}

/// <summary>The two networks that a ticket stands for: one small, one of the parent's full size. They compute the same function.</summary>
public static class TicketForms
{
    /// <summary>The most parent entries that the masked form may hold unless the caller says otherwise.</summary>
    public const long DefaultMaxEntries = 1L << 28;

    /// <summary>The ticket in one of its forms.</summary>
    /// <exception cref="InvalidInputException">The masked form holds more than <paramref name="maxEntries"/> entries in a matrix.</exception>
    public static Network Of(Ticket ticket, TicketForm form, long maxEntries = DefaultMaxEntries) =>
        form == TicketForm.Folded ? Folded(ticket) : Masked(ticket, maxEntries);

    /// <summary>
    /// The ticket as an ordinary small network, the sums carried out in double-double and rounded to float64. A node whose two
    /// sides differ becomes y = W⁺·σ(x) − W⁻·σ(−x): a splitting of signs, a ReLU and a map of twice the inputs.
    /// </summary>
    public static Network Folded(Ticket ticket) => Folded(ticket, []);

    /// <summary>The same with the sums of pruned nodes, in order, as far as they are known.</summary>
    internal static Network Folded(Ticket ticket, IReadOnlyList<RoundedSums?> known)
    {
        int at = 0;
        return Assemble(ticket, (builder, node, read) => FoldedGrid.Add(builder, ticket.Seed, node, read, at < known.Count ? known[at++] : null));
    }

    /// <summary>The ticket in the parent's full shape, pruned entries as zeros, in the parent's own float32 numbers.</summary>
    /// <exception cref="InvalidInputException">A matrix holds more than <paramref name="maxEntries"/> entries.</exception>
    public static Network Masked(Ticket ticket, long maxEntries = DefaultMaxEntries)
    {
        ArgumentNullException.ThrowIfNull(ticket);
        for (int i = 0; i < ticket.Pruned.Length; i++) MaskedGrid.RequireSize(ticket.Pruned[i], maxEntries, Invariant($"pruned layer {i}"));
        return Assemble(ticket, (builder, node, read) => MaskedGrid.Add(builder, ticket.Seed, node, read));
    }

    /// <summary>The model that a ticket stands for, as the bytes of a file: the sums carried out and rounded to the type that is stored.</summary>
    /// <exception cref="ArgumentException">The ticket is not of a model.</exception>
    public static byte[] Model(Ticket ticket)
    {
        ArgumentNullException.ThrowIfNull(ticket);
        if (ticket.Model is not { } model) throw new ArgumentException("the ticket is not of a model");
        byte[] bytes = model.Hollow();
        for (int i = 0; i < model.Grids.Length; i++)
        {
            RealisedRows rows = ticket.Pruned[i].Mask.Realise(ticket.Seed, ticket.Pruned[i].Parent);
            StoredGrid grid = model.Grids[i];
            for (int channel = 0; channel < grid.Order.Channels; channel++)
            {
                rows.Realise(channel);
                for (int position = 0; position < grid.Order.Kernel; position++)
                    grid.Write(bytes, channel, position, (double)rows.Positive[position]);
            }
        }

        return bytes;
    }

    /// <summary>Puts a network together from carried nodes and what stands for pruned ones.</summary>
    /// <param name="ticket">The ticket.</param>
    /// <param name="add">Adds the nodes of a pruned node that reads a value, and returns the value that they make.</param>
    private static Network Assemble(Ticket ticket, Func<GraphBuilder, PrunedNode, int, int> add)
    {
        if (ticket.Model is not null)
            throw new InvalidInputException(
                "ticket", null, "it is of a model that only ONNX Runtime runs", "run, evaluate or inspect it, or export it folded to .onnx");
        var builder = new GraphBuilder(ticket.InputShape);
        var values = new List<int> { GraphBuilder.Input };
        foreach (TicketNode node in ticket.Nodes)
        {
            int[] reads = [.. node.Reads.Select(read => values[read])];
            values.Add(node is CarriedNode carried ? builder.Add(carried.Operator, reads) : add(builder, (PrunedNode)node, reads[0]));
        }

        return builder.Build(values[^1]);
    }
}
