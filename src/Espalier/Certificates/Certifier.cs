using Espalier.Certificates.Branching;
using Espalier.Certificates.Chains;
using Espalier.Certificates.Witnesses;

namespace Espalier.Certificates;

/// <summary>Bounds sup ‖A(x) − B(x)‖ over a domain from both sides.</summary>
public static class Certifier
{
    /// <summary>An upper bound by one linear relaxation of the whole domain: cheap, and +∞ where it fails.</summary>
    /// <exception cref="InvalidInputException">The question does not fit the networks.</exception>
    public static double Relax(NetworkPair pair, DifferenceQuestion question, int threads)
    {
        ArgumentNullException.ThrowIfNull(pair);
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        pair.Require(question);
        var whole = new Piece();
        PairChain chain = question.Output is { } output ? pair.Together.ForOutput(output) : pair.Together;
        new PieceBounder(pair, question, chain, splitsInputs: false, threads).Bound(whole);
        return Math.Max(whole.Bound, 0);
    }

    /// <summary>Lowers the upper bound and raises the lower one until they meet the options or the work is cancelled; both hold at any time.</summary>
    /// <param name="pair">The networks.</param>
    /// <param name="question">The domain, and how the difference is measured.</param>
    /// <param name="options">When to stop.</param>
    /// <param name="threads">The number of threads that may work on this call. Without cancellation they never change the result.</param>
    /// <param name="search">A further source of witnesses, or null.</param>
    /// <param name="progress">Hears both bounds from time to time.</param>
    /// <param name="cancellation">Stops with the best bounds so far; this is also how a time limit is set.</param>
    /// <exception cref="InvalidInputException">The question does not fit the networks.</exception>
    public static Certificate Bound(
        NetworkPair pair,
        DifferenceQuestion question,
        CertifierOptions options,
        int threads,
        IWitnessSearch? search = null,
        IProgress<CertificateProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(pair);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        pair.Require(question);
        return Sharpened(new Search(pair, question, options, threads, search, progress, cancellation).Run(), pair, question, options, threads);
    }

    /// <summary>Values the witness exactly, where that may matter: while searching, the rounding of an evaluation is taken off.</summary>
    private static Certificate Sharpened(Certificate found, NetworkPair pair, DifferenceQuestion question, CertifierOptions options, int threads)
    {
        if (found.Witness is null || found.Status == CertificateStatus.Proved) return found;
        double value = WitnessSearch.ValueAt(pair, question, found.Witness.Point.AsSpan(), threads);
        if (!(value > found.Lower)) return found;
        CertificateStatus status = value >= options.Epsilon ? CertificateStatus.Refuted : found.Status;
        return found with { Lower = value, Witness = found.Witness with { Value = value }, Status = status };
    }
}
