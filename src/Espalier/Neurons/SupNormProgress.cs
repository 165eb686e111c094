namespace Espalier.Neurons;

/// <summary>Where a two-sided computation of a supremum is.</summary>
/// <param name="Lower">The largest difference found so far, up to rounding.</param>
/// <param name="Upper">What the difference exceeds nowhere, as far as is known now.</param>
/// <param name="Nodes">Sign patterns looked at.</param>
public sealed record SupNormProgress(double Lower, double Upper, long Nodes);
