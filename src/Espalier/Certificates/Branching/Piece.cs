using Espalier.Certificates.Relaxations;

namespace Espalier.Certificates.Branching;

/// <summary>A piece of the domain: inside a box, where there is one, and where the clamped neurons have their signs.</summary>
internal sealed class Piece
{
    /// <summary>The box, or null for the whole domain.</summary>
    public double[]? Lower { get; init; }

    public double[]? Upper { get; init; }

    public Clamp[] Clamps { get; init; } = [];

    /// <summary>No input in the piece has a larger difference.</summary>
    public double Bound { get; set; } = double.PositiveInfinity;

    /// <summary>What its own relaxation shows, which may be more than that of what it is a part of.</summary>
    public double Own { get; set; } = double.PositiveInfinity;

    /// <summary>How many divisions in a row, down to this piece, have not lowered the bound.</summary>
    public int Stalled { get; set; }

    /// <summary>The two parts that it was divided into, where it was and they are kept.</summary>
    public (Piece First, Piece Second)? Parts { get; set; }

    /// <summary>How to divide it, or null if that is no use.</summary>
    public Split? Split { get; set; }

    /// <summary>An input in the domain near where the bound would be attained, with a lower bound on the difference there; or null.</summary>
    public Witness? Best { get; set; }
}

/// <summary>A way to divide a piece in two: at the middle of a side of its box, or by the sign of a neuron.</summary>
/// <param name="Input">The side, or −1.</param>
/// <param name="Clamp">The neuron with one of its signs, if there is no side.</param>
internal readonly record struct Split(int Input, Clamp Clamp);
