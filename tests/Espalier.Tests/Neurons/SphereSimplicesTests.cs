using Espalier.Neurons;
using Espalier.Neurons.Sphere;
using Espalier.Numerics.Random;

namespace Espalier.Tests.Neurons;

/// <summary>Dividing the sphere into parts against dividing it by signs, which shares nothing but the first ascent.</summary>
public sealed class SphereSimplicesTests
{
    [Theory]
    [InlineData(3, 120)]
    [InlineData(4, 60)]
    public void Parts_and_signs_close_in_on_one_number(int dimension, int instances)
    {
        int apart = 0;
        for (int number = 0; number < instances; number++)
        {
            bool isTied = number % 3 == 0;
            double tolerance = isTied ? 1e-3 : 1e-6;
            NeuronProblem problem = isTied ? Tied(dimension, number) : DrawnProblems.Problem(dimension, 3 + (number % 9), number);
            int[] kept = DrawnProblems.Subset(problem.Width, number);
            SupNormBounds parts = ByParts(problem, kept, tolerance);
            SupNormBounds signs = SphereSupNorm.Evaluate(Pieces.Of(problem, kept), 1e-9, 1_000_000, 1, null, default);
            Assert.Equal(SupNormStatus.Closed, parts.Status);
            Assert.True(parts.Lower <= signs.Upper && signs.Lower <= parts.Upper, $"instance {number}: {parts} against {signs}");
            Assert.InRange(parts.Upper, parts.Lower, (parts.Lower * (1 + (3 * tolerance))) + 1e-13);

            // The twin: another subset's number is noticed.
            SupNormBounds other = ByParts(problem, [.. Enumerable.Range(0, problem.Width).Except(kept)], tolerance);
            if (other.Lower > parts.Upper || parts.Lower > other.Upper) apart++;
        }

        Assert.True(apart > instances / 2, $"only {apart} of {instances} wrong numbers would show");
    }

    /// <summary>Where a hundred pieces nearly cancel, nothing that is seen at random points is above.</summary>
    [Fact]
    public void Pieces_that_nearly_cancel_are_bounded()
    {
        foreach (int dimension in (int[])[3, 4])
        {
            // Every neuron, and nearly its negative: what is left is small everywhere.
            NeuronProblem drawn = DrawnProblems.Problem(dimension, 40, 5);
            double[] weights = [.. drawn.Weights, .. drawn.Weights.ToArray().Select((w, i) => w + (0.02 * Math.Sin(i)))];
            double[] coefficients = [.. drawn.Coefficients, .. drawn.Coefficients.ToArray().Select(a => -a)];
            var problem = new NeuronProblem(weights, coefficients, Array.ConvertAll(drawn.Target.ToArray(), t => t * 1e-3));
            int[] all = [.. Enumerable.Range(0, problem.Width)];
            SupNormBounds bounds = ByParts(problem, all, 1e-3);
            Assert.Equal(SupNormStatus.Closed, bounds.Status);
            var stream = new RandomStream(1, (uint)dimension, StreamPurpose.Order);
            double seen = 0;
            for (ulong i = 0; i < 3000; i++)
            {
                double[] x = [.. Enumerable.Range(0, dimension).Select(c => stream.Normal((i * (ulong)dimension) + (ulong)c))];
                seen = Math.Max(seen, Math.Abs(DrawnProblems.Difference(problem, all, x)) / Math.Sqrt(DrawnProblems.Dot(x, x)));
            }

            Assert.InRange(seen, bounds.Upper / 3, bounds.Upper);
        }
    }

    [Fact]
    public void A_limit_and_a_cancellation_leave_bounds_that_hold()
    {
        NeuronProblem problem = DrawnProblems.Problem(4, 30, 2);
        int[] all = [.. Enumerable.Range(0, 30)];
        SupNormBounds closed = ByParts(problem, all, 1e-6);
        double before = double.PositiveInfinity;
        foreach (long limit in (long[])[0, 1, 4, 16])
        {
            SupNormBounds some = SphereSimplices.Evaluate(Pieces.Of(problem, all), 1e-9, limit, null, default);
            Assert.True(some.Lower <= closed.Upper && some.Upper >= closed.Lower && some.Upper <= before);
            before = some.Upper;
        }

        SupNormBounds cancelled = SphereSimplices.Evaluate(Pieces.Of(problem, all), 1e-9, 1000, null, new CancellationToken(canceled: true));
        Assert.Equal(SupNormStatus.Cancelled, cancelled.Status);
        Assert.True(cancelled.Upper >= closed.Lower && double.IsFinite(cancelled.Upper));
    }

    private static SupNormBounds ByParts(NeuronProblem problem, int[] kept, double tolerance) =>
        SphereSimplices.Evaluate(Pieces.Of(problem, kept), tolerance, 1_000_000, null, default);

    /// <summary>Weights and a target of −1, 0 and 1: planes through corners of the first parts, parallel and opposite neurons.</summary>
    private static NeuronProblem Tied(int dimension, int number)
    {
        var stream = new RandomStream((ulong)number, (uint)dimension, StreamPurpose.Order);
        int width = 4 + (number % 5);
        double[] small = [.. Enumerable.Range(0, ((width + 1) * dimension) + width).Select(i => (double)(int)(stream.Word((ulong)i) % 3) - 1)];
        double[] target = small[..dimension];
        if (target.All(entry => entry == 0)) target[0] = 1;
        return new NeuronProblem(
            small.AsSpan()[dimension..((width + 1) * dimension)], [.. small[((width + 1) * dimension)..].Select(a => 0.75 * a)], target);
    }
}
