using Espalier.Certificates.Branching;
using Espalier.Certificates.Exact;
using Espalier.Certificates.Measures;
using Espalier.Certificates.Proofs;
using Espalier.Certificates.Relaxations;
using Espalier.Certificates.Steps;

namespace Espalier.Certificates;

/// <summary>Bounds sup ‖A(x) − B(x)‖ over a domain from both sides.</summary>
public static class Certifier
{
    /// <summary>
    /// How far apart two networks are at a point, which need not lie in the domain: exactly, and rounded down once; a lower bound where a
    /// network holds a curve, or is so large that exact arithmetic would take minutes.
    /// </summary>
    /// <exception cref="InvalidInputException">The question does not fit the networks, or the point is not one finite number for
    /// each input.</exception>
    public static double ValueAt(NetworkPair pair, DifferenceQuestion question, ReadOnlySpan<double> point, int threads) =>
        ValueAt(pair, question, point, threads, CancellationToken.None);

    /// <summary>The same, of a network for which it takes long until it is cancelled; then it is the least that the measure can be.</summary>
    internal static double ValueAt(
        NetworkPair pair, DifferenceQuestion question, ReadOnlySpan<double> point, int threads, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(pair);
        pair.Require(question);
        if (point.Length != pair.Inputs)
            throw new InvalidInputException(
                "point", null, $"it has {point.Length} numbers but the networks have {pair.Inputs} inputs", "give one number for each input");
        for (int i = 0; i < point.Length; i++)
        {
            if (!double.IsFinite(point[i])) throw new InvalidInputException("point", $"input {i}", $"the value is {point[i]}", "give finite numbers");
        }

        if (pair.IsClose) return pair.Close.At(question, point, threads, cancel);
        if (!pair.IsExact) return new PointDifference(pair).At(question, point);
        ExactVector difference = ExactForward.Run(pair.StepsA, point, threads) - ExactForward.Run(pair.StepsB, point, threads);
        return question.Measure.Down(difference);
    }

    /// <summary>An upper bound by one linear relaxation of the whole domain: cheap, and +∞ where it fails.</summary>
    /// <exception cref="InvalidInputException">The question does not fit the networks.</exception>
    public static double Relax(NetworkPair pair, DifferenceQuestion question, int threads) => Relax(pair, question, threads, Coupling.Single);

    /// <summary>The same with as much work as a coupling of symbols takes.</summary>
    internal static double Relax(NetworkPair pair, DifferenceQuestion question, int threads, Coupling coupling)
    {
        ArgumentNullException.ThrowIfNull(pair);
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        pair.Require(question);
        PairGraph graph = pair.StepsFor(question);
        double bound = double.PositiveInfinity;
        if (question.Domain is BallDomain ball && !ball.Centre.AsSpan().ContainsAnyExcept(0) && graph.BehindSplit() is { } behind)
        {
            // (relu(x), relu(−x)) is as long as x: all of it in a ball loses less than a symbol for each of its elements.
            bound = Relax(behind, BallDomain.AroundZero(behind.Inputs, ball.Radius), question.Measure, threads, coupling);
            if (coupling != Coupling.Single) return bound;
        }

        return Math.Min(bound, Relax(graph.WithSplitsJoined(), question.Domain, question.Measure, threads, coupling));
    }

    private static double Relax(PairGraph graph, Domain domain, Measure measure, int threads, Coupling coupling)
    {
        var pass = new DifferencePass(graph, withShares: false, threads, coupling);
        return pass.Run(InputSet.Of(domain), []) switch
        {
            PassOutcome.Bounded => measure.Bound(pass, graph.Outputs, cut: null).Value,
            PassOutcome.Empty => double.NegativeInfinity,
            _ => double.PositiveInfinity,
        };
    }

    /// <summary>
    /// Lowers the upper bound and raises the lower one until they meet the options or the work is cancelled; both hold at any
    /// time.
    /// </summary>
    /// <param name="pair">The networks.</param>
    /// <param name="question">The domain, and how the difference is measured.</param>
    /// <param name="options">When to stop.</param>
    /// <param name="threads">The number of threads that may work on this call. Without cancellation they never change the result.</param>
    /// <param name="search">A further source of witnesses, or null.</param>
    /// <param name="progress">Hears both bounds from time to time.</param>
    /// <param name="cancel">Stops with the best bounds so far; this is also how a time limit is set.</param>
    /// <exception cref="InvalidInputException">The question does not fit the networks, or an option is no number to stop at.</exception>
    public static Certificate Bound(
        NetworkPair pair,
        DifferenceQuestion question,
        CertifierOptions options,
        int threads,
        IWitnessSearch? search = null,
        IProgress<CertificateProgress>? progress = null,
        CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(pair);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        pair.Require(question);
        Require(options);
        return Finished(new Search(pair, question, options, threads, search, progress, cancel), pair, question, options, threads);
    }

    /// <summary>
    /// The same as <see cref="Bound"/>, and a proof that rests on linear forms and on what was divided alone, for a program that shares no code
    /// with this one. Where inputs are divided there is a tree of boxes, and a ball is divided by the signs of neurons.
    /// </summary>
    /// <returns>What was found, and the bytes of the proof file; none where nothing was proved.</returns>
    /// <inheritdoc cref="Bound" path="/exception"/>
    public static (Certificate Found, byte[]? Proof) Prove(
        NetworkPair pair,
        DifferenceQuestion question,
        CertifierOptions options,
        int threads,
        IWitnessSearch? search = null,
        IProgress<CertificateProgress>? progress = null,
        CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(pair);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        pair.Require(question);
        Require(options);
        if (question.Norm == OutputNorm.Euclidean && question.Output is null && pair.Outputs > 1)
            throw new InvalidInputException("norm", null, "proof files are about the largest output, or about one", "leave it out");
        var run = new Search(pair, question, options, threads, search, progress, cancel)
        {
            KeepsTree = true,
            SplitsInputs = question.Domain is BoxDomain && pair.Inputs <= Search.MostSplitInputs,
        };
        Certificate found = Finished(run, pair, question, options, threads);
        double? below = found.Status switch
        {
            CertificateStatus.Proved => options.Epsilon,
            CertificateStatus.Refuted => null,
            _ => double.IsFinite(found.Upper) && found.Upper < double.MaxValue / 2 ? ProofText.Stated(found.Upper, pair.Together) : null,
        };

        // A checker evaluates witnesses in whole numbers, which takes too long where networks are large.
        Witness? witness = found.Status == CertificateStatus.Proved || pair.IsClose ? null : found.Witness;
        bool isAny = below is not null || witness is not null;
        return (found, isAny ? ProofText.Of(question, pair.StepsFor(question), run.Root, below, witness, threads) : null);
    }

    /// <summary>Runs a search. Both bounds are proved, by code that has little in common: a contradiction must not be handed out.</summary>
    private static Certificate Finished(Search run, NetworkPair pair, DifferenceQuestion question, CertifierOptions options, int threads)
    {
        Certificate found = Sharpened(run.Run(), pair, question, options, threads);
        return found.Lower <= found.Upper
            ? found
            : throw new InvalidOperationException(
                Invariant($"the difference reaches {found.Lower:R}, but an upper bound of {found.Upper:R} was found: one of the proofs is wrong"));
    }

    private static void Require(CertifierOptions options)
    {
        if (options.Epsilon is double.NaN) throw new InvalidInputException("epsilon", null, "it is not a number", "give a number, or none");
        if (!(options.Tolerance >= 0))
            throw new InvalidInputException("tolerance", null, $"it is {options.Tolerance}", "give a number of at least 0");
    }

    /// <summary>Values the witness exactly, where that may matter: while searching, the rounding of an evaluation is taken off.</summary>
    private static Certificate Sharpened(Certificate found, NetworkPair pair, DifferenceQuestion question, CertifierOptions options, int threads)
    {
        if (found.Witness is null || found.Status == CertificateStatus.Proved || pair.IsClose) return found;
        double value = ValueAt(pair, question, found.Witness.Point.AsSpan(), threads);
        if (!(value > found.Lower)) return found;
        CertificateStatus status = value >= options.Epsilon ? CertificateStatus.Refuted : found.Status;
        return found with { Lower = value, Witness = found.Witness with { Value = value }, Status = status };
    }
}
