using System.Collections.Immutable;

namespace Espalier.Tickets;

/// <summary>What a searched ticket says of itself; <c>ticket verify</c> computes it anew.</summary>
/// <param name="KeptEdges">Kept entries of each of the parent's tensors.</param>
/// <param name="Digest">SHA-256, in hexadecimal, of all that decides what the ticket computes: see <see cref="Verification.TicketDigest"/>.</param>
/// <param name="Accuracy">What it reaches on a test set, or null; can be checked where that set is at hand.</param>
public sealed record SearchClaims(ImmutableArray<long> KeptEdges, string Digest, AccuracyClaim? Accuracy);

/// <summary>How many images of a test set the folded form classifies correctly in float32.</summary>
/// <param name="Data">The name of the set.</param>
/// <param name="Examples">Its size.</param>
/// <param name="Correct">The images whose first largest score stands at the position of their label.</param>
public sealed record AccuracyClaim(string Data, int Examples, int Correct)
{
    /// <summary>Correct over examples.</summary>
    public double Accuracy => (double)Correct / Examples;
}
