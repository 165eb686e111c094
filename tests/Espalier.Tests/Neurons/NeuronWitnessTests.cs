using Espalier.Neurons;
using Espalier.Neurons.Witnesses;

namespace Espalier.Tests.Neurons;

/// <summary>What is proven about a parent, against the best that was found in it.</summary>
public sealed class NeuronWitnessTests
{
    /// <summary>No refit of all neurons and no subset is below; the twin is a bound times <see cref="TooMuch"/>, which must not pass.</summary>
    [Theory]
    [InlineData(2, 30, 150)]
    [InlineData(3, 14, 100)]
    [InlineData(4, 9, 60)]
    [InlineData(5, 7, 40)]
    [InlineData(6, 7, 30)]
    [Slow]
    public void No_choice_is_below_a_witness(int dimension, int most, int parents) => Compare(dimension, most, 0, parents);

    /// <summary>The rest of ten thousand.</summary>
    [Theory(Explicit = true)]
    [InlineData(2, 40, 3500)]
    [InlineData(3, 40, 2800)]
    [InlineData(4, 16, 1900)]
    [InlineData(5, 12, 900)]
    [InlineData(6, 10, 900)]
    public void No_choice_is_below_a_witness_in_many_more(int dimension, int most, int parents) => Compare(dimension, most, 1000, parents);

    private const double TooMuch = 3;

    private static void Compare(int dimension, int most, int first, int parents)
    {
        double closest = double.PositiveInfinity;
        for (int number = first; number < first + parents; number++)
        {
            int width = 1 + (int)((uint)(number * 2654435761) % (uint)most);
            NeuronProblem problem = DrawnProblems.Problem(dimension, width, number);
            ParentBound bound = NeuronWitness.Find(problem, 1, (ulong)number, 60, 1, TestContext.Current.CancellationToken);
            Assert.True(bound.Error > 0 && bound.Error >= Math.Max(bound.Point, bound.Subspace) && bound.Error < 1, $"parent {number}: {bound}");
            double refit = Refit.Minimax(problem, [.. Enumerable.Range(0, width)], 1e-2, steps: 40).Error.Upper;
            Assert.True(refit >= bound.Error, $"parent {number}, d = {dimension}, N = {width}: {bound.Error} proven, {refit} reached by a refit");
            closest = Math.Min(closest, refit / bound.Error);
            if (width > 10) continue;
            NeuronSubsetResult best = NeuronSubset.Exact(problem);
            Assert.True(best.Error.Upper >= bound.Error,
                $"parent {number}, d = {dimension}, N = {width}: {bound.Error} proven, {best.Error} reached");
        }

        // So that the comparison could fail: a bound a few times as large would be passed.
        Assert.True(closest < TooMuch, $"d = {dimension}: refits are at least {closest} times what is proven");
    }

    /// <summary>With one axis across the target there is one witness and one angle, and both say the same.</summary>
    [Fact]
    public void In_the_plane_it_is_the_smallest_angle()
    {
        for (int number = 0; number < 100; number++)
        {
            NeuronProblem problem = DrawnProblems.Problem(2, 1 + (number % 20), number);
            double tangent = double.PositiveInfinity;
            for (int j = 0; j < problem.Width; j++)
            {
                double dot = DrawnProblems.Dot(problem.Weight(j), problem.Target);
                double cross = (problem.Weight(j)[0] * problem.Target[1]) - (problem.Weight(j)[1] * problem.Target[0]);
                tangent = Math.Min(tangent, Math.Abs(cross / dot));
            }

            ParentBound bound = NeuronWitness.Find(problem, 1);
            Assert.Equal(0.5 * Math.Tan(Math.Atan(tangent) / 2), bound.Error, 1e-12);
            Assert.True(bound.Eta <= tangent);
        }
    }

    /// <summary>At d = 3 the circle across the target is gone through whole: a fine grid of it finds nothing better, and nearly as good.</summary>
    [Fact]
    public void Across_three_coordinates_the_witness_is_the_best()
    {
        for (int number = 0; number < 20; number++)
        {
            NeuronProblem problem = DrawnProblems.Problem(3, 5 + number, number);
            double eta = NeuronWitness.Find(problem, 1).Eta;
            (double[] a, double[] b) = Across(problem.Target);
            double grid = 0;
            for (int i = 0; i < 20_000; i++)
            {
                (double sin, double cos) = Math.SinCos(Math.PI * i / 20_000);
                double least = double.PositiveInfinity;
                for (int j = 0; j < problem.Width; j++)
                {
                    double there = (cos * DrawnProblems.Dot(problem.Weight(j), a)) + (sin * DrawnProblems.Dot(problem.Weight(j), b));
                    least = Math.Min(least, Math.Abs(there / DrawnProblems.Dot(problem.Weight(j), problem.Target)));
                }

                grid = Math.Max(grid, least);
            }

            Assert.InRange(eta, grid * (1 - 1e-9), grid * 1.02);
        }
    }

    /// <summary>The witness is a point of the ball at which the definition of η holds.</summary>
    [Fact]
    public void A_witness_is_what_it_says()
    {
        foreach (double scale in (double[])[1e-120, 1, 1e90])
        {
            NeuronProblem drawn = DrawnProblems.Problem(5, 30, 3);
            var problem = new NeuronProblem(drawn.Weights, drawn.Coefficients, Array.ConvertAll(drawn.Target.ToArray(), t => t * scale), 7);
            ParentBound bound = NeuronWitness.Find(problem, 1, 1, 200, 2, default);
            double[] x = [.. bound.Witness];
            double norm = Math.Sqrt(DrawnProblems.Dot(x, x));
            Assert.InRange(norm * Math.Sqrt(1 + (bound.Eta * bound.Eta)), 7 * (1 - 1e-12), 7);
            Assert.InRange(Math.Abs(DrawnProblems.Dot(x, drawn.Target)), 0, 1e-13);
            for (int j = 0; j < problem.Width; j++)
                Assert.True(Math.Abs(DrawnProblems.Dot(problem.Weight(j), x)) / norm >= bound.Eta * Math.Abs(
                    DrawnProblems.Dot(problem.Weight(j), drawn.Target)) * (1 - 1e-12));
            Assert.Equal(7 * scale * bound.Eta / (2 + (2 * Math.Sqrt(1 + (bound.Eta * bound.Eta)))), bound.Point, bound.Point * 1e-12);
        }
    }

    [Fact]
    public void Threads_change_nothing_and_more_effort_does_not_harm()
    {
        NeuronProblem problem = DrawnProblems.Problem(7, 60, 2);
        ParentBound one = NeuronWitness.Find(problem, 1, 5, 100, 1, default);
        ParentBound three = NeuronWitness.Find(problem, 1, 5, 100, 3, default);
        Assert.Equal((one.Error, one.Eta, one.Angle), (three.Error, three.Eta, three.Angle));
        Assert.Equal(one.Witness, three.Witness);
        Assert.True(NeuronWitness.Find(problem, 2, 5, 100, 2, default).Error >= one.Error);
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        Assert.InRange(NeuronWitness.Find(problem, 1, 5, 100, 1, cancelled.Token).Error, 0, one.Error);
    }

    /// <summary>The proof's arithmetic holds for vectors that are not orthonormal, and not quite across the target.</summary>
    [Fact]
    public void The_proof_takes_what_it_is_given()
    {
        NeuronProblem problem = DrawnProblems.Problem(4, 10, 1);
        (double[] a, double[] b) = Across(problem.Target);
        double straight = TiltProof.Tangent(problem, [a, b]);
        double[] bent = [.. b.Select((entry, i) => entry + (0.01 * a[i]) + (0.003 * problem.Target[i]))];
        double skewed = TiltProof.Tangent(problem, [a, bent]);
        Assert.InRange(skewed, straight * 0.9, straight);
        Assert.Equal(0, TiltProof.Tangent(problem, [problem.Target.ToArray()]));
    }

    [Fact]
    public void Degenerate_parents_have_bounds_that_hold()
    {
        Assert.Equal(0, NeuronWitness.Find(DrawnProblems.Problem(1, 4, 1)).Error);
        Assert.Equal(0, NeuronWitness.Find(new NeuronProblem([1, 2], [1], [0, 0])).Error);
        Assert.InRange(NeuronWitness.Find(new NeuronProblem([], [], [3, 4], 2)).Error, 4.9, 5);
        Assert.Equal(0, NeuronWitness.Find(new NeuronProblem([3, 4, 0, 6, 8, 0], [1, 1], [3, 4, 0])).Error, 1e-14);
        Assert.InRange(NeuronWitness.Find(new NeuronProblem([0, 0, 0, 1, 0, 0], [1, 1], [0, 0, 1])).Error, 0.1, 1);
    }

    private static (double[] A, double[] B) Across(ReadOnlySpan<double> target)
    {
        double[] a = Rest(target, [0.3, -0.7, 0.2, 0.5, 0.1, 0.9], []);
        return (a, Rest(target, [0.8, 0.1, -0.4, 0.3, 0.6, -0.2], a));
    }

    private static double[] Rest(ReadOnlySpan<double> target, double[] from, double[] other)
    {
        double[] rest = from[..target.Length];
        foreach (double[] unit in (double[][])[target.ToArray(), other, target.ToArray(), other])
        {
            if (unit.Length == 0) continue;
            double share = DrawnProblems.Dot(rest, unit);
            for (int i = 0; i < rest.Length; i++) rest[i] -= share * unit[i];
        }

        double norm = Math.Sqrt(DrawnProblems.Dot(rest, rest));
        return [.. rest.Select(entry => entry / norm)];
    }
}
