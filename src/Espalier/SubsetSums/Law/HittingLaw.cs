using System.Numerics;
using Espalier.Numerics;
using Espalier.SubsetSums.Hitting;

namespace Espalier.SubsetSums.Law;

/// <summary>What is asked of hitting widths: endless random candidates, a target uniform on [−1, 1].</summary>
/// <param name="Law">How the candidates are distributed.</param>
/// <param name="Epsilon">The tolerance.</param>
/// <param name="Seed">Trial t is a pure function of the seed, t and the law.</param>
/// <param name="MostCandidates">Where a trial counts as a miss; at most 44.</param>
public sealed record HittingQuestion(CandidateLaw Law, double Epsilon, ulong Seed, int MostCandidates = SubsetSum.MaxCandidates);

/// <summary>The law of the hitting width: how many candidates a random target takes until some subset is within ε of it.</summary>
/// <param name="Question">The question.</param>
/// <param name="Counts">Entry n: trials of hitting width n.</param>
/// <param name="Misses">Trials that all candidates missed.</param>
/// <param name="Kept">Entry k: trials whose best subset of the shortest prefix keeps k.</param>
/// <remarks>
/// P(width &gt; n) is the failure probability of n candidates: trial by trial the same event as in <see cref="SubsetSumTrials"/> of
/// the same seed. One pass gives the failure probability of every n.
/// </remarks>
public sealed record HittingLaw(HittingQuestion Question, IReadOnlyList<long> Counts, long Misses, IReadOnlyList<long> Kept)
{
    private const int TrialsOfPiece = 256;

    /// <summary>How many trials there were.</summary>
    public long Trials => Counts.Sum() + Misses;

    /// <summary>The mean width of the trials that were hit; null without any.</summary>
    public double? Mean => Counts.Sum() is var hits and > 0 ? Counts.Select((count, n) => (double)n * count).Sum() / hits : null;

    /// <summary>Trials of width above n, misses among them.</summary>
    public long Above(int n) => Trials - Counts.Take(n + 1).Sum();

    /// <summary>The smallest n such that a share of the trials has width at most n; null if misses forbid it.</summary>
    public int? Quantile(double share)
    {
        long wanted = (long)Math.Ceiling(share * Trials);
        long sum = 0;
        for (int n = 0; n < Counts.Count; n++)
        {
            sum += Counts[n];
            if (sum >= wanted) return n;
        }

        return null;
    }

    /// <summary>Runs trials firstTrial … firstTrial + trials − 1; null if cancelled.</summary>
    /// <param name="question">What to ask.</param>
    /// <param name="firstTrial">The number of the first trial, at least 0.</param>
    /// <param name="trials">How many trials.</param>
    /// <param name="threads">How many threads to use, at least 1.</param>
    /// <param name="progress">Told the number of trials done, or null.</param>
    /// <param name="cancel">Stops early.</param>
    /// <exception cref="InvalidInputException">The question cannot be asked.</exception>
    public static HittingLaw? Run(
        HittingQuestion question, long firstTrial, int trials, int threads, IProgress<long>? progress = null, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(question);
        SubsetSumInput.CheckEpsilon(question.Epsilon);
        SubsetSumInput.CheckCount(question.MostCandidates);
        ArgumentOutOfRangeException.ThrowIfNegative(firstTrial);
        ArgumentOutOfRangeException.ThrowIfNegative(trials);
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        var work = new Work(question, firstTrial, trials, threads, progress, cancel);
        new Crew().Run(work, (trials + TrialsOfPiece - 1) / TrialsOfPiece, threads);
        return cancel.IsCancellationRequested ? null : work.Law();
    }

    /// <summary>Counts on several threads: sums of counts depend on no order.</summary>
    private sealed class Work(
        HittingQuestion question, long first, int trials, int threads, IProgress<long>? progress, CancellationToken cancel) : ICrewWork
    {
        private readonly PrefixSearch?[] _searches = new PrefixSearch?[threads];
        private readonly long[] _counts = new long[question.MostCandidates + 1];
        private readonly long[] _kept = new long[question.MostCandidates + 1];
        private long _misses;
        private long _done;

        public void Do(int piece, int worker)
        {
            PrefixSearch search = _searches[worker] ??= new PrefixSearch();
            int exponent = PrefixSearch.ExponentFor(question.Law.LargestMagnitude);
            int end = Math.Min(trials, (piece + 1) * TrialsOfPiece);
            for (int trial = piece * TrialsOfPiece; trial < end && !cancel.IsCancellationRequested; trial++)
            {
                HittingResult result = search.Solve(
                    new Trial(question, first + trial),
                    RandomInstance.Target(question.Seed, first + trial),
                    question.Epsilon,
                    exponent,
                    costs: null,
                    tested: -1,
                    pause: int.MaxValue,
                    vectors: true)!.Value;
                if (result.Status == SubsetSumStatus.Found)
                {
                    Interlocked.Increment(ref _counts[result.Width]);
                    Interlocked.Increment(ref _kept[BitOperations.PopCount(result.Mask)]);
                }
                else
                {
                    Interlocked.Increment(ref _misses);
                }
            }

            long done = Interlocked.Add(ref _done, end - (piece * TrialsOfPiece));
            progress?.Report(done);
        }

        public HittingLaw Law() => new(question, _counts, _misses, _kept);
    }

    /// <summary>The candidates of one trial.</summary>
    private readonly struct Trial(HittingQuestion question, long trial) : ICandidates
    {
        public int Count => question.MostCandidates;

        public double this[int place] => RandomInstance.Candidate(question.Law, question.Seed, trial, place);
    }
}
