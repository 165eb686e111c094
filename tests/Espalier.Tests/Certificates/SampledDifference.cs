using Espalier.Certificates;
using Espalier.Numerics.Random;

namespace Espalier.Tests.Certificates;

/// <summary>
/// The largest difference that is surely attained at drawn points: every other one is a corner of the box, all are near the sphere of a ball.
/// </summary>
internal static class SampledDifference
{
    public static double Most(NetworkPair pair, DifferenceQuestion question, int number, int count)
    {
        var stream = new RandomStream((ulong)number, 93, StreamPurpose.Sampling);
        var points = new PointDifference(pair);
        Domain domain = question.Domain;
        double[] middle = domain.Middle();
        double most = 0;
        for (int k = 0; k < count; k++)
        {
            double[] way = [.. middle.Select((_, i) => stream.Uniform((ulong)((k * middle.Length) + i)))];
            if (k % 2 == 0) way = [.. way.Select(static x => x < 0 ? -1.0 : 1.0)];
            double length = Math.Sqrt(way.Sum(static x => x * x));
            double[] point = domain is BallDomain ball
                ? [.. middle.Select((x, i) => x + (ball.Radius * (1 - 1e-12) * way[i] / length))]
                : [.. middle.Select((x, i) => Math.Clamp(x + (way[i] * (domain.UpperEnd(i) - x)), domain.LowerEnd(i), domain.UpperEnd(i)))];
            if (domain.Contains(point)) most = Math.Max(most, points.At(question, point));
        }

        return most;
    }
}
