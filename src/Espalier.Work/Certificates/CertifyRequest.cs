using Espalier.Certificates;
using Espalier.Tickets.Forms;

namespace Espalier.Work.Certificates;

/// <summary>Two networks whose difference is to be bounded, over a domain that one of the first four domain fields states.</summary>
public sealed record CertifyRequest
{
    /// <summary>One network or ticket.</summary>
    public required string A { get; init; }

    /// <summary>The other.</summary>
    public required string B { get; init; }

    /// <summary>The Euclidean ball of this radius around the centre, or around 0.</summary>
    public double? Ball { get; init; }

    /// <summary>All inputs between two ends: each one number for all inputs, or one for each.</summary>
    public double[][]? Box { get; init; }

    /// <summary>The box of all inputs within this of the centre, input by input.</summary>
    public double? Within { get; init; }

    /// <summary>The file of a VNN-LIB property, whose input box is taken.</summary>
    public string? Vnnlib { get; init; }

    /// <summary>One input, for <see cref="Ball"/> and <see cref="Within"/>: numbers with commas between, or a .npy or .json file.</summary>
    public string? Centre { get; init; }

    /// <summary>Only this output, counted from 0; null for all.</summary>
    public int? Output { get; init; }

    /// <summary>How outputs are measured.</summary>
    public OutputNorm Norm { get; init; } = OutputNorm.Largest;

    /// <summary>Decide whether the difference stays below this.</summary>
    public double? Epsilon { get; init; }

    /// <summary>For a question about classes: only where the first network's softmax share of its class is at least this.</summary>
    public double? Confidence { get; init; }

    /// <summary>For a question about classes: only where its largest output is at least this above the others.</summary>
    public double Margin { get; init; }

    /// <summary>Stop when the upper bound exceeds the lower one by at most this share.</summary>
    public double Tolerance { get; init; } = 0.01;

    /// <summary>Stop after bounding so many pieces of the domain, the same on every machine; null for no such limit.</summary>
    public long? Pieces { get; init; }

    /// <summary>The file that a proof is written to, or null for none.</summary>
    public string? Proof { get; init; }

    /// <summary>Stop after so many seconds, with the best so far.</summary>
    public double? TimeLimit { get; init; }

    /// <summary>The form of a ticket.</summary>
    public TicketForm Form { get; init; } = TicketForm.Folded;

    /// <summary>The layers of both, for files that hold weights only.</summary>
    public string? Architecture { get; init; }
}
