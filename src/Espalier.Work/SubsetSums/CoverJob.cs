using Espalier.Lab.Statistics;
using Espalier.SubsetSums.Law;
using Espalier.Work.Inputs;

namespace Espalier.Work.SubsetSums;

/// <summary>Random vectors whose subset sums shall come near every point of a cube.</summary>
public sealed record CoverRequest
{
    /// <summary>Coordinates, d.</summary>
    public int Dimension { get; init; } = 2;

    /// <summary>How many random vectors.</summary>
    public int Candidates { get; init; } = 10;

    /// <summary>The law of a coordinate, as of <see cref="LawRequest.Distribution"/>.</summary>
    public string Distribution { get; init; } = "uniform";

    /// <summary>How near in every coordinate.</summary>
    public double Epsilon { get; init; } = 0.2;

    /// <summary>Lists of vectors.</summary>
    public int Trials { get; init; } = 200;

    /// <summary>The seed of the vectors.</summary>
    public ulong Seed { get; init; } = 1;
}

/// <summary>How many lists cover the cube.</summary>
/// <param name="Trials">Lists.</param>
/// <param name="Covered">Those whose sums are within the tolerance of every point of [−1, 1]^d.</param>
/// <param name="Share">Their share.</param>
/// <param name="Interval">Its exact binomial interval.</param>
public sealed record CoverAnswer(long Trials, long Covered, double Share, ConfidenceInterval Interval);

/// <summary>Decides for lists of random vectors whether their subset sums cover the cube.</summary>
public sealed class CoverJob : IJob<CoverRequest, CoverAnswer>
{
    private const int MostTrials = 1_000_000;

    /// <inheritdoc/>
    public Outcome<CoverAnswer> Run(CoverRequest request, Workplace place)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(place);
        Require.Whole("dimension", request.Dimension, 1, CubeCovering.MostDimensions);
        Require.Whole("candidates", request.Candidates, 1, CubeCovering.MostCandidates);
        Require.Positive("epsilon", request.Epsilon);
        Require.Whole("trials", request.Trials, 1, MostTrials);
        var law = CandidateLaw.Parse(request.Distribution);
        IProgress<double>? progress = place.Stage("lists");
        (long covered, int done) = (0, 0);
        Parallel.For(0, request.Trials, new ParallelOptions { MaxDegreeOfParallelism = place.Threads, CancellationToken = place.Cancel }, trial =>
        {
            double[] vectors = new double[request.Candidates * request.Dimension];
            RandomInstance.Candidates(law, request.Seed, trial, vectors);
            if (CubeCovering.Covers(vectors, request.Dimension, request.Epsilon)) Interlocked.Increment(ref covered);
            progress?.Report((double)Interlocked.Increment(ref done) / request.Trials);
        });
        return Outcome.Of(
            new CoverAnswer(request.Trials, covered, (double)covered / request.Trials, Proportion.ClopperPearson(covered, request.Trials)));
    }
}
