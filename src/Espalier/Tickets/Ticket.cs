using Espalier.Graphs;

namespace Espalier.Tickets;

/// <summary>
/// A seed and a mask: a network held as a pruned, never trained, random network. What it stands for, what it claims and what it
/// costs is asked of <c>TicketForms</c>, <c>TicketVerification</c> and <c>MaskCost</c>, whatever the kind.
/// </summary>
/// <param name="InputShape">The shape of one input.</param>
public abstract record Ticket(Shape InputShape)
{
    /// <summary>The seed of which every parent weight is a function.</summary>
    public abstract ulong Seed { get; }

    /// <summary>Kept entries of the parent, as the ticket claims.</summary>
    public abstract long KeptEdges { get; }

    /// <summary>Entries of the parent; a list that several weights share counts once for each of them.</summary>
    public abstract long ParentParameters { get; }
}
