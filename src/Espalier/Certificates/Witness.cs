using System.Collections.Immutable;

namespace Espalier.Certificates;

/// <summary>An input at which two networks surely differ by at least a value.</summary>
/// <param name="Point">The input; it lies in the domain.</param>
/// <param name="Value">A lower bound on the norm of the difference there, proved with outward rounding.</param>
public sealed record Witness(ImmutableArray<double> Point, double Value);
