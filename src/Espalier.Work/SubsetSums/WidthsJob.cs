using Espalier.Numerics.Random;
using Espalier.SubsetSums;
using Espalier.SubsetSums.Law;
using Espalier.Work.Inputs;

namespace Espalier.Work.SubsetSums;

/// <summary>A law of hitting widths to measure.</summary>
public sealed record WidthsRequest
{
    /// <summary>The law of a candidate, as of <see cref="LawRequest.Distribution"/>.</summary>
    public string Distribution { get; init; } = "uniform";

    /// <summary>The tolerance.</summary>
    public double Epsilon { get; init; } = 0.01;

    /// <summary>
    /// Candidates and targets are whole numbers of so many bits, a sign and the rest, and targets are hit exactly: in place of law and tolerance.
    /// </summary>
    public int? Bits { get; init; }

    /// <summary>Random targets, each with fresh candidates.</summary>
    public int Trials { get; init; } = 20_000;

    /// <summary>A target that so many candidates do not hit is missed.</summary>
    public int Most { get; init; } = SubsetSum.MaxCandidates;

    /// <summary>The seed of candidates and targets.</summary>
    public ulong Seed { get; init; } = 1;
}

/// <summary>How many candidates random targets take.</summary>
/// <param name="Trials">Targets.</param>
/// <param name="Missed">Of them, those that no subset of all candidates hits.</param>
/// <param name="Mean">The mean width of the others; null if there are none.</param>
/// <param name="MeanKept">How many candidates the best subset of the shortest prefix keeps, in the mean; null for whole numbers.</param>
/// <param name="Quantiles">Widths that a share of the targets does not exceed.</param>
/// <param name="Largest">The largest width; null if there is none.</param>
/// <param name="Widths">Entry n: targets of width n.</param>
/// <param name="AllTargets">For whole numbers the same quantiles of the width at which all targets are hit at once; null else.</param>
public sealed record WidthsAnswer(
    long Trials,
    long Missed,
    double? Mean,
    double? MeanKept,
    WidthRow[] Quantiles,
    int? Largest,
    IReadOnlyList<long> Widths,
    WidthRow[]? AllTargets);

/// <summary>One quantile; the width is null where misses forbid one.</summary>
public sealed record WidthRow(double Probability, int? Width)
{
    private static readonly double[] Probabilities = [0.5, 0.9, 0.99, 0.999];

    internal static WidthRow[] Of(HittingLaw law) => [.. Probabilities.Select(share => new WidthRow(share, law.Quantile(share)))];
}

/// <summary>Measures how many random candidates it takes until some subset hits a random target.</summary>
public sealed class WidthsJob : IJob<WidthsRequest, WidthsAnswer>
{
    private const int MostTrials = 100_000_000;

    /// <summary>All 44 candidates span fewer sums than are kept.</summary>
    private const int MostBits = 20;

    /// <summary>A tolerance that hits a whole number exactly.</summary>
    private const double NothingBetween = 0.5;

    /// <inheritdoc/>
    public Outcome<WidthsAnswer> Run(WidthsRequest request, Workplace place)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(place);
        Require.Positive("epsilon", request.Epsilon);
        Require.Whole("trials", request.Trials, 1, MostTrials);
        Require.Whole("most", request.Most, 1, SubsetSum.MaxCandidates);
        Require.Whole("bits", request.Bits, 2, MostBits);
        return Outcome.Of(request.Bits is { } bits ? OfIntegers(request, bits, place) : OfNumbers(request, place));
    }

    private static WidthsAnswer OfNumbers(WidthsRequest request, Workplace place)
    {
        var question = new HittingQuestion(CandidateLaw.Parse(request.Distribution), request.Epsilon, request.Seed, request.Most);
        HittingLaw law = HittingLaw.Run(
            question, 0, request.Trials, place.Threads, place.Stage<long>("trials", done => (double)done / request.Trials), place.Cancel)
                ?? throw new OperationCanceledException(place.Cancel);
        long hits = law.Kept.Sum();
        return Answer(law, hits == 0 ? null : law.Kept.Select((count, n) => (double)n * count).Sum() / hits, null);
    }

    private static WidthsAnswer OfIntegers(WidthsRequest request, int bits, Workplace place)
    {
        int bound = (1 << (bits - 1)) - 1;
        var question = new HittingQuestion(new CandidateLaw(new LatticeDistribution(1, bound)), NothingBetween, request.Seed, request.Most);
        IProgress<double>? progress = place.Stage("trials");
        long[] widths = new long[request.Most + 1];
        long[] all = new long[request.Most + 1];
        (int done, long missed, long allMissed) = (0, 0, 0);
        Parallel.For(0, request.Trials, new ParallelOptions { MaxDegreeOfParallelism = place.Threads, CancellationToken = place.Cancel }, trial =>
        {
            int[] candidates = new int[request.Most];
            LatticeWidths.Candidates(bound, request.Seed, trial, candidates);
            int[] hits = LatticeWidths.Of(candidates, bound);
            int target = LatticeWidths.Target(bound, request.Seed, trial);
            Count(hits[target + bound], widths, ref missed);
            Count(hits.Contains(-1) ? -1 : hits.Max(), all, ref allMissed);
            progress?.Report((double)Interlocked.Increment(ref done) / request.Trials);
        });
        return Answer(new(question, widths, missed, []), null, WidthRow.Of(new HittingLaw(question, all, allMissed, [])));
    }

    private static void Count(int width, long[] widths, ref long missed)
    {
        if (width < 0) Interlocked.Increment(ref missed);
        else Interlocked.Increment(ref widths[width]);
    }

    private static WidthsAnswer Answer(HittingLaw law, double? meanKept, WidthRow[]? allTargets)
    {
        int largest = law.Counts.ToList().FindLastIndex(count => count > 0);
        return new(law.Trials, law.Misses, law.Mean, meanKept, WidthRow.Of(law), largest < 0 ? null : largest, law.Counts, allTargets);
    }
}
