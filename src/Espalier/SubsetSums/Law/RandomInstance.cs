using Espalier.Numerics.Random;

namespace Espalier.SubsetSums.Law;

/// <summary>Random instances, each a pure function of its seed and number.</summary>
public static class RandomInstance
{
    /// <summary>Stream indices of one trial: two for each candidate of the largest instance, rounded up.</summary>
    private const ulong Stride = 128;

    /// <summary>The candidates of a trial; a trial of fewer candidates has the first of those of a trial of more.</summary>
    public static void Candidates(CandidateLaw law, ulong seed, long trial, Span<double> candidates)
    {
        ArgumentNullException.ThrowIfNull(law);
        var stream = new RandomStream(seed, 0, StreamPurpose.Sampling);
        ulong first = (ulong)trial * Stride;
        for (int i = 0; i < candidates.Length; i++) candidates[i] = law.At(stream, first + ((ulong)i * 2));
    }

    /// <summary>One candidate of a trial.</summary>
    internal static double Candidate(CandidateLaw law, ulong seed, long trial, int place) =>
        law.At(new RandomStream(seed, 0, StreamPurpose.Sampling), ((ulong)trial * Stride) + ((ulong)place * 2));

    /// <summary>The target of a trial, uniform on [−1, 1].</summary>
    public static double Target(ulong seed, long trial) => new RandomStream(seed, 1, StreamPurpose.Sampling).Uniform((ulong)trial);
}
