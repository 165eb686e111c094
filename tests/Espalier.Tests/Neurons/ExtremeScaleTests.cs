using Espalier.Neurons;
using Espalier.Numerics.Random;
using Espalier.Tests.Numerics;

namespace Espalier.Tests.Neurons;

/// <summary>Problems whose numbers, or whose squares, lie at the ends of the range of float64.</summary>
public sealed class ExtremeScaleTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void The_error_of_nothing_is_the_size_of_the_target(int dimension)
    {
        foreach (double unit in (double[])[1e-320, 1e-200, 1e-162, 1e-150, 1e99])
        {
            foreach (double radius in (double[])[1e-100, 1, 1e100])
            {
                double[] target = [3 * unit, .. Enumerable.Repeat(4 * unit, dimension - 1).Take(1), .. new double[Math.Max(0, dimension - 2)]];
                SupNormBounds bounds = SupNorm.Evaluate(new NeuronProblem([], [], target, radius), []);
                double size = (dimension == 1 ? target[0] : 5 * unit) * radius;
                Assert.True(bounds.Upper >= size * (1 - 1e-3), $"{unit} {radius}: {bounds.Upper} {size}");
                Assert.True(bounds.Lower <= size * (1 + 1e-3), $"{unit} {radius}: {bounds.Lower} {size}");
                if (size > 1e-300) Assert.InRange(bounds.Upper, size * (1 - 1e-3), size * (1 + 1e-3));
                if (unit is > 1e-300 and < 1e99 && size > 1e-300)
                    Assert.True(bounds.Upper >= size * (1 - 4e-16), $"{unit} {radius}: {bounds.Upper:R} {size:R}");
            }
        }
    }

    /// <summary>Both sides hold without rounding: the upper one at sampled directions, the lower one at the witness.</summary>
    [Fact]
    [Slow]
    public void Both_sides_hold_at_any_scale()
    {
        int closed = 0;
        for (int number = 0; number < 3000; number++)
        {
            var stream = new RandomStream((ulong)number, 53, StreamPurpose.Sampling);
            ulong at = 0;
            int dimension = 1 + (number % 4), width = (int)(stream.Word(at++) % 6);
            double own = Scale();
            double[] weights = [.. Enumerable.Range(0, width).SelectMany(_ => Vector(Scale()))];
            double[] coefficients = [.. Enumerable.Range(0, width).Select(_ => Math.Clamp(stream.Uniform(at++) * Scale(), -1e100, 1e100))];
            double[] target = Vector(own);
            double radius = Math.Clamp(Scale(), 1e-100, 1e100);
            var problem = new NeuronProblem(weights, coefficients, target, radius);
            int[] kept = [.. Enumerable.Range(0, width).Where(_ => stream.Word(at++) % 3 > 0)];
            SupNormBounds bounds = SupNorm.Evaluate(problem, kept, 1e-6, 2000);
            if (bounds.Upper <= bounds.Lower * (1 + 1e-5)) closed++;
            for (int i = 0; i < 8; i++)
            {
                double[] x = Unit(i % 2 == 0 || width == 0 ? Vector(1) : problem.Weight((int)(stream.Word(at++) % (uint)width)).ToArray());
                Dyadic value = (DrawnProblems.ExactDifference(problem, kept, x) * Dyadic.Of(radius)).Abs();
                Assert.True(
                    !double.IsFinite(bounds.Upper) || value.Compare(Dyadic.Of(bounds.Upper)) <= 0,
                    $"instance {number}: above {bounds} at ({string.Join(", ", x)})");
            }

            double[] witness = [.. bounds.Witness];
            Dyadic there = DrawnProblems.ExactDifference(problem, kept, witness) * Dyadic.Of(radius);
            Dyadic claimed = Dyadic.Of(bounds.Lower) * Dyadic.Of(bounds.Lower) * DrawnProblems.ExactSquares(witness);
            Assert.True((there * there).Compare(claimed) >= 0, $"instance {number}: below {bounds}");

            double[] Vector(double scale) =>
                [
                    .. Enumerable.Range(0, dimension).Select(
                        _ => stream.Word(at++) % 5 == 0 ? 0 : Math.Clamp(stream.Uniform(at++) * scale, -1e100, 1e100)),
                ];
            double Scale() => (stream.Word(at++) % 8) switch
            {
                0 => 1e100,
                1 => 1e-310,
                2 => 1e-160,
                3 => Math.Pow(10, -150 + (200 * stream.Uniform(at++))),
                _ => Math.Pow(10, 2 * stream.Uniform(at++)),
            };
        }

        Assert.True(closed > 2500, $"only {closed} suprema are closed");
    }

    /// <summary>Where nothing vanishes, a problem at another scale is the same problem, for searches bit by bit.</summary>
    [Slow]
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Powers_of_two_change_no_search(int dimension)
    {
        for (int number = 0; number < 4; number++)
        {
            NeuronProblem plain = DrawnProblems.Problem(dimension, 9, 70 + number);
            NeuronSubsetResult best = NeuronSubset.Exact(plain);
            RefitResult refit = Refit.Minimax(plain, [0, 1, 2], 1e-3);
            foreach ((int weight, int coefficient) in ((int, int)[])[(-900, 320), (300, -700), (-400, -400), (320, 320)])
            {
                int exponent = Math.Min(weight + coefficient, 320);
                int own = exponent - weight;
                var scaled = new NeuronProblem(Scaled(plain.Weights, weight), Scaled(plain.Coefficients, own), Scaled(plain.Target, exponent));
                NeuronSubsetResult found = NeuronSubset.Exact(scaled);
                Assert.Equal(best.Kept, found.Kept);
                Assert.Equal(
                    (best.Status, Math.ScaleB(best.Error.Upper, exponent), Math.ScaleB(best.Error.Lower, exponent)),
                    (found.Status, found.Error.Upper, found.Error.Lower));
                Assert.Equal(SubsetWithinStatus.Refuted, SubsetWithin.Decide(scaled, Math.ScaleB(0.99 * best.Error.Lower, exponent)).Status);
                RefitResult other = Refit.Minimax(scaled, [0, 1, 2], 1e-3);
                Assert.True(other.Bound <= Math.ScaleB(refit.Error.Upper, exponent) && Math.ScaleB(refit.Bound, exponent) <= other.Error.Upper);
                Assert.True(other.Error.Upper <= Math.ScaleB((1.002 * refit.Error.Upper) + 1e-9, exponent));
                Assert.Equal(SingleNeuron.Best(plain)?.Neuron, SingleNeuron.Best(scaled)?.Neuron);
            }
        }

        static double[] Scaled(ReadOnlySpan<double> values, int exponent) =>
            Array.ConvertAll(values.ToArray(), value => Math.ScaleB(value, exponent));
    }

    /// <summary>A vector of norm just below 1 in the same direction.</summary>
    private static double[] Unit(double[] x)
    {
        double largest = x.Max(Math.Abs);
        if (largest == 0) return x;
        double[] scaled = [.. x.Select(entry => entry / largest)];
        double norm = Math.Sqrt(scaled.Sum(entry => entry * entry)) * (1 + 1e-15);
        return [.. scaled.Select(entry => entry / norm)];
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Products_that_vanish_are_not_nothing(int dimension)
    {
        double[] weight = [1e-200, .. new double[dimension - 1]];
        Assert.True(SupNorm.Evaluate(new NeuronProblem(weight, [1e-200], new double[dimension], 1e100), [0]).Upper >= 1e-300 * (1 - 1e-9));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_tiny_weight_with_a_large_coefficient_is_a_neuron(int dimension)
    {
        double[] rest = new double[dimension - 1];
        foreach (double small in (double[])[1e-165, 1e-320])
        {
            var problem = new NeuronProblem([small, .. rest], [1e85], [small * 1e85, .. rest]);
            NeuronSubsetResult found = NeuronSubset.Exact(problem, work: 1_000_000);
            Assert.Equal([0], found.Kept);
            Assert.Equal([0], NeuronSubset.Search(problem, work: 1_000_000).Kept);
            Assert.Equal(SubsetWithinStatus.Found, SubsetWithin.Decide(problem, 1e-6 * (small * 1e85)).Status);
            Assert.Equal(0, SingleNeuron.Best(problem)?.Neuron);
        }
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public void A_target_far_below_the_neurons_ends_the_search(int dimension)
    {
        double[] rest = new double[dimension - 2];
        foreach (double unit in (double[])[1e-170, 1e-320])
        {
            var problem = new NeuronProblem([1, 0, .. rest, 0.5, 1, .. rest], [1, -2], [unit, unit, .. rest]);
            NeuronSubsetResult found = NeuronSubset.Exact(problem, work: 1_000_000);
            Assert.NotEqual(NeuronSubsetStatus.Limit, found.Status);
            Assert.Empty(found.Kept);
            Assert.True(found.Bound <= found.Error.Upper);
        }
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public void Refits_of_tiny_and_of_parallel_neurons_are_what_they_say(int dimension)
    {
        double[] rest = new double[dimension - 2];
        foreach (double unit in (double[])[1e-155, 1e-170, 1e-320])
        {
            var problem = new NeuronProblem([unit, unit, .. rest, 2 * unit, 2 * unit, .. rest], [1, 1], [1, 0.5, .. rest]);
            foreach (RefitResult refit in (RefitResult[])[Refit.LeastSquares(problem, [0, 1]), Refit.Minimax(problem, [0, 1], 1e-3)])
            {
                Assert.All(refit.Coefficients, c => Assert.True(double.IsFinite(c)));

                // 1e320 is no float64: such a neuron stays unused.
                if (unit > 1e-300) Assert.InRange(refit.Error.Upper, 0.2, 0.8);
                else Assert.InRange(refit.Error.Upper, refit.Bound, 1.2);
            }
        }
    }

    /// <summary>Far smaller pieces among ordinary ones change nothing that can be seen, and do not keep bounds apart.</summary>
    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public void A_piece_far_below_the_others_does_not_disturb(int dimension)
    {
        double[] rest = new double[dimension - 2];
        foreach (double unit in (double[])[1e-160, 1e-170, 1e-320])
        {
            var problem = new NeuronProblem([unit, 0, .. rest, 0, -unit, .. rest], [1, -1], [0, 1, .. rest]);
            SupNormBounds bounds = SupNorm.Evaluate(problem, [0, 1]);
            Assert.Equal(SupNormStatus.Closed, bounds.Status);
            Assert.InRange(bounds.Upper, 1, 1 + 1e-8);
            Assert.InRange(bounds.Lower, 1 - 1e-8, 1);
        }
    }
}
