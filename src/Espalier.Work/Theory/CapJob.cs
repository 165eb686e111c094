using Espalier.Lab.Statistics;
using Espalier.Numerics.Random;
using Espalier.Theory;

namespace Espalier.Work.Theory;

/// <summary>A spherical cap.</summary>
public sealed record CapRequest
{
    /// <summary>The dimension of the space.</summary>
    public required int Dimension { get; init; }

    /// <summary>Half of the opening, in radians.</summary>
    public required double Angle { get; init; }

    /// <summary>Random directions to hold beside the exact probability.</summary>
    public int Trials { get; init; }

    /// <summary>The seed of the directions.</summary>
    public ulong Seed { get; init; } = 1;
}

/// <summary>The share of the sphere within an angle.</summary>
/// <param name="Probability">The share.</param>
/// <param name="LogProbability">Its logarithm; −∞ at angle 0.</param>
/// <param name="Sampled">A count of random directions, where trials were asked for.</param>
public sealed record CapAnswer(double Probability, double LogProbability, SampledShare? Sampled);

/// <summary>A counted share with its 95 % interval.</summary>
/// <param name="Trials">Directions drawn.</param>
/// <param name="Within">Those within the angle.</param>
/// <param name="Share">Their share.</param>
/// <param name="Interval">Lower and upper end.</param>
public sealed record SampledShare(long Trials, long Within, double Share, double[] Interval);

/// <summary>The probability that a random direction lies within an angle of a given one.</summary>
public sealed class CapJob : IJob<CapRequest, CapAnswer>
{
    /// <inheritdoc/>
    public Outcome<CapAnswer> Run(CapRequest request, Workplace place)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(place);
        double log = SphericalCap.LogProbability(request.Dimension, request.Angle);
        return Outcome.Of(new CapAnswer(Math.Exp(log), log, Sample(request, place)));
    }

    private static SampledShare? Sample(CapRequest request, Workplace place)
    {
        if (request.Trials == 0) return null;
        var stream = new RandomStream(request.Seed, 0, StreamPurpose.Sampling);
        long within = SphericalCap.CountWithin(request.Dimension, request.Angle, stream, request.Trials, place.Cancel);
        ConfidenceInterval interval = Proportion.ClopperPearson(within, request.Trials);
        return new(request.Trials, within, (double)within / request.Trials, [interval.Lower, interval.Upper]);
    }
}
