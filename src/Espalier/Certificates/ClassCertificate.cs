using System.Collections.Immutable;

namespace Espalier.Certificates;

/// <summary>What is proved about the predicted class of two networks.</summary>
/// <param name="Status">Proved where A's class is always one of B's, refuted by a witness, or neither: a limit, or cancelled.</param>
/// <param name="Witness">An input in the domain at which they surely differ, or null.</param>
/// <param name="Method">How it was found, in one phrase.</param>
/// <param name="Pieces">How many pieces of the domain were bounded.</param>
public sealed record ClassCertificate(CertificateStatus Status, ClassWitness? Witness, string Method, long Pieces);

/// <summary>An input at which B surely puts another output above the one that is A's largest.</summary>
/// <param name="Point">The input.</param>
/// <param name="ClassA">A's largest output.</param>
/// <param name="ClassB">B's largest output.</param>
public sealed record ClassWitness(ImmutableArray<double> Point, int ClassA, int ClassB);
