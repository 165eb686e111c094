using Espalier.Neurons;
using Espalier.Neurons.Sphere;

namespace Espalier.Tests.Neurons;

public sealed class NeuronSubsetTests
{
    /// <summary>The exact search against all subsets of up to 16 neurons, each by its true error; the empty one included.</summary>
    [Theory]
    [InlineData(1, 60)]
    [InlineData(2, 250)]
    [InlineData(3, 250)]
    [InlineData(4, 60)]
    [Slow]
    public void Exact_search_equals_enumeration(int dimension, int instances)
    {
        int empty = 0;
        for (int number = 0; number < instances; number++)
        {
            NeuronProblem problem = DrawnProblems.Problem(dimension, number % 17, 1000 + number);
            NeuronSubsetResult result = NeuronSubset.Exact(problem);
            SupNormBounds best = Enumerate(problem);
            Assert.True(result.Status == NeuronSubsetStatus.Optimal, $"instance {1000 + number}: {result}, {result.Error}");
            Assert.True(
                Math.Abs(result.Error.Upper - best.Upper) <= 1e-9 * (best.Upper + 1e-3),
                $"instance {1000 + number}: {result.Error.Upper} is not {best.Upper}");
            Assert.True(result.Bound <= best.Upper, $"instance {1000 + number}: the bound {result.Bound} is above {best.Upper}");
            Assert.True(
                result.Bound >= best.Lower - (1e-9 * (best.Upper + 1e-3)),
                $"instance {1000 + number}: the bound {result.Bound} is below {best.Lower}");
            if (result.Kept.Count == 0) empty++;
        }

        Assert.True(empty > instances / 20);
    }

    /// <summary>Without local search before it, so that a branch dropped wrongly shows.</summary>
    [Theory]
    [InlineData(1, 9)]
    [InlineData(2, 9)]
    [InlineData(3, 9)]
    [InlineData(5, 8)]
    public void Depth_first_search_alone_finds_the_best(int dimension, int width)
    {
        for (int number = 0; number < 25; number++)
        {
            NeuronProblem problem = DrawnProblems.Problem(dimension, width, 3000 + number);
            var incumbent = new Incumbent(ScaledProblem.Of(problem), Effort.Unlimited());
            Assert.True(new SphereSubsetSearch(problem, NeuronSubset.Useful(problem), incumbent, Effort.Unlimited()).Prove());
            SupNormBounds best = Enumerate(problem);
            Assert.True(
                Math.Abs(incumbent.Error.Upper - best.Upper) <= 1e-9 * best.Upper,
                $"instance {3000 + number}: {incumbent.Error.Upper} is not {best.Upper}");
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_neuron_equal_to_the_target_is_found(int dimension)
    {
        NeuronProblem drawn = DrawnProblems.Problem(dimension, 8, 5);
        var problem = new NeuronProblem([.. drawn.Weights, .. drawn.Target], [.. drawn.Coefficients, 1], drawn.Target);
        NeuronSubsetResult result = NeuronSubset.Exact(problem);
        Assert.Equal(0, result.Error.Upper);
        Assert.Equal(NeuronSubsetStatus.Optimal, result.Status);
    }

    [Fact]
    public void Neurons_that_only_harm_leave_the_empty_subset()
    {
        foreach (int dimension in (int[])[1, 2, 3])
        {
            double[] unit = [1, .. Enumerable.Repeat(0.0, dimension - 1)];
            var problem = new NeuronProblem([.. unit, .. unit], [-1, -0.5], unit, radius: 3);
            NeuronSubsetResult result = NeuronSubset.Exact(problem);
            Assert.Empty(result.Kept);
            Assert.InRange(result.Error.Upper, 3, 3 + 1e-9);
        }
    }

    [Fact]
    public void Useless_neurons_and_a_zero_target_are_ordinary_input()
    {
        var useless = new NeuronProblem([0, 0, 1, 2], [1, 0], [0, 1]);
        Assert.Equal(NeuronSubsetStatus.Optimal, NeuronSubset.Exact(useless).Status);
        NeuronSubsetResult nothing = NeuronSubset.Exact(new NeuronProblem([1, 0], [1], [0, 0]));
        Assert.Equal((NeuronSubsetStatus.Optimal, 0, 0), (nothing.Status, nothing.Kept.Count, nothing.Error.Upper));
        NeuronSubsetResult none = NeuronSubset.Exact(new NeuronProblem([], [], [3, 4], 2));
        Assert.InRange(none.Error.Upper, 10 - 1e-14, 10 + 1e-14);
    }

    [Fact]
    public void Parallel_and_opposite_neurons_are_told_apart()
    {
        // Only both halves along the target together with the pair that cancels to nothing but −⟨w, x⟩ + ⟨w, x⟩ reach 0.
        var problem = new NeuronProblem([1, 0, 1, 0, 0, 1, 0, -1, 0, 1, 0, -1], [0.5, 0.5, 2, -2, -2, 2], [1, 0]);
        Assert.InRange(NeuronSubset.Exact(problem).Error.Upper, 0, 1e-15);
    }

    /// <summary>With short lists nearly all of the search is depth first.</summary>
    [Fact]
    [Slow]
    public void Short_lists_give_the_same_answer()
    {
        for (int number = 0; number < 60; number++)
        {
            NeuronProblem problem = DrawnProblems.Problem(2, 13, 5000 + number);
            SupNormBounds best = Enumerate(problem);
            foreach (int mostStates in (int[])[1, 9, 70])
            {
                NeuronSubsetResult result = NeuronSubset.Exact(problem, mostStates);
                Assert.Equal(NeuronSubsetStatus.Optimal, result.Status);
                Assert.True(
                    Math.Abs(result.Error.Upper - best.Upper) <= 1e-9 * best.Upper,
                    $"instance {5000 + number}, {mostStates}: {result.Error.Upper} is not {best.Upper}");
            }
        }

        for (int number = 0; number < 6; number++)
        {
            NeuronProblem problem = DrawnProblems.Problem(2, 36, number);
            Assert.Equal(
                NeuronSubset.Exact(problem).Error,
                NeuronSubset.Exact(problem, mostStates: 500).Error,
                (a, b) => Math.Abs(a.Upper - b.Upper) <= 1e-12);
        }
    }

    [Fact]
    public void Threads_change_nothing()
    {
        foreach ((int dimension, int width, int mostStates) in ((int, int, int)[])[(2, 44, 3_000), (2, 40, 200_000), (3, 18, 1)])
        {
            NeuronProblem problem = DrawnProblems.Problem(dimension, width, 11);
            foreach (long work in (long[])[long.MaxValue, 60_000])
            {
                NeuronSubsetResult one = NeuronSubset.Exact(problem, mostStates, work);
                NeuronSubsetResult three = NeuronSubset.Exact(problem, mostStates, work, threads: 3);
                Assert.Equal(one.Kept, three.Kept);
                Assert.Equal((one.Status, one.Bound, one.Nodes, one.Work), (three.Status, three.Bound, three.Nodes, three.Work));
            }
        }
    }

    [Fact]
    public void One_coordinate_reduces_to_weights()
    {
        for (int number = 0; number < 60; number++)
        {
            NeuronProblem problem = DrawnProblems.Problem(1, 11, number);
            SupNormBounds best = Enumerate(problem);
            NeuronSubsetResult result = NeuronSubset.Exact(problem);
            Assert.Equal(NeuronSubsetStatus.Optimal, result.Status);
            Assert.True(Math.Abs(result.Error.Upper - best.Upper) <= 1e-14, $"instance {number}: {result.Error.Upper} is not {best.Upper}");
            Assert.InRange(result.Bound, best.Lower - 1e-13, best.Upper);
        }

        Assert.InRange(NeuronSubset.Search(DrawnProblems.Problem(1, 60, 1)).Error.Upper, 0, 1e-6);
    }

    /// <summary>Stopped at every stage, the bound holds, and more work never weakens it.</summary>
    [Theory]
    [InlineData(2, 38)]
    [InlineData(3, 44)]
    [InlineData(4, 48)]
    [Slow]
    public void A_stopped_search_has_a_bound_that_holds(int dimension, int width)
    {
        bool told = false;
        for (int number = 0; number < 2; number++)
        {
            NeuronProblem problem = DrawnProblems.Problem(dimension, width, 200 + number);
            NeuronSubsetResult best = NeuronSubset.Exact(problem);
            Assert.Equal(NeuronSubsetStatus.Optimal, best.Status);
            double last = 0;
            for (double share = 0.05; share < 1; share += 0.1)
            {
                NeuronSubsetResult result = NeuronSubset.Exact(problem, mostStates: 200, work: (long)(share * best.Work));
                Assert.True(
                    result.Bound <= best.Error.Upper, $"instance {200 + number}, {share}: the bound {result.Bound} is above {best.Error.Upper}");
                Assert.True(result.Bound >= last && result.Error.Upper >= best.Error.Lower);
                told |= result.Status == NeuronSubsetStatus.Limit && result.Bound > 0.1 * best.Error.Upper;
                last = result.Bound;
            }
        }

        Assert.True(told);
    }

    [Fact]
    [Slow]
    public void Beyond_what_masks_hold_there_is_a_bound_that_holds()
    {
        NeuronProblem problem = DrawnProblems.Problem(2, 140, 3);
        NeuronSubsetResult result = NeuronSubset.Search(problem, rounds: 1);
        Assert.InRange(result.Bound, 0.1 * result.Error.Upper, result.Error.Lower);

        // The first 60 alone are worse, and so are all subsets of those: their exact optimum is above the bound of all.
        var some = new NeuronProblem(problem.Weights[..120], problem.Coefficients[..60], problem.Target);
        Assert.True(NeuronSubset.Exact(some).Error.Upper >= result.Bound);
    }

    [Slow]
    [Fact]
    public void Search_never_beats_the_proof_and_its_bound_holds()
    {
        for (int number = 0; number < 6; number++)
        {
            foreach (int dimension in (int[])[2, 3])
            {
                NeuronProblem problem = DrawnProblems.Problem(dimension, 14, number);
                NeuronSubsetResult exact = NeuronSubset.Exact(problem);
                NeuronSubsetResult search = NeuronSubset.Search(problem, rounds: 1);
                Assert.True(search.Error.Upper >= exact.Bound);
                Assert.True(search.Bound <= exact.Error.Upper);
                Assert.True(
                    search.Error.Upper <= 1.5 * exact.Error.Upper, $"{dimension}, {number}: {search.Error.Upper} is far from {exact.Error.Upper}");
            }
        }
    }

    [Fact]
    [Slow]
    public void Search_gives_the_same_result_twice_and_takes_many_neurons()
    {
        NeuronProblem problem = DrawnProblems.Problem(2, 2000, 4);
        NeuronSubsetResult first = NeuronSubset.Search(problem, rounds: 1, seed: 3);
        NeuronSubsetResult second = NeuronSubset.Search(problem, rounds: 1, seed: 3);
        Assert.Equal(first.Kept, second.Kept);
        Assert.InRange(first.Error.Upper, 0, SingleNeuron.Best(problem)!.Value.Error.Upper);
    }

    [Fact]
    public void Cancelled_searches_return_what_they_have()
    {
        NeuronSubsetResult exact = NeuronSubset.Exact(DrawnProblems.Problem(2, 60, 1), cancel: new CancellationToken(true));
        Assert.Equal(NeuronSubsetStatus.Limit, exact.Status);
        Assert.Equal(NeuronSubsetStatus.Limit, NeuronSubset.Exact(DrawnProblems.Problem(3, 30, 1), cancel: new CancellationToken(true)).Status);
        Assert.Equal(NeuronSubsetStatus.Limit, NeuronSubset.Search(DrawnProblems.Problem(3, 30, 1), cancel: new CancellationToken(true)).Status);
    }

    [Theory]
    [InlineData(2, 60)]
    [InlineData(2, 300)]
    [InlineData(3, 30)]
    [Slow]
    public void A_limit_of_work_gives_the_same_result_twice_and_more_of_it_none_worse(int dimension, int width)
    {
        NeuronProblem problem = DrawnProblems.Problem(dimension, width, 2);
        double last = double.PositiveInfinity;
        foreach (long work in (long[])[0, 3_000, 100_000, 1_000_000])
        {
            NeuronSubsetResult first = NeuronSubset.Search(problem, rounds: int.MaxValue, work: work);
            NeuronSubsetResult second = NeuronSubset.Search(problem, rounds: int.MaxValue, work: work);
            Assert.Equal(first.Kept, second.Kept);
            Assert.Equal(
                (first.Error.Upper, first.Bound, first.Status, first.Nodes, first.Work),
                (second.Error.Upper, second.Bound, second.Status, second.Nodes, second.Work));
            Assert.NotEqual(NeuronSubsetStatus.Feasible, first.Status);
            Assert.True(first.Error.Upper <= last && first.Bound <= first.Error.Upper);
            Assert.True(first.Bound > 0 || work < 1_000_000 || dimension == 2);
            last = first.Error.Upper;
            Assert.Equal(NeuronSubset.Exact(problem, work: work).Kept, NeuronSubset.Exact(problem, work: work).Kept);
        }
    }

    [Fact]
    public void Progress_only_ever_closes_in()
    {
        var told = new List<NeuronSubsetProgress>();
        NeuronSubsetResult result = NeuronSubset.Exact(DrawnProblems.Problem(2, 30, 3), progress: new Listener<NeuronSubsetProgress>(told));
        Assert.True(told.Count > 3);
        foreach ((NeuronSubsetProgress before, NeuronSubsetProgress after) in told.Zip(told.Skip(1)))
            Assert.True(after.Error <= before.Error && after.Bound >= before.Bound && after.Work >= before.Work && after.Bound <= after.Error);
        Assert.Equal(result.Error.Upper, told[^1].Error);
    }

    private static SupNormBounds Enumerate(NeuronProblem problem)
    {
        SupNormBounds best = SupNorm.Evaluate(problem, [], 1e-10);
        int[] buffer = new int[problem.Width];
        double[] x = new double[problem.Dimension];
        var witnesses = new List<double[]> { best.Witness.ToArray() };
        for (int mask = 1; mask < 1 << problem.Width; mask++)
        {
            int count = 0;
            for (int j = 0; j < problem.Width; j++)
            {
                if ((mask >> j & 1) != 0) buffer[count++] = j;
            }

            // A subset that is worse at the witness of an earlier one need not be measured.
            ReadOnlySpan<int> kept = buffer.AsSpan(0, count);
            bool worse = false;
            foreach (double[] witness in witnesses) worse |= Math.Abs(DrawnProblems.Difference(problem, kept, witness)) > best.Upper * (1 + 1e-9);
            if (worse) continue;
            SupNormBounds error = SupNorm.Evaluate(problem, kept, 1e-10);
            if (witnesses.Count < 60) witnesses.Add([.. error.Witness]);
            if (error.Upper < best.Upper) best = error;
        }

        return best;
    }
}
