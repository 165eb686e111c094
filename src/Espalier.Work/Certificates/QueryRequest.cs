using Espalier.Tickets.Forms;

namespace Espalier.Work.Certificates;

/// <summary>A VNN-LIB file, which asks whether its networks have inputs for which all that it asserts holds.</summary>
public sealed record QueryRequest
{
    /// <summary>The network or ticket that the file declares first.</summary>
    public required string A { get; init; }

    /// <summary>The one that it declares next, or null where it declares one only or says that the next is equal to the first.</summary>
    public string? B { get; init; }

    /// <summary>The file.</summary>
    public required string Vnnlib { get; init; }

    /// <summary>
    /// Ask for inputs that meet what the file asserts of inputs alone, but not all that it asserts of outputs: for files that state what ought to
    /// hold.
    /// </summary>
    public bool Negate { get; init; }

    /// <summary>Stop after so many seconds, without an answer.</summary>
    public double? TimeLimit { get; init; }

    /// <summary>Stop after bounding so many pieces of the domain, the same on every machine; null for no such limit.</summary>
    public long? Pieces { get; init; }

    /// <summary>The form of a ticket.</summary>
    public TicketForm Form { get; init; } = TicketForm.Folded;

    /// <summary>The layers of both, for files that hold weights only.</summary>
    public string? Architecture { get; init; }
}
