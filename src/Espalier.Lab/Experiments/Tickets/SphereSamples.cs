using Espalier.Graphs;
using Espalier.Numerics.Random;

namespace Espalier.Lab.Experiments.Tickets;

/// <summary>Compares two networks at random points.</summary>
internal static class SphereSamples
{
    private const int Batch = 1024;

    /// <summary>
    /// The largest Euclidean distance between the outputs at so many points, uniform on the unit sphere. Without biases both are positively
    /// homogeneous, so a point inside the ball shows less than the one above it on the sphere.
    /// </summary>
    public static double LargestDistance(Network left, Network right, int samples, RandomStream stream, CancellationToken cancel)
    {
        int inputs = left.InputShape.Length;
        int outputs = left.OutputShape.Length;
        double largest = 0;
        for (int first = 0; first < samples; first += Batch)
        {
            int count = Math.Min(Batch, samples - first);
            double[] points = Points(stream, first, count, inputs);
            var one = new double[count * outputs];
            var other = new double[count * outputs];
            Forward.Run(left, points, one, count, threads: 1, cancel);
            Forward.Run(right, points, other, count, threads: 1, cancel);
            for (int i = 0; i < count; i++)
            {
                double squares = 0;
                for (int k = i * outputs; k < (i + 1) * outputs; k++) squares += (one[k] - other[k]) * (one[k] - other[k]);
                largest = Math.Max(largest, Math.Sqrt(squares));
            }
        }

        return largest;
    }

    private static double[] Points(RandomStream stream, int first, int count, int inputs)
    {
        var points = new double[count * inputs];
        for (int i = 0; i < count; i++)
        {
            Span<double> point = points.AsSpan(i * inputs, inputs);
            double squares = 0;
            for (int k = 0; k < inputs; k++)
            {
                point[k] = stream.Normal(((ulong)(first + i) * (ulong)inputs) + (ulong)k);
                squares += point[k] * point[k];
            }

            double norm = Math.Sqrt(squares);
            for (int k = 0; k < inputs; k++) point[k] /= norm;
        }

        return points;
    }
}
