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

/// <summary>A part of the domain over which the difference is bounded at once.</summary>
internal sealed record Leaf(double[] Lower, double[] Upper, Clamp[] Clamps, Multiplier[] Multipliers);
