using Espalier.Neurons;

namespace Espalier.Tests.Neurons;

public sealed class ConePruningTests
{
    /// <summary>Against all subsets of up to 12 neurons, from the formula.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(5)]
    public void The_knapsack_equals_enumeration(int dimension)
    {
        for (int number = 0; number < 60; number++)
        {
            NeuronProblem problem = DrawnProblems.Problem(dimension, number % 13, 400 + number);
            ConeResult found = ConePruning.Best(problem);
            double best = Enumerable.Range(0, 1 << problem.Width).Min(mask =>
                Value(problem, [.. Enumerable.Range(0, problem.Width).Where(j => (mask >> j & 1) != 0)]));
            Assert.InRange(found.Value, best, best + 2e-4);
            Assert.True(found.Bound <= best + 1e-13 && found.Bound >= best - 2e-4, $"d = {dimension}, instance {number}: {found}, best {best}");
            Assert.Equal(found.Value, Value(problem, [.. found.Kept]), 1e-12);
        }
    }

    /// <summary>The value is above the true error, and for the best single neuron within a right angle it is sharp.</summary>
    [Theory]
    [InlineData(2, 60)]
    [InlineData(3, 60)]
    [InlineData(4, 20)]
    [Slow]
    public void Errors_are_below_the_value(int dimension, int instances)
    {
        double largest = 0;
        for (int number = 0; number < instances; number++)
        {
            NeuronProblem problem = DrawnProblems.Problem(dimension, 200, number);
            ConeResult found = ConePruning.Best(problem);
            SupNormBounds error = SupNorm.Evaluate(problem, [.. found.Kept], 1e-6);
            Assert.True(error.Lower <= found.Value, $"instance {number}: {error} above {found}");
            largest = Math.Max(largest, error.Upper / found.Value);
        }

        // The twin: a value of half the size would be exceeded.
        Assert.True(largest > 0.5, $"errors are at most {largest} of the values");
    }

    [Fact]
    public void One_unit_neuron_is_as_far_as_its_angle_says()
    {
        foreach (double angle in (double[])[0.1, 0.7, 1.5])
        {
            var problem = new NeuronProblem([Math.Cos(angle), Math.Sin(angle), 0], [1], [1, 0, 0], 3);
            ConeResult found = ConePruning.Best(problem);
            Assert.Equal(3 * Math.Sin(angle), found.Value, 1e-12);
            Assert.Equal(3 * Math.Sin(angle), SupNorm.Evaluate(problem, [0]).Upper, 1e-8);
        }
    }

    [Fact]
    public void A_hitting_width_is_where_the_value_first_suffices()
    {
        int hits = 0;
        for (int number = 0; number < 8; number++)
        {
            NeuronProblem problem = DrawnProblems.Problem(3, 400, number);
            (int? width, int leastPossible) = ConePruning.HittingWidth(problem, 0.5);
            if (width is not { } first)
            {
                Assert.Equal(401, leastPossible);
                Assert.True(ConePruning.Best(problem).Bound > 0.5 - 1e-3);
                continue;
            }

            Assert.True(ConePruning.Best(problem, first).Value <= 0.5);
            Assert.True(ConePruning.Best(problem, leastPossible - 1).Value > 0.5);
            Assert.Equal(first, leastPossible);
            hits++;
        }

        Assert.True(hits > 4, $"{hits} of 8 parents are wide enough");

        Assert.Equal((0, 0), ConePruning.HittingWidth(DrawnProblems.Problem(3, 4, 1), 1.01));
        Assert.Equal((null, 5), ConePruning.HittingWidth(DrawnProblems.Problem(3, 4, 1), 1e-6));
    }

    /// <summary>Against all subsets; a coarse table may leave open what a finer one decides, but claims nothing wrong.</summary>
    [Theory]
    [InlineData(16, 0.5)]
    [InlineData(ConePruning.DefaultCells, 1)]
    public void Hitting_widths_are_those_of_all_subsets(int cells, double exactAtLeast)
    {
        int exact = 0;
        foreach (double epsilon in (double[])[0.2, 0.4, 0.6])
        {
            for (int number = 0; number < 20; number++)
            {
                NeuronProblem problem = DrawnProblems.Problem(2, 10, number);
                double[] values = [.. Enumerable.Range(0, 1 << 10).Select(set => Value(problem, Members(set)))];
                int first = 0;
                while (first <= 10 && values.Take(1 << first).Min() > epsilon) first++;
                (int? width, int leastPossible) = ConePruning.HittingWidth(problem, epsilon, cells);
                Assert.InRange(first, leastPossible, width ?? 11);
                if (leastPossible == (width ?? 11)) exact++;
            }
        }

        Assert.True(exact >= exactAtLeast * 60, $"{exact} of 60 widths are exact");
    }

    [Fact]
    public void Degenerate_problems_have_answers()
    {
        Assert.Equal(0, ConePruning.Best(new NeuronProblem([1, 0], [1], [0, 0])).Value);
        Assert.Equal(10, ConePruning.Best(new NeuronProblem([], [], [3, 4], 2)).Value, 1e-12);
        Assert.InRange(ConePruning.Best(new NeuronProblem([3, 4], [1], [3, 4], 2)).Value, 0, 1e-12);
        Assert.InRange(ConePruning.Best(new NeuronProblem([6e80, 8e80, 3e-90, 4e-90], [1e90, 1e90], [3, 4], 2)).Value, 0, 1e-12);
        Assert.Equal(0, ConePruning.Best(new NeuronProblem([1e90, 0], [1e90], [1, 0])).Bound);
    }

    private static int[] Members(int set) => [.. Enumerable.Range(0, 10).Where(j => (set >> j & 1) != 0)];

    private static double Value(NeuronProblem problem, int[] kept)
    {
        double unit = Math.Sqrt(DrawnProblems.Dot(problem.Target, problem.Target));
        double sum = 0;
        double cost = 0;
        foreach (int j in kept)
        {
            double norm = Math.Sqrt(DrawnProblems.Dot(problem.Weight(j), problem.Weight(j)));
            double cosine = DrawnProblems.Dot(problem.Weight(j), problem.Target) / norm / unit;
            double share = problem.Coefficients[j] * norm / unit;
            sum += share;
            cost += Math.Abs(share) * (cosine > 0 ? Math.Sqrt(Math.Max(0, 1 - (cosine * cosine))) : 1);
        }

        return problem.Radius * unit * (Math.Abs(1 - sum) + cost);
    }
}
