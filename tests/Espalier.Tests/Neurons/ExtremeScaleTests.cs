using Espalier.Neurons;

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
                if (unit is > 1e-300 and < 1e99 && size > 1e-300) Assert.True(bounds.Upper >= size * (1 - 4e-16), $"{unit} {radius}: {bounds.Upper:R} {size:R}");
            }
        }
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
            using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(10));
            var problem = new NeuronProblem([1, 0, .. rest, 0.5, 1, .. rest], [1, -2], [unit, unit, .. rest]);
            NeuronSubsetResult found = NeuronSubset.Exact(problem, cancellation: stop.Token);
            Assert.False(stop.IsCancellationRequested);
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
