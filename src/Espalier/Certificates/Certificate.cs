namespace Espalier.Certificates;

/// <summary>What is proved about sup ‖A(x) − B(x)‖ over a domain: it lies between <see cref="Lower"/> and <see cref="Upper"/>.</summary>
/// <param name="Lower">A value that some input surely attains or exceeds; 0 if none was found.</param>
/// <param name="Upper">A value that no input exceeds; +∞ if nothing could be proved.</param>
/// <param name="Witness">An input in the domain where the difference is at least <see cref="Lower"/>, or null where that is 0.</param>
/// <param name="Status">Why the work ended.</param>
/// <param name="Method">How the upper bound was found, in one phrase.</param>
/// <param name="Pieces">How many pieces of the domain were bounded.</param>
public sealed record Certificate(double Lower, double Upper, Witness? Witness, CertificateStatus Status, string Method, long Pieces);
