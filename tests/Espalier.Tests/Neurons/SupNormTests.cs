using System.Runtime.Intrinsics;
using Espalier.Neurons;
using Espalier.Numerics.Random;

namespace Espalier.Tests.Neurons;

public sealed class SupNormTests
{
    /// <summary>Up to 256 neurons, at a million angles or fewer, as the next test.</summary>
    [Fact]
    public void Agrees_with_a_million_angles()
    {
        for (int number = 0; number < 6; number++)
        {
            NeuronProblem problem = DrawnProblems.Problem(2, 8 << number, number);
            int[] kept = DrawnProblems.Subset(problem.Width, number);
            SupNormBounds bounds = SupNorm.Evaluate(problem, kept);
            double sampled = 0;
            int angles = 1_000_000 >> number;
            double[] x = new double[2];
            for (int i = 0; i < angles; i++)
            {
                (x[1], x[0]) = Math.SinCos(2 * Math.PI * i / angles);
                sampled = Math.Max(sampled, Math.Abs(DrawnProblems.Difference(problem, kept, x)));
            }

            Assert.InRange(sampled, bounds.Upper - (Slope(problem, kept) * Math.PI / angles), bounds.Upper + 1e-12);
        }
    }

    /// <summary>At d = 2: never below a dense sample, and above it by no more than the bend of one step of the sample allows.</summary>
    [Fact]
    [Slow]
    public void Agrees_with_a_million_angles_on_ten_thousand_instances()
    {
        const int Angles = 1_000_000;
        double[] cos = [.. Enumerable.Range(0, Angles / 2).Select(i => Math.Cos(2 * Math.PI * i / Angles))];
        double[] sin = [.. Enumerable.Range(0, Angles / 2).Select(i => Math.Sin(2 * Math.PI * i / Angles))];
        Parallel.For(0, 10_000, number =>
        {
            NeuronProblem problem = DrawnProblems.Problem(2, number % 17, number);
            int[] kept = DrawnProblems.Subset(problem.Width, number);
            SupNormBounds bounds = SupNorm.Evaluate(problem, kept);
            double sampled = LargestOfSample(problem, kept, cos, sin);
            double slope = Slope(problem, kept);
            Assert.True(sampled <= bounds.Upper + (2e-15 * slope), $"instance {number}: {sampled} is above {bounds.Upper}");
            Assert.True(bounds.Upper <= sampled + (slope * Math.PI / Angles), $"instance {number}: {bounds.Upper} is far above {sampled}");
            AssertTight(problem, kept, bounds, 1e-14 * slope, number);
        });
    }

    /// <summary>How fast the difference may change along the circle.</summary>
    private static double Slope(NeuronProblem problem, int[] kept) =>
        1 + kept.Sum(j => Math.Abs(problem.Coefficients[j]) * Math.Sqrt(DrawnProblems.Dot(problem.Weight(j), problem.Weight(j))));

    /// <summary>At every direction x and at −x, where σ(−z) = σ(z) − z makes the values a linear function apart.</summary>
    private static double LargestOfSample(NeuronProblem problem, int[] kept, double[] cos, double[] sin)
    {
        double[] a = [-1, .. kept.Select(j => problem.Coefficients[j])];
        double[] wx = [problem.Target[0], .. kept.Select(j => problem.Weight(j)[0])];
        double[] wy = [problem.Target[1], .. kept.Select(j => problem.Weight(j)[1])];
        double gx = a.Zip(wx, (c, w) => c * w).Sum(), gy = a.Zip(wy, (c, w) => c * w).Sum();
        Vector512<double> largest = Vector512<double>.Zero;
        for (int i = 0; i < cos.Length; i += Vector512<double>.Count)
        {
            Vector512<double> x = Vector512.LoadUnsafe(ref cos[i]);
            Vector512<double> y = Vector512.LoadUnsafe(ref sin[i]);
            Vector512<double> sum = Vector512<double>.Zero;
            for (int k = 0; k < a.Length; k++) sum += a[k] * Vector512.Max((x * wx[k]) + (y * wy[k]), Vector512<double>.Zero);
            Vector512<double> opposite = sum - ((x * gx) + (y * gy));
            largest = Vector512.Max(largest, Vector512.Max(Vector512.Abs(sum), Vector512.Abs(opposite)));
        }

        double most = 0;
        for (int lane = 0; lane < Vector512<double>.Count; lane++) most = Math.Max(most, largest[lane]);
        return most;
    }

    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(6)]
    [Slow]
    public void Interval_contains_what_long_ascent_finds_on_the_sphere(int dimension)
    {
        for (int number = 0; number < 334; number++)
        {
            NeuronProblem problem = DrawnProblems.Problem(dimension, 4 + (number % 9), number);
            int[] kept = DrawnProblems.Subset(problem.Width, number);
            SupNormBounds bounds = SupNorm.Evaluate(problem, kept, 1e-7);
            Assert.Equal(SupNormStatus.Closed, bounds.Status);
            double climbed = RandomClimb(problem, kept, number, starts: 40, steps: 300);
            Assert.True(climbed <= bounds.Upper * (1 + 1e-12), $"instance {number}: {climbed} is above {bounds.Upper}");
            AssertTight(problem, kept, bounds, 3e-7 * bounds.Upper, number);
        }
    }

    [Fact]
    public void Threads_change_nothing_and_progress_closes_in()
    {
        NeuronProblem problem = DrawnProblems.Problem(5, 18, 3);
        int[] all = [.. Enumerable.Range(0, 18)];
        var told = new List<SupNormProgress>();
        SupNormBounds one = SupNorm.Evaluate(problem, all, 1e-4, progress: new Listener<SupNormProgress>(told));
        SupNormBounds three = SupNorm.Evaluate(problem, all, 1e-4, threads: 3);
        Assert.Equal((one.Lower, one.Upper, one.Status, one.Nodes), (three.Lower, three.Upper, three.Status, three.Nodes));
        Assert.Equal(one.Witness, three.Witness);
        Assert.NotEmpty(told);
        foreach ((SupNormProgress before, SupNormProgress after) in told.Zip(told.Skip(1)))
            Assert.True(after.Lower >= before.Lower && after.Upper <= before.Upper && after.Nodes > before.Nodes);
    }

    [Fact]
    public void A_target_among_the_neurons_leaves_no_error()
    {
        foreach (int dimension in (int[])[1, 2, 3])
        {
            double[] target = [.. Enumerable.Range(1, dimension).Select(i => i / 4.0)];
            var problem = new NeuronProblem([.. target.Select(t => t / 2), .. target], [2, 5], target);
            Assert.Equal(0, SupNorm.Evaluate(problem, [0]).Upper);
        }
    }

    [Fact]
    public void Opposite_neurons_that_cancel_to_a_linear_function_are_measured_as_one()
    {
        // σ(t) − σ(−t) = t, so g − f = t − σ(t) = −σ(−t), whose largest value on the circle is 1.
        var problem = new NeuronProblem([0, 1, 0, -1], [1, -1], [0, 1]);
        SupNormBounds bounds = SupNorm.Evaluate(problem, [0, 1]);
        Assert.InRange(bounds.Lower, 1 - 3e-16, 1);
        Assert.InRange(bounds.Upper, 1, 1 + 3e-16);
        Assert.Equal([0.0, -1.0], bounds.Witness);
    }

    [Fact]
    public void Zero_weights_zero_coefficients_and_parallel_neurons_are_ordinary_input()
    {
        foreach (int dimension in (int[])[1, 2, 3])
        {
            double[] unit = [1, .. Enumerable.Repeat(0.0, dimension - 1)];
            double[] zero = new double[dimension];
            var problem = new NeuronProblem([.. zero, .. unit, .. unit, .. unit], [3, 0, 0.5, 0.25], unit, radius: 2);
            SupNormBounds bounds = SupNorm.Evaluate(problem, [0, 1, 2, 3]);
            Assert.InRange(bounds.Lower, 0.5 - 1e-9, 0.5);
            Assert.InRange(bounds.Upper, 0.5, 0.5 + 1e-9);
        }
    }

    [Fact]
    public void Vectors_of_very_different_sizes_keep_their_lines_apart()
    {
        var problem = new NeuronProblem([1e-170, 1e-170, 1e90, 1e90, -1e-90, 3e-90], [1e100, 1e-90, 1e90], [1, 1]);
        SupNormBounds bounds = SupNorm.Evaluate(problem, [0, 1, 2]);
        Assert.True(double.IsFinite(bounds.Upper) && bounds.Upper >= bounds.Lower && bounds.Lower >= bounds.Upper * (1 - 1e-14));
    }

    [Fact]
    public void One_dimension_is_a_weight_on_each_ray()
    {
        var problem = new NeuronProblem([2, -1, 3], [0.5, 0.25, -0.1], [1]);
        Assert.Equal(0.25, SupNorm.Evaluate(problem, [0, 1]).Upper, 1e-15);
        Assert.Equal(0.3, SupNorm.Evaluate(problem, [0, 1, 2]).Upper, 1e-15);
        Assert.Equal(1, SupNorm.Evaluate(problem, []).Upper, 1e-15);
    }

    [Fact]
    public void Bad_input_is_refused_by_name()
    {
        Assert.Contains("radius", Assert.Throws<InvalidInputException>(() => new NeuronProblem([1], [1], [1], 0)).Message, StringComparison.Ordinal);
        Assert.Contains("radius", Assert.Throws<InvalidInputException>(() => new NeuronProblem([1], [1], [1], -2)).Message, StringComparison.Ordinal);
        Assert.Contains(
            "weights[0]", Assert.Throws<InvalidInputException>(() => new NeuronProblem([double.NaN], [1], [1])).Message, StringComparison.Ordinal);
        Assert.Throws<InvalidInputException>(() => new NeuronProblem([1, 2, 3], [1], [1, 2]));
        Assert.Throws<InvalidInputException>(() => new NeuronProblem([], [], []));
        NeuronProblem problem = DrawnProblems.Problem(2, 3, 1);
        Assert.Contains("kept[1]", Assert.Throws<InvalidInputException>(() => SupNorm.Evaluate(problem, [1, 3])).Message, StringComparison.Ordinal);
        Assert.Contains("twice", Assert.Throws<InvalidInputException>(() => SupNorm.Evaluate(problem, [1, 1])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_limit_leaves_bounds_that_hold()
    {
        NeuronProblem problem = DrawnProblems.Problem(6, 40, 3);
        int[] all = [.. Enumerable.Range(0, 40)];
        SupNormBounds loose = SupNorm.Evaluate(problem, all, 1e-6, 10);
        Assert.Equal(SupNormStatus.Limit, loose.Status);
        Assert.True(RandomClimb(problem, all, 3) <= loose.Upper);
    }

    /// <summary>The lower bound is what the definition gives at the witness, and it is near the upper one.</summary>
    private static void AssertTight(NeuronProblem problem, int[] kept, SupNormBounds bounds, double gap, int number)
    {
        Assert.True(
            bounds.Lower <= bounds.Upper && bounds.Upper - bounds.Lower <= gap, $"instance {number}: [{bounds.Lower}, {bounds.Upper}] is wide");
        double there = Math.Abs(DrawnProblems.Difference(problem, kept, [.. bounds.Witness]));
        Assert.True(Math.Abs(there - bounds.Lower) <= 1e-13 * (1 + kept.Length) * 10, $"instance {number}: {there} at the witness of {bounds.Lower}");
    }

    /// <summary>Random starts and shrinking random steps; shares nothing with the code under test.</summary>
    private static double RandomClimb(NeuronProblem problem, int[] kept, int number, int starts = 12, int steps = 150)
    {
        var stream = new RandomStream((ulong)number, 5, StreamPurpose.Sampling);
        ulong at = 0;
        double best = 0;
        double[] x = new double[problem.Dimension];
        double[] trial = new double[problem.Dimension];
        for (int start = 0; start < starts; start++)
        {
            for (int i = 0; i < x.Length; i++) x[i] = stream.Normal(at++);
            double value = 0;
            for (int step = 0; step < steps; step++)
            {
                double size = Math.Pow(2e-5, (double)step / steps);
                for (int i = 0; i < x.Length; i++) trial[i] = x[i] + (size * stream.Normal(at++));
                double norm = Math.Sqrt(trial.Sum(t => t * t));
                for (int i = 0; i < x.Length; i++) trial[i] /= norm;
                double reached = Math.Abs(DrawnProblems.Difference(problem, kept, trial));
                if (reached <= value) continue;
                value = reached;
                trial.CopyTo(x, 0);
            }

            best = Math.Max(best, value);
        }

        return best;
    }
}
