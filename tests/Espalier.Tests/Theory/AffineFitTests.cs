using Espalier.Numerics.Random;
using Espalier.Theory;

namespace Espalier.Tests.Theory;

public sealed class AffineFitTests
{
    [Fact]
    public void Hulls_equal_the_worst_of_all_triples_for_all()
    {
        // Chebyshev's alternation: the best affine error is the largest over three points of half the middle's distance from the chord.
        for (uint trial = 0; trial < 300; trial++)
        {
            var stream = new RandomStream(11, trial, StreamPurpose.Sampling);
            int count = 2 + (int)(stream.Word(0) % 9);
            double[] places = [.. Enumerable.Range(0, count).Select(i => stream.Uniform((ulong)i + 4)).Order()];
            double[] values = [.. Enumerable.Range(0, count).Select(i => stream.Normal((ulong)i + 40))];
            AffineFit fit = AffineFit.Best(places, values);
            Assert.True(Math.Abs(BruteForce(places, values) - fit.Error) <= 1e-13, $"replay: stream (11, {trial})");
            // The stated line attains the error everywhere, and at its three points with alternating signs.
            for (int i = 0; i < count; i++) Assert.InRange(Math.Abs(values[i] - fit.At(places[i])), 0, fit.Error + 1e-12);
            if (count == 2) continue;
            double[] errors = [.. new[] { fit.Left, fit.Middle, fit.Right }.Select(t => values[Array.IndexOf(places, t)] - fit.At(t))];
            Assert.True(fit.Left < fit.Middle && fit.Middle < fit.Right);
            Assert.Equal(fit.Error, Math.Abs(errors[1]), 1e-12);
            Assert.Equal(-errors[1], errors[0], 1e-12);
            Assert.Equal(-errors[1], errors[2], 1e-12);
        }
    }

    [Fact]
    public void Many_knots_need_no_stack()
    {
        double[] places = [.. Enumerable.Range(0, 5001).Select(i => i / 5000.0)];
        AffineFit fit = AffineFit.Best(places, [.. places.Select(t => t * t)]);
        Assert.Equal(0.125, fit.Error, 1e-15);
        Assert.Equal((0, 0.5, 1, 1), (fit.Left, fit.Middle, fit.Right, fit.Slope));
    }

    [Fact]
    public void An_affine_function_has_no_error()
    {
        Assert.Equal(0, AffineFit.Best([0, 1, 2, 4], [1, 3, 5, 9]).Error);
        Assert.Equal(0, AffineFit.Best([0, 1], [1, 3]).Error);
    }

    [Fact]
    public void Nonsense_is_refused()
    {
        Assert.Throws<InvalidInputException>(() => AffineFit.Best([0], [1]));
        Assert.Throws<InvalidInputException>(() => AffineFit.Best([0, 1], [1]));
        Assert.Throws<InvalidInputException>(() => AffineFit.Best([0, 1, 1], [1, 2, 3]));
        Assert.Throws<InvalidInputException>(() => AffineFit.Best([0, double.NaN, 1], [1, 2, 3]));
    }

    private static double BruteForce(double[] t, double[] h)
    {
        double worst = 0;
        for (int a = 0; a < t.Length; a++)
            for (int b = a + 1; b < t.Length; b++)
                for (int c = b + 1; c < t.Length; c++)
                    worst = Math.Max(worst, 0.5 * Math.Abs(h[b] - (h[a] + ((h[c] - h[a]) * (t[b] - t[a]) / (t[c] - t[a])))));
        return worst;
    }
}
