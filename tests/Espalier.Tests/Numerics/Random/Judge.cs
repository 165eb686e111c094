namespace Espalier.Tests.Numerics.Random;

/// <summary>
/// Statistical tests as p-values. Seeds are fixed, so a verdict is settled once; <see cref="Level"/> says how likely a flawless
/// generator is to fail one test. Fewer than 100 verdicts are asked for, so the family's false-alarm rate is below 1e-7.
/// </summary>
internal static class Judge
{
    public const double Level = 1e-9;

    public static void Accepts(double pValue) => Assert.True(pValue > Level, $"p = {pValue:E3} is not above {Level:E0}");

    public static void Rejects(double pValue) => Assert.True(pValue <= Level, $"p = {pValue:E3}: the biased twin passes");

    /// <summary>χ² of counts that should be equal.</summary>
    public static double Equal(ReadOnlySpan<int> counts)
    {
        double total = 0;
        foreach (int count in counts) total += count;
        double expected = total / counts.Length;
        double statistic = 0;
        foreach (int count in counts) statistic += (count - expected) * (count - expected) / expected;
        return BothTails(TailProbabilities.ChiSquare(statistic, counts.Length - 1));
    }

    /// <summary>χ² of values that should be uniform on (−1, 1), in 256 cells.</summary>
    public static double Uniform(IEnumerable<double> values)
    {
        int[] counts = new int[256];
        foreach (double value in values) counts[Cell(value, counts.Length)]++;
        return Equal(counts);
    }

    /// <summary>χ² of pairs that should be uniform on the square, in 32 × 32 cells.</summary>
    public static double Independent(ReadOnlySpan<float> first, ReadOnlySpan<float> second)
    {
        int[] counts = new int[1024];
        for (int i = 0; i < first.Length; i++) counts[(Cell(first[i], 32) * 32) + Cell(second[i], 32)]++;
        return Equal(counts);
    }

    /// <summary>The correlation of two sequences that are uniform on (−1, 1): √n times it is nearly standard normal.</summary>
    public static double Uncorrelated(ReadOnlySpan<float> first, ReadOnlySpan<float> second)
    {
        double sum = 0;
        for (int i = 0; i < first.Length; i++) sum += (double)first[i] * second[i];
        return TailProbabilities.TwoSidedNormal(3 * sum / Math.Sqrt(first.Length));
    }

    /// <summary>Kolmogorov and Smirnov's distance of values that should be standard normal.</summary>
    public static double Normal(double[] values)
    {
        double[] sorted = [.. values.Order()];
        double distance = 0;
        for (int i = 0; i < sorted.Length; i++)
        {
            double below = TailProbabilities.NormalDistribution(sorted[i]);
            distance = Math.Max(distance, Math.Max(below - ((double)i / sorted.Length), ((i + 1.0) / sorted.Length) - below));
        }

        return TailProbabilities.KolmogorovSmirnov(distance, sorted.Length);
    }

    /// <summary>How many of the values lie beyond ±z, against a standard normal.</summary>
    public static double NormalTail(ReadOnlySpan<double> values, double z)
    {
        double probability = TailProbabilities.TwoSidedNormal(z);
        int beyond = 0;
        foreach (double value in values)
        {
            if (Math.Abs(value) > z) beyond++;
        }

        double expected = probability * values.Length;
        return TailProbabilities.TwoSidedNormal((beyond - expected) / Math.Sqrt(expected * (1 - probability)));
    }

    private static int Cell(double value, int cells) => (int)((value + 1) * (cells / 2));

    /// <summary>Too even is as suspect as too uneven.</summary>
    private static double BothTails(double upper) => 2 * Math.Min(upper, 1 - upper);
}
