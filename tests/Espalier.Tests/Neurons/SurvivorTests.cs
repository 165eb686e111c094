using Espalier.Neurons;

namespace Espalier.Tests.Neurons;

/// <summary>What is dropped before a search is in no good subset.</summary>
public sealed class SurvivorTests
{
    [Slow]
    [Theory]
    [InlineData(1, 200)]
    [InlineData(2, 200)]
    [InlineData(3, 60)]
    [InlineData(4, 20)]
    public void No_dropped_neuron_is_in_a_subset_within_the_error(int dimension, int instances)
    {
        int dropped = 0;
        int wrong = 0;
        for (int number = 0; number < instances; number++)
        {
            NeuronProblem problem = DrawnProblems.Problem(dimension, 3 + (number % 5), number);
            int[] all = NeuronSubset.Useful(problem);
            for (int mask = 1; mask < 1 << problem.Width; mask++)
            {
                int[] kept = [.. all.Where(j => (mask >> j & 1) != 0)];
                SupNormBounds error = SupNorm.Evaluate(problem, kept, 1e-6);
                int[] left = Survivors.Within(problem, all, error.Upper);
                Assert.True(kept.All(left.Contains), $"d = {dimension}, instance {number}: [{string.Join(' ', kept)}] is within {error.Upper}");
                int[] fewer = Survivors.Within(problem, all, error.Lower / 40);
                dropped += all.Length - fewer.Length;
                if (!kept.All(fewer.Contains)) wrong++;
            }
        }

        // The twin: with too small an error neurons of the subset are dropped, so the comparison could fail.
        Assert.True(dropped > instances && wrong > instances / 4, $"{dropped} dropped, {wrong} noticed");
    }
}
