namespace Espalier.Checker;

/// <summary>What a proof states about the largest difference of two networks over a domain, or about that of one output.</summary>
/// <param name="IsBall">Whether the domain is a Euclidean ball rather than a box.</param>
/// <param name="Lower">The smallest value of each input; for a ball its centre.</param>
/// <param name="Upper">The largest value of each input; for a ball its centre.</param>
/// <param name="Radius">The radius of a ball.</param>
/// <param name="Output">The only output that counts, or null for all.</param>
/// <param name="Below">Everywhere in the domain the difference is below this; null where nothing of the kind is stated.</param>
/// <param name="Reaches">Somewhere in the domain it is at least this; null where nothing of the kind is stated.</param>
/// <param name="Point">Where that is.</param>
public sealed record Claim(
    bool IsBall, double[] Lower, double[] Upper, double Radius, int? Output, double? Below, double? Reaches, double[]? Point)
{
    /// <summary>The number of inputs.</summary>
    public int Inputs => Lower.Length;
}

/// <summary>The sign of a value before a ReLU, which a part of the domain has.</summary>
internal readonly record struct Clamp(int Relu, int Row, bool OfA, bool Positive);

/// <summary>A multiple of what a clamp makes known, for the bound of an output in one direction.</summary>
internal readonly record struct Multiplier(int Row, int Sign, int Clamp, double Factor);

/// <summary>What a part of the domain has beside the part that it was divided from: a smaller or a larger end of one input, or a sign.</summary>
/// <remarks>Parts share what they have in common, so that a tree takes no more memory than its file.</remarks>
/// <param name="Before">That of the part that was divided, or null for the whole domain.</param>
/// <param name="Input">The input, or −1 for a sign.</param>
/// <param name="End">Its new end.</param>
/// <param name="IsUpper">Which end.</param>
/// <param name="Clamp">The sign.</param>
internal sealed record Limit(Limit? Before, int Input, double End, bool IsUpper, Clamp Clamp)
{
    /// <summary>The number of divisions down to this part.</summary>
    public int Depth { get; } = 1 + (Before?.Depth ?? 0);
}

/// <summary>A part of the domain over which the difference is bounded at once.</summary>
internal sealed record Leaf(Limit? Last, Multiplier[] Multipliers)
{
    /// <summary>The box of the part, or the domain's ball.</summary>
    public (double[] Lower, double[] Upper) Box(Claim claim)
    {
        double[] lower = [.. claim.Lower], upper = [.. claim.Upper];
        for (Limit? limit = Last; limit is not null; limit = limit.Before)
        {
            if (limit.Input < 0) continue;
            if (limit.IsUpper) upper[limit.Input] = Math.Min(upper[limit.Input], limit.End);
            else lower[limit.Input] = Math.Max(lower[limit.Input], limit.End);
        }

        return (lower, upper);
    }

    /// <summary>The signs that it has, in the order in which they were stated.</summary>
    public Clamp[] Clamps()
    {
        var clamps = new List<Clamp>();
        for (Limit? limit = Last; limit is not null; limit = limit.Before)
            if (limit.Input < 0) clamps.Add(limit.Clamp);
        clamps.Reverse();
        return [.. clamps];
    }
}
