using Espalier.Numerics.Random;
using Espalier.Numerics.Special;

namespace Espalier.Lab.Statistics;

/// <summary>A number computed from a sample, or null where the sample does not determine it.</summary>
public delegate double? SampleStatistic(ReadOnlySpan<double> sample);

/// <summary>A number computed from the rows of a table that the indices name, or null where they do not determine it.</summary>
public delegate double? RowStatistic(ReadOnlySpan<int> rows);

/// <summary>How the replicates become an interval.</summary>
public enum BootstrapMethod
{
    /// <summary>The quantiles of the replicates.</summary>
    Percentile,

    /// <summary>Quantiles corrected for bias and for a spread that changes with the value (BCa).</summary>
    BiasCorrectedAccelerated,
}

/// <summary>What a bootstrap shall do; part of the record of a result.</summary>
/// <param name="Replicates">How many resamples are drawn, at least 100.</param>
/// <param name="Confidence">The confidence of the interval.</param>
/// <param name="Method">How the replicates become an interval.</param>
public sealed record BootstrapPlan(
    int Replicates = 2000, double Confidence = 0.95, BootstrapMethod Method = BootstrapMethod.BiasCorrectedAccelerated);

/// <summary>How a bootstrap ended.</summary>
public enum BootstrapStatus
{
    /// <summary>There is an interval.</summary>
    Found,

    /// <summary>All replicates are equal: the interval is a point and says nothing about the uncertainty.</summary>
    Constant,

    /// <summary>The statistic has no value on the sample, or on more than half of the resamples.</summary>
    Undefined,

    /// <summary>It was cancelled before all replicates were drawn; part of them would depend on the threads.</summary>
    Cancelled,
}

/// <summary>The end of a bootstrap.</summary>
/// <param name="Status">How it ended.</param>
/// <param name="Estimate">The statistic of the sample itself, or null where it has none.</param>
/// <param name="Interval">The interval, or null when the statistic is undefined or the bootstrap cancelled.</param>
/// <param name="Undefined">How many resamples gave no value and were left out.</param>
public sealed record BootstrapOutcome(BootstrapStatus Status, double? Estimate, ConfidenceInterval? Interval, int Undefined);

/// <summary>Intervals by resampling. Replicate r draws its rows from its own part of the stream, so threads change nothing.</summary>
/// <remarks>B. Efron, R. J. Tibshirani, "An introduction to the bootstrap" (1993), chapters 13 and 14.</remarks>
public static class Bootstrap
{
    /// <summary>The interval for a statistic of independent values.</summary>
    public static BootstrapOutcome OfSample(
        ReadOnlyMemory<double> sample, SampleStatistic statistic, BootstrapPlan plan, RandomStream stream, int threads,
        CancellationToken cancel = default)
    {
        return OfRows(sample.Length, Gathered, plan, stream, threads, cancel);

        double? Gathered(ReadOnlySpan<int> rows)
        {
            double[] values = new double[rows.Length];
            for (int i = 0; i < rows.Length; i++) values[i] = sample.Span[rows[i]];
            return statistic(values);
        }
    }

    /// <summary>The interval for a statistic of independent rows, each named by its index.</summary>
    public static BootstrapOutcome OfRows(
        int count, RowStatistic statistic, BootstrapPlan plan, RandomStream stream, int threads, CancellationToken cancel = default)
    {
        Require(count, plan, threads);
        int[] all = [.. Enumerable.Range(0, count)];
        if (statistic(all) is not { } estimate) return new(BootstrapStatus.Undefined, null, null, 0);
        double?[]? drawn = ForAll(plan.Replicates, threads, r => statistic(Resample(count, stream, r)), cancel);
        double?[]? without = plan.Method == BootstrapMethod.Percentile
            ? []
            : ForAll(count, threads, i => statistic([.. all[..i], .. all[(i + 1)..]]), cancel);
        if (drawn is null || without is null) return new(BootstrapStatus.Cancelled, estimate, null, 0);
        double[] replicates = [.. drawn.OfType<double>().Order()];
        int undefined = plan.Replicates - replicates.Length;
        if (2 * undefined > plan.Replicates) return new(BootstrapStatus.Undefined, estimate, null, undefined);

        double tail = 0.5 * (1 - plan.Confidence);
        (double low, double high) = plan.Method == BootstrapMethod.Percentile
            ? (tail, 1 - tail)
            : Corrected(replicates, estimate, Acceleration(without), tail);
        ConfidenceInterval interval = new(Quantiles.OfSorted(replicates, low), Quantiles.OfSorted(replicates, high), plan.Confidence);
        bool constant = replicates[0] == replicates[^1];
        return new(constant ? BootstrapStatus.Constant : BootstrapStatus.Found, estimate, interval, undefined);
    }

    /// <summary>The rows of replicate r: elements r·count … of the stream, each scaled from 64 bits.</summary>
    internal static int[] Resample(int count, RandomStream stream, int replicate)
    {
        int[] rows = new int[count];
        ulong first = (ulong)replicate * (ulong)count;
        for (int i = 0; i < count; i++) rows[i] = (int)Math.BigMul(stream.LongWord(first + (ulong)i), (ulong)count, out _);
        return rows;
    }

    /// <summary>The values in order, or null when cancelled.</summary>
    internal static double?[]? ForAll(int count, int threads, Func<int, double?> value, CancellationToken cancel)
    {
        double?[] values = new double?[count];
        ParallelOptions options = new() { MaxDegreeOfParallelism = threads, CancellationToken = cancel };
        try
        {
            Parallel.For(0, count, options, i => values[i] = value(i) is { } found && double.IsFinite(found) ? found : null);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            return null;
        }

        return values;
    }

    internal static void Require(int count, BootstrapPlan plan, int threads)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        ConfidenceInterval.RequireConfidence(plan.Confidence);
        if (plan.Replicates < 100)
            throw new InvalidInputException("bootstrap", "replicates", $"{plan.Replicates} are too few", "use at least 100, better 2000");
        if (count < 1) throw new InvalidInputException("bootstrap", "sample", "it is empty", "give at least one value");
    }

    /// <summary>The two levels of the BCa interval. A bias beyond what the replicates can show counts as half a replicate.</summary>
    private static (double Low, double High) Corrected(double[] replicates, double estimate, double acceleration, double tail)
    {
        double below = 0;
        foreach (double replicate in replicates) below += replicate < estimate ? 1 : replicate == estimate ? 0.5 : 0;
        double bias = NormalLaw.Quantile(Math.Clamp(below, 0.5, replicates.Length - 0.5) / replicates.Length);
        double z = NormalLaw.Quantile(tail);
        return (Level(z), Level(-z));

        double Level(double quantile)
        {
            double sum = bias + quantile;
            double shrink = 1 - (acceleration * sum);
            return shrink <= 0 ? (sum < 0 ? 0 : 1) : NormalLaw.Cumulative(bias + (sum / shrink));
        }
    }

    /// <summary>The skewness of the jackknife values, over six.</summary>
    private static double Acceleration(double?[] without)
    {
        double[] values = [.. without.OfType<double>()];
        if (values.Length < 2) return 0;
        double mean = values.Average();
        (double squares, double cubes) = (0, 0);
        foreach (double value in values)
        {
            double difference = mean - value;
            squares += difference * difference;
            cubes += difference * difference * difference;
        }

        return squares == 0 ? 0 : cubes / (6 * Math.Pow(squares, 1.5));
    }
}
