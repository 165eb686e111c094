namespace Espalier.Certificates;

/// <summary>The bounds so far.</summary>
/// <param name="Lower">A lower bound on the supremum.</param>
/// <param name="Upper">An upper bound on it.</param>
/// <param name="Pieces">How many pieces of the domain were bounded.</param>
/// <param name="Open">How many wait to be divided.</param>
public readonly record struct CertificateProgress(double Lower, double Upper, long Pieces, int Open);
