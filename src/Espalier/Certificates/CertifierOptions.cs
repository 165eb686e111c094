namespace Espalier.Certificates;

/// <summary>When a certificate is good enough.</summary>
/// <param name="Epsilon">Turns the question into a decision: stop once the supremum is proved to be below ε, or a witness reaches it.</param>
/// <param name="Tolerance">Without ε: stop when the upper bound is at most (1 + tolerance) times the lower one.</param>
/// <param name="MostPieces">Stop after bounding this many pieces of the domain.</param>
public sealed record CertifierOptions(double? Epsilon = null, double Tolerance = 1e-3, long MostPieces = long.MaxValue);
