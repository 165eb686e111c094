using Espalier.Certificates;
using Espalier.Certificates.Relaxations;
using Espalier.Numerics.Random;

namespace Espalier.Tests.Certificates;

/// <summary>Bounds on sums of magnitudes against the maximum over all signs and corners.</summary>
public sealed class CoupledProductTests
{
    private const int Stride = 8;

    [Theory]
    [InlineData(true, 1)]
    [InlineData(false, 1)]
    [InlineData(true, 3)]
    [InlineData(false, 3)]
    public void No_signs_and_no_corner_exceed_the_bound(bool isBall, int outputs)
    {
        for (ulong draw = 0; draw < 200; draw++)
        {
            var stream = new RandomStream(draw, 81, StreamPurpose.Sampling);
            int terms = 1 + (int)(draw % 7), inputs = 1 + (int)(draw / 7 % 6);
            ulong next = 0;
            double Number() => stream.Uniform(next++, 0, 1) < 0.2 ? 0 : stream.Uniform(next++) * Math.Pow(10, 2 * stream.Uniform(next++));
            double[] left = [.. Enumerable.Range(0, outputs * terms).Select(_ => outputs == 1 ? 1 : Number())];
            var right = new double[terms * Stride];
            for (int k = 0; k < terms; k++)
                for (int i = 0; i < inputs; i++) right[(k * Stride) + i] = Number();
            double bound = new CoupledProduct(left, outputs, right, terms, isBall ? Stride : 0).Bound(threads: 1);
            double most = isBall ? OverSigns(left, outputs, right, terms) : OverCorners(left, outputs, right, terms, inputs);
            Assert.True(bound >= most, $"draw {draw}: {bound:R} is below {most:R}");
            foreach (double share in (double[])[0.5, 0.99, 1.5])
            {
                double enough = share * bound;
                double other = new CoupledProduct(left, outputs, right, terms, isBall ? Stride : 0).Bound(threads: 1, enough);
                Assert.True(other >= most, $"draw {draw}, {enough:R} is enough: {other:R} is below {most:R}");
                Assert.InRange(other, 0, Math.Max(enough, bound) * 1.05);
            }
        }
    }

    /// <summary>Two hundred random directions: their magnitudes together are far below their sum.</summary>
    [Fact]
    public void Many_directions_are_never_large_at_once()
    {
        var stream = new RandomStream(5, 82, StreamPurpose.Sampling);
        const int Terms = 200, Inputs = 160;
        double[] right = [.. Enumerable.Range(0, Terms * Inputs).Select(i => stream.Uniform((ulong)i))];
        double[] ones = [.. Enumerable.Repeat(1.0, Terms)];
        double single = Enumerable.Range(0, Terms).Sum(k => Math.Sqrt(right.AsSpan(k * Inputs, Inputs).ToArray().Sum(x => x * x)));
        double ball = new CoupledProduct(ones, 1, right, Terms, Inputs).Bound(threads: 2);
        Assert.InRange(ball, single / 10, single / 5);
        double corners = right.Sum(Math.Abs);
        Assert.InRange(new CoupledProduct(ones, 1, right, Terms, 0).Bound(threads: 2), corners / 10, corners / 4);
    }

    [Fact]
    public void A_norm_by_factorising_is_above_the_truth_and_close_to_it_or_to_what_is_enough()
    {
        var stream = new RandomStream(6, 83, StreamPurpose.Sampling);
        foreach ((int rows, int columns) in ((int, int)[])[(40, 64), (90, 50), (33, 33), (200, 120)])
        {
            double[] matrix = [.. Enumerable.Range(0, rows * columns).Select(i => stream.Uniform((ulong)i))];
            double norm = UpperNorms.Spectral(matrix, rows, columns, threads: 1) / 1.004;
            Assert.InRange(UpperNorms.SpectralNear(matrix, rows, columns, enough: 0, threads: 1), norm * 0.9999, norm * 1.01);
            foreach (double enough in (double[])[0.5, 0.99, 1.2, 2])
            {
                double bound = UpperNorms.SpectralNear(matrix, rows, columns, norm * enough, threads: 1);
                Assert.InRange(bound, norm * 0.9999, norm * Math.Max(enough * 1.0001, 1.01));
            }
        }
    }

    /// <summary>For every choice of signs the map of ξ is linear: over a ball its largest singular value counts, here from below.</summary>
    private static double OverSigns(double[] left, int outputs, double[] right, int terms)
    {
        double most = 0;
        for (int signs = 0; signs < 1 << terms; signs++)
        {
            double[] v = [.. Enumerable.Repeat(1.0, Stride)];
            for (int step = 0; step < 30; step++)
            {
                double[] image = Image(left, outputs, right, terms, signs, v), back = new double[Stride];
                for (int k = 0; k < terms; k++)
                {
                    double weight = Sign(signs, k) * Enumerable.Range(0, outputs).Sum(o => left[(o * terms) + k] * image[o]);
                    for (int i = 0; i < Stride; i++) back[i] += weight * right[(k * Stride) + i];
                }

                double length = Math.Sqrt(back.Sum(x => x * x));
                if (length == 0) break;
                v = [.. back.Select(x => x / length)];
            }

            double size = Math.Sqrt(v.Sum(x => x * x));
            most = Math.Max(most, Math.Sqrt(Image(left, outputs, right, terms, signs, v).Sum(x => x * x)) / size * (1 - 1e-12));
        }

        return most;
    }

    private static double OverCorners(double[] left, int outputs, double[] right, int terms, int inputs)
    {
        double most = 0;
        for (int corner = 0; corner < 1 << inputs; corner++)
        {
            double[] v = [.. Enumerable.Range(0, Stride).Select(i => i < inputs ? Sign(corner, i) : 0)];
            for (int signs = 0; signs < 1 << terms; signs++)
                most = Math.Max(most, Math.Sqrt(Image(left, outputs, right, terms, signs, v).Sum(x => x * x)) * (1 - 1e-12));
        }

        return most;
    }

    private static double[] Image(double[] left, int outputs, double[] right, int terms, int signs, double[] v)
    {
        var image = new double[outputs];
        for (int k = 0; k < terms; k++)
        {
            double product = Sign(signs, k) * Enumerable.Range(0, Stride).Sum(i => right[(k * Stride) + i] * v[i]);
            for (int o = 0; o < outputs; o++) image[o] += left[(o * terms) + k] * product;
        }

        return image;
    }

    private static double Sign(int bits, int place) => ((bits >> place) & 1) == 0 ? 1 : -1;
}
