using System.Globalization;
using Espalier.Graphs;

namespace Espalier.Checker;

/// <summary>Whether a proof was accepted.</summary>
/// <param name="IsAccepted">Whether everything that it states was found to hold.</param>
/// <param name="Claim">What it states, or null where it could not be read.</param>
/// <param name="Reason">Why it was refused, or null.</param>
/// <param name="Leaves">Into how many parts it divides its domain.</param>
public sealed record CheckResult(bool IsAccepted, Claim? Claim, string? Reason, int Leaves);

/// <summary>Checks proof files about the difference of two networks.</summary>
/// <remarks>
/// Trusted are this project, the reader of the networks' files, what <see cref="Network"/> says of operators, shapes and numbers, and .NET's
/// arithmetic. Nothing is used that finds proofs. The claim is about real arithmetic on the stored numbers.
/// </remarks>
public static class ProofCheck
{
    /// <summary>Accepts a proof about two networks, or says why not.</summary>
    /// <param name="content">The bytes of the proof file.</param>
    /// <param name="a">The first network.</param>
    /// <param name="b">The second network.</param>
    /// <param name="threads">The number of threads; they never change the answer.</param>
    /// <param name="cancel">Stops the work.</param>
    public static CheckResult Check(byte[] content, Network a, Network b, int threads, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(content);
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        Claim? claim = null;
        try
        {
            (claim, List<Leaf> leaves) = ProofFile.Parse(content);
            (Step[] first, Step[] second) = (Steps.Of(a), Steps.Of(b));
            Require(claim, a, b);
            if (claim.Reaches is { } least) RequireWitness(claim, first, second, least);
            if (claim.Below is not null) RequireLeaves(claim, leaves, PairStep.Of(first, second), threads, cancel);
            return new CheckResult(IsAccepted: true, claim, null, leaves.Count);
        }
        catch (RefusalException refusal)
        {
            return new CheckResult(IsAccepted: false, claim, refusal.Message, 0);
        }
    }

    private static void Require(Claim claim, Network a, Network b)
    {
        bool fits = claim.Inputs == a.InputShape.Length && claim.Inputs == b.InputShape.Length && a.OutputShape.Length == b.OutputShape.Length
            && !(claim.Output >= a.OutputShape.Length);
        if (!fits) throw new RefusalException("the proof is about networks with other inputs or outputs");
    }

    private static void RequireWitness(Claim claim, Step[] a, Step[] b, double least)
    {
        double[] point = claim.Point!;
        for (int i = 0; i < point.Length; i++)
        {
            if (!claim.IsBall && !(point[i] >= claim.Lower[i] && point[i] <= claim.Upper[i]))
                throw new RefusalException("the witness lies outside of the domain");
        }

        if (claim.IsBall && !ExactDifference.IsInBall(point, claim.Lower, claim.Radius))
            throw new RefusalException("the witness lies outside of the ball");
        if (!ExactDifference.Reaches(a, b, point, claim.Output, least)) throw new RefusalException("the difference at the witness is smaller");
    }

    private static void RequireLeaves(Claim claim, List<Leaf> leaves, PairStep[] steps, int threads, CancellationToken cancel)
    {
        int failed = -1;
        string? reason = null;
        var limits = new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancel };
        Parallel.For(0, leaves.Count, limits, () => new LeafCheck(steps, claim), (leaf, loop, check) =>
        {
            try
            {
                if (!check.Holds(leaves[leaf])) Fail(leaf, null);
            }
            catch (RefusalException refusal)
            {
                Fail(leaf, refusal.Message);
            }

            return check;

            void Fail(int number, string? text)
            {
                lock (leaves) (failed, reason) = failed < 0 || number < failed ? (number, text) : (failed, reason);
                loop.Break();
            }
        }, static _ => { });
        if (failed >= 0)
            throw new RefusalException(
                reason ?? string.Create(CultureInfo.InvariantCulture, $"part {failed + 1} of {leaves.Count} does not show what is claimed"));
    }
}
