namespace Espalier.Neurons;

/// <summary>How the computation of a sup-norm ended.</summary>
public enum SupNormStatus
{
    /// <summary>The bounds are as close as asked for (as close as rounding lets them, for d ≤ 2).</summary>
    Closed = 0,

    /// <summary>The limit of sign patterns was reached; both bounds hold, and they are further apart than asked for.</summary>
    Limit = 1,

    /// <summary>Cancelled; both bounds hold.</summary>
    Cancelled = 2,
}

/// <summary>Both sides of sup |g_S − f| over the ball.</summary>
/// <param name="Lower">What the difference at the witness exceeds, rounding included.</param>
/// <param name="Upper">What the difference exceeds nowhere in the ball, rounding included.</param>
/// <param name="Witness">A unit vector: at R times it (the bound is scaled to norm R exactly) the difference is at least
/// <paramref name="Lower"/>.</param>
/// <param name="Status">Whether the bounds closed.</param>
/// <param name="Nodes">How many sign patterns the branch and bound looked at; 0 for d ≤ 2.</param>
public sealed record SupNormBounds(double Lower, double Upper, IReadOnlyList<double> Witness, SupNormStatus Status, long Nodes);

/// <summary>A point of the ball at which a difference is large.</summary>
/// <param name="Point">Its norm is at most R.</param>
/// <param name="Value">What the difference is at least there, rounding included.</param>
public sealed record WitnessPoint(IReadOnlyList<double> Point, double Value);

/// <summary>Where a two-sided computation of a supremum is.</summary>
/// <param name="Lower">The largest difference found so far, up to rounding.</param>
/// <param name="Upper">What the difference exceeds nowhere, as far as is known now.</param>
/// <param name="Nodes">Sign patterns looked at.</param>
public sealed record SupNormProgress(double Lower, double Upper, long Nodes);
