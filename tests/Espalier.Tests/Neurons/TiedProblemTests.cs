using Espalier.Neurons;
using Espalier.Numerics.Random;

namespace Espalier.Tests.Neurons;

/// <summary>Problems of small whole numbers: copies, opposites, zeros, −0 and ties abound in them.</summary>
public sealed class TiedProblemTests
{
    [Theory]
    [InlineData(1, 100)]
    [InlineData(2, 150)]
    [InlineData(3, 60)]
    [Slow]
    public void Every_search_finds_the_best_of_all_subsets(int dimension, int instances)
    {
        for (int number = 0; number < instances; number++)
        {
            NeuronProblem problem = Draw(dimension, number);
            double best = double.PositiveInfinity;
            double least = double.PositiveInfinity;
            for (int mask = 0; mask < 1 << problem.Width; mask++)
            {
                int[] kept = [.. Enumerable.Range(0, problem.Width).Where(j => (mask >> j & 1) != 0)];
                SupNormBounds error = SupNorm.Evaluate(problem, kept, 1e-10);
                double naive = Naive(problem, kept);
                Assert.True(naive <= error.Upper * (1 + 1e-14), $"instance {number}, [{string.Join(' ', kept)}]: {naive:R} above {error}");
                if (dimension < 3)
                    Assert.True(error.Upper <= naive + 1e-13, $"instance {number}, [{string.Join(' ', kept)}]: {naive:R} far below {error}");
                best = Math.Min(best, error.Upper);
                least = Math.Min(least, error.Lower);
            }

            NeuronSubsetResult exact = NeuronSubset.Exact(problem);
            Assert.True(
                exact.Status == NeuronSubsetStatus.Optimal && Math.Abs(exact.Error.Upper - best) <= 2e-9 * (best + 1e-3),
                $"instance {number}: {exact}, best {best:R}");
            Assert.True(exact.Bound <= best, $"instance {number}: {exact}, best {best:R}");
            NeuronSubsetResult search = NeuronSubset.Search(problem, rounds: 1);
            Assert.True(search.Error.Upper >= least && search.Bound <= best, $"instance {number}: {search}, best {best:R}");
            foreach (double share in (double[])[0.999, 1, 1.001])
            {
                SubsetWithinStatus status = SubsetWithin.Decide(problem, Math.Max(share * best, 1e-12)).Status;
                Assert.True(
                    status != SubsetWithinStatus.Found || best * (1 - 1e-8) <= Math.Max(share * best, 1e-12),
                    $"instance {number}, {share}: {status}");
                Assert.True(status != SubsetWithinStatus.Refuted || least > Math.Max(share * best, 1e-12), $"instance {number}, {share}: {status}");
            }
        }
    }

    private static NeuronProblem Draw(int dimension, int number)
    {
        var stream = new RandomStream((ulong)number, (uint)dimension + 90, StreamPurpose.Sampling);
        ulong at = 0;
        int width = (int)(stream.Word(at++) % 8);
        double[] Values(int count, int most) => [.. Enumerable.Range(0, count).Select(_ => Value(most))];
        double Value(int most)
        {
            int value = (int)(stream.Word(at++) % (uint)((2 * most) + 1)) - most;
            return value == 0 && stream.Word(at++) % 2 == 0 ? -0.0 : value;
        }

        return new NeuronProblem(Values(width * dimension, 1), Values(width, 2), Values(dimension, 2));
    }

    /// <summary>
    /// The largest difference at the lines where neurons bend, at their own directions, at gradients in each sign pattern, and at random
    /// places.
    /// </summary>
    private static double Naive(NeuronProblem problem, int[] kept)
    {
        int d = problem.Dimension;
        var starts = new List<double[]> { problem.Target.ToArray() };
        foreach (int j in kept) starts.Add(problem.Weight(j).ToArray());
        var stream = new RandomStream(7, 7, StreamPurpose.Sampling);
        for (int i = 0; i < 24; i++)
            starts.Add(
                d == 2 ? [Math.Cos(i + 0.1), Math.Sin(i + 0.1)] : [.. Enumerable.Range(0, d).Select(c => stream.Normal((ulong)((i * d) + c)))]);
        if (d == 2) starts.AddRange([.. starts.Select(v => (double[])[-v[1], v[0]])]);
        if (d == 2)
            starts.AddRange(
                [
                    .. starts.SelectMany(
                        v => (double[][])[[v[0] - (1e-7 * v[1]), v[1] + (1e-7 * v[0])], [v[0] + (1e-7 * v[1]), v[1] - (1e-7 * v[0])]]),
                ]);
        double most = 0;
        foreach (double[] start in starts)
        {
            foreach (double side in (double[])[1, -1])
            {
                double[] x = [.. start.Select(v => side * v)];
                double[] gradient = [.. problem.Target.ToArray().Select((t, c) => DrawnProblems.Dot(problem.Target, x) > 0 ? -t : 0)];
                foreach (int j in kept)
                    for (int c = 0; c < d && DrawnProblems.Dot(problem.Weight(j), x) > 0; c++)
                        gradient[c] += problem.Coefficients[j] * problem.Weight(j)[c];
                foreach (double[] place in (double[][])[x, gradient, [.. gradient.Select(g => -g)]])
                {
                    double norm = Math.Sqrt(place.Sum(v => v * v));
                    if (norm > 1e-9) most = Math.Max(most, Math.Abs(DrawnProblems.Difference(problem, kept, [.. place.Select(v => v / norm)])));
                }
            }
        }

        return most;
    }
}
