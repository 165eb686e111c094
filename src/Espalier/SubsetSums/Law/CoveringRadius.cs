using System.Buffers;

namespace Espalier.SubsetSums.Law;

/// <summary>How far the worst target of an interval is from its nearest subset sum.</summary>
/// <remarks>
/// The event of Lueker's theorem (Pensia et al. 2020, Theorem 3 with [−1/2, 1/2], Corollary 2 with [−1, 1]) is that this radius is
/// at most ε: then every target is served at once.
/// </remarks>
public static class CoveringRadius
{
    /// <summary>The most candidates: all 2^24 sums are held twice, 256 MiB.</summary>
    public const int MaxCandidates = 24;

    /// <summary>Sums and their doubles stay within 63 bits.</summary>
    private const int WidestScale = 60;

    /// <summary>
    /// The largest distance from a point of [low, high] to the nearest subset sum: half of the largest gap between neighbouring
    /// sums whose middle lies in the interval, or the distance of an end from its nearest sum.
    /// </summary>
    /// <param name="candidates">At most <see cref="MaxCandidates"/> finite numbers.</param>
    /// <param name="low">The lower end.</param>
    /// <param name="high">The upper end, at least <paramref name="low"/>.</param>
    /// <returns>
    /// The radius, rounded once to float64 where all numbers are multiples of one power of two within 60 bits, as random float32
    /// numbers and their products are; otherwise within 2^-49 of Σ|a| + |low| + |high|.
    /// </returns>
    /// <exception cref="InvalidInputException">A number is not finite, there are too many, or the interval is empty.</exception>
    public static double Of(ReadOnlySpan<double> candidates, double low, double high)
    {
        SubsetSumInput.CheckCandidates(candidates);
        CheckCount(candidates.Length);
        CheckInterval(low, high);
        double[] numbers = [.. candidates, low];
        BinaryScale scale = BinaryScale.Of(numbers, high);
        int exponent = scale.Exponent + Math.Max(0, scale.Width - WidestScale);
        long[] units = new long[candidates.Length];
        long negative = 0;
        for (int i = 0; i < units.Length; i++)
        {
            long unit = Units(candidates[i], exponent);
            units[i] = Math.Abs(unit);
            negative += Math.Min(unit, 0);
        }

        int size = 1 << units.Length;
        long[] rented = ArrayPool<long>.Shared.Rent(2 * size);
        Span<long> sums = MirroredSums.Sort(units, rented.AsSpan(0, size), rented.AsSpan(size, size));
        long twice = Twice(sums, Units(low, exponent) - negative, Units(high, exponent) - negative);
        ArrayPool<long>.Shared.Return(rented);
        return Math.ScaleB((double)twice, exponent - 1);
    }

    /// <summary>The radius over [−reach, reach] of trials firstTrial … firstTrial + trials − 1, in order; null if cancelled.</summary>
    /// <param name="question">The candidates; ε plays no part.</param>
    /// <param name="reach">1 for Corollary 2, ½ for Theorem 3.</param>
    /// <param name="firstTrial">The number of the first trial, at least 0.</param>
    /// <param name="trials">How many trials.</param>
    /// <param name="threads">How many threads to use, at least 1.</param>
    /// <param name="cancel">Stops early.</param>
    /// <exception cref="InvalidInputException">There are too many candidates, or the reach is negative or not finite.</exception>
    public static double[]? Sample(
        SubsetSumQuestion question, double reach, long firstTrial, int trials, int threads, CancellationToken cancel = default)
    {
        SubsetSumTrials.Check(question);
        CheckCount(question.Candidates);
        CheckInterval(-reach, reach);
        ArgumentOutOfRangeException.ThrowIfNegative(firstTrial);
        ArgumentOutOfRangeException.ThrowIfNegative(trials);
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        double[] radii = new double[trials];
        int done = 0;
        Parallel.For(0, trials, new ParallelOptions { MaxDegreeOfParallelism = threads }, (i, loop) =>
        {
            if (cancel.IsCancellationRequested)
            {
                loop.Stop();
                return;
            }

            Span<double> candidates = stackalloc double[question.Candidates];
            RandomInstance.Candidates(question.Distribution, question.Seed, firstTrial + i, candidates);
            radii[i] = Of(candidates, -reach, reach);
            Interlocked.Increment(ref done);
        });
        return done == trials ? radii : null;
    }

    private static void CheckInterval(double low, double high)
    {
        SubsetSumInput.CheckTarget(low);
        SubsetSumInput.CheckTarget(high);
        if (!(low <= high)) throw new InvalidInputException("interval", null, $"{low} is above {high}", "give the lower end first");
    }

    private static void CheckCount(int candidates)
    {
        if (candidates > MaxCandidates)
            throw new InvalidInputException("candidates", null, $"there are {candidates}", $"give at most {MaxCandidates} for a covering radius");
    }

    private static long Units(double value, int exponent) => (long)Math.Round(Math.ScaleB(value, -exponent));

    /// <summary>Twice the radius of sorted sums over an interval.</summary>
    private static long Twice(ReadOnlySpan<long> sums, long low, long high)
    {
        long result = 2 * Math.Max(Distance(sums, low), Distance(sums, high));
        int first = Math.Max(1, FirstAtLeast(sums, low));
        for (int i = first; i < sums.Length; i++)
        {
            long gap = sums[i] - sums[i - 1];
            if (gap <= result) continue;

            // Where the middle is outside, the farthest point of the gap in the interval is an end, counted already.
            long middle = sums[i] + sums[i - 1];
            if (middle >= 2 * low && middle <= 2 * high) result = gap;
            if (sums[i - 1] > high) break;
        }

        return result;
    }

    private static long Distance(ReadOnlySpan<long> sums, long point)
    {
        int above = FirstAtLeast(sums, point);
        long distance = above < sums.Length ? sums[above] - point : long.MaxValue;
        return above > 0 ? Math.Min(distance, point - sums[above - 1]) : distance;
    }

    private static int FirstAtLeast(ReadOnlySpan<long> sums, long point)
    {
        int low = 0;
        int high = sums.Length;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (sums[middle] < point) low = middle + 1;
            else high = middle;
        }

        return low;
    }
}
