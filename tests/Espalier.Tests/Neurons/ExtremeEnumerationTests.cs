using Espalier.Neurons;
using Espalier.Numerics.Random;

namespace Espalier.Tests.Neurons;

/// <summary>Exact search against all subsets where sizes run from 1e-300 to 1e300, in groups that can cancel.</summary>
public sealed class ExtremeEnumerationTests
{
    [Theory]
    [InlineData(1, 400)]
    [InlineData(2, 300)]
    [InlineData(3, 200)]
    [InlineData(4, 100)]
    public void Exact_search_equals_enumeration_at_any_scale(int dimension, int instances) => Compare(dimension, 0, instances);

    /// <summary>The rest of ten thousand.</summary>
    [Theory(Explicit = true)]
    [InlineData(1, 3600)]
    [InlineData(2, 2700)]
    [InlineData(3, 1800)]
    [InlineData(4, 900)]
    public void Exact_search_equals_enumeration_on_many_more(int dimension, int instances) => Compare(dimension, 1000, instances);

    [Fact]
    public void A_neuron_beside_one_far_larger_is_found()
    {
        var plane = new NeuronProblem([0, 1, 0, 0, 1, 0], [1, 9e-101], [0, 1e-100, 0]);
        var line = new NeuronProblem([1, 1.5e-302, 1.5e-302], [1e50, 1, 1], [3e-302]);
        Assert.Equal([1], NeuronSubset.Exact(plane).Kept);
        Assert.Equal([1, 2], NeuronSubset.Exact(line).Kept);
        Assert.Equal([1], NeuronSubset.Search(plane).Kept);
        Assert.Equal(SubsetWithinStatus.Found, SubsetWithin.Decide(plane, 1.01e-101).Status);
        Assert.Equal(SubsetWithinStatus.Refuted, SubsetWithin.Decide(plane, 0.99e-101).Status);
    }

    /// <summary>The twin of the comparison: a search that answers the empty subset must not pass.</summary>
    [Fact]
    public void The_comparison_rejects_a_search_that_keeps_nothing()
    {
        int wrong = 0;
        for (int number = 0; number < 100; number++)
        {
            NeuronProblem problem = Draw(3, number);
            SupNormBounds nothing = SupNorm.Evaluate(problem, []);
            if (Problem(problem, new NeuronSubsetResult(NeuronSubsetStatus.Optimal, [], nothing, nothing.Lower, 0), out _) is not null) wrong++;
        }

        Assert.True(wrong > 20, $"only {wrong} of 100 wrong answers are noticed");
    }

    private static void Compare(int dimension, int first, int instances)
    {
        int proven = 0;
        int decided = 0;
        for (int number = first; number < first + instances; number++)
        {
            NeuronProblem problem = Draw(dimension, number);
            NeuronSubsetResult found = NeuronSubset.Exact(problem);
            string? wrong = Problem(problem, found, out bool isClosed);
            Assert.True(wrong is null, $"d = {dimension}, instance {number}: {wrong}");
            if (!isClosed) continue;
            decided++;
            if (found.Status == NeuronSubsetStatus.Optimal) proven++;
        }

        // Where enumeration itself decides, search has to prove its answer too.
        Assert.True(decided > instances / 2 && proven >= 0.98 * decided, $"{proven} of {decided} of {instances}");
    }

    /// <summary>What is wrong with an answer, if anything, by the errors of all subsets.</summary>
    private static string? Problem(NeuronProblem problem, NeuronSubsetResult found, out bool isClosed)
    {
        double upper = double.PositiveInfinity;
        double lower = double.PositiveInfinity;
        for (int mask = 0; mask < 1 << problem.Width; mask++)
        {
            SupNormBounds error = SupNorm.Evaluate(problem, [.. Enumerable.Range(0, problem.Width).Where(j => (mask >> j & 1) != 0)], 1e-10);
            upper = Math.Min(upper, error.Upper);
            lower = Math.Min(lower, error.Lower);
        }

        double size = problem.Radius * Math.Sqrt(DrawnProblems.Dot(problem.Target, problem.Target));
        double allowed = (2e-9 * upper) + (1e-12 * size) + 1e-320;
        isClosed = upper - lower <= 1e-9 * upper;
        if (found.Error.Lower > upper) return $"{found.Error} although {upper:R} is reached";
        if (found.Bound > upper) return $"the bound {found.Bound:R} is above {upper:R}";
        if (found.Status == NeuronSubsetStatus.Optimal
            && found.Error.Upper > upper + allowed) return $"optimal at {found.Error.Upper:R}, best {upper:R}";
        return found.Status == NeuronSubsetStatus.Optimal && found.Bound < lower - allowed
            ? $"optimal with the bound {found.Bound:R}, best {lower:R}" : null;
    }

    /// <summary>Two to six neurons; some are multiples of the target or of one another, with coefficients that nearly cancel or nearly fit.</summary>
    private static NeuronProblem Draw(int dimension, int number)
    {
        var stream = new RandomStream((ulong)number, (uint)dimension, StreamPurpose.Order);
        ulong at = 0;
        int width = 2 + Below(5);
        double unit = Math.Pow(10, Between(-140, 95));
        double[] target = Vector(unit);
        double[] weights = new double[width * dimension];
        double[] coefficients = new double[width];
        for (int j = 0; j < width; j++)
        {
            int kind = Below(4);
            double far = Below(3) == 0 ? Math.Pow(10, Between(-150, 90)) : unit * Math.Pow(10, Between(-1, 1));
            double split = Math.Pow(10, Between(-90, 90));
            double[] w = kind switch
            {
                0 => target,
                1 when j > 0 => weights[((j - 1) * dimension)..(j * dimension)],
                _ => Vector(1),
            };
            double size = Math.Max(w.Max(Math.Abs), 1e-300);
            double[] scaled = Array.ConvertAll(w, entry => Math.Clamp(entry / size * split, -1e100, 1e100));
            scaled.CopyTo(weights, j * dimension);
            double wanted = Below(4) == 0 && j > 0 ? -coefficients[j - 1] * (1 + (0.01 * stream.Uniform(at++))) : far / split * (
                1 + stream.Uniform(at++));
            coefficients[j] = Math.Clamp(wanted, -1e100, 1e100);
        }

        return new NeuronProblem(weights, coefficients, target, Math.Pow(10, Between(-60, 100)));

        int Below(int bound) => (int)(stream.Word(at++) % (uint)bound);
        double Between(double low, double high) => low + ((high - low) * (0.5 + (0.5 * stream.Uniform(at++))));
        double[] Vector(double scale) => [.. Enumerable.Range(0, dimension).Select(_ => Below(5) == 0 ? 0 : stream.Uniform(at++) * scale)];
    }
}
