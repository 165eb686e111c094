using Espalier.Numerics;

namespace Espalier.Tests.Numerics;

/// <summary>Double-double arithmetic against exact arithmetic, at the published error bounds.</summary>
public sealed class DoubleDoubleTests
{
    private const int Pairs = 100_000;
    private const ulong Seed = 7;

    [Fact]
    public void The_sum_of_two_floats_is_exact()
    {
        foreach ((int index, double a, double b) in Operands.Pairs(Pairs, Seed))
        {
            DoubleDouble sum = DoubleDouble.Sum(a, b);
            if (!double.IsFinite(sum.High) || Math.Max(Math.Abs(a), Math.Abs(b)) == double.MaxValue) continue;
            Assert.True((Dyadic.Of(a) + Dyadic.Of(b)).Compare(Exact(sum)) == 0, $"pair {index}: {a:R} + {b:R}");
        }
    }

    [Fact]
    public void The_product_of_two_floats_is_exact_above_underflow()
    {
        int checkedPairs = 0;
        foreach ((int index, double a, double b) in Operands.Pairs(Pairs, Seed))
        {
            DoubleDouble product = DoubleDouble.Product(a, b);
            if (!double.IsFinite(product.High) || Math.Abs(product.High) < Math.ScaleB(1, -969)) continue;
            checkedPairs++;
            Assert.True((Dyadic.Of(a) * Dyadic.Of(b)).Compare(Exact(product)) == 0, $"pair {index}: {a:R} · {b:R}");
        }

        Assert.True(checkedPairs > Pairs / 4);
    }

    [Fact]
    public void Sums_and_products_keep_the_published_bounds()
    {
        foreach ((int index, DoubleDouble x, DoubleDouble y) in Values())
        {
            string replay = $"pair {index}: {x}, {y}";
            RequireWithin(x + y, Exact(x) + Exact(y), 3.1, replay);
            RequireWithin(x - y, Exact(x) - Exact(y), 3.1, replay);
            RequireWithin(x + y.High, Exact(x) + Dyadic.Of(y.High), 2, replay);
            RequireWithin(x - y.High, Exact(x) - Dyadic.Of(y.High), 2, replay);
            RequireWithin(x * y, Exact(x) * Exact(y), 4, replay);
            RequireWithin(x * y.High, Exact(x) * Dyadic.Of(y.High), 2, replay);
        }
    }

    [Fact]
    public void Results_are_normalised()
    {
        foreach ((int index, DoubleDouble x, DoubleDouble y) in Values())
        {
            foreach (DoubleDouble z in new[] { x + y, x * y, x - y.High, x * y.High })
                Assert.True(z.High + z.Low == z.High, $"pair {index}: {x}, {y}");
        }
    }

    [Fact]
    public void Comparisons_are_exact()
    {
        foreach ((int index, DoubleDouble x, DoubleDouble other) in Values())
        {
            // Every other partner differs in the low part at most, where comparing the high parts alone would be wrong.
            DoubleDouble y = index % 2 == 0 ? other : DoubleDouble.Sum(x.High, x.Low * (1 + ((index % 5) - 2)));
            int truth = Exact(x).Compare(Exact(y));
            Assert.Equal([truth < 0, truth > 0, truth <= 0, truth >= 0, truth == 0], new[] { x < y, (x > y), x <= y, x >= y, x == y });
            Assert.Equal(truth, x.CompareTo(y));
            Assert.True(DoubleDouble.Abs(x).High >= 0 && Exact(DoubleDouble.Abs(x)).Compare(Exact(x).Abs()) == 0);
        }
    }

    [Fact]
    public void A_float_goes_in_and_out_unchanged()
    {
        foreach ((int _, double a, double _) in Operands.Pairs(10_000, Seed)) Assert.Equal(a, (double)(DoubleDouble)a);
    }

    /// <summary>Normalised pairs with exponents where no part of a product underflows or overflows.</summary>
    private static IEnumerable<(int Index, DoubleDouble X, DoubleDouble Y)> Values()
    {
        var stream = new Espalier.Numerics.Random.RandomStream(Seed, 1);
        for (int i = 0; i < 30_000; i++)
        {
            ulong at = (ulong)i * 8;
            int spread = (int)(stream.Word(2 * (at + 6)) % 200) - 100;
            double a = Math.ScaleB(stream.Uniform(at), spread);
            double b = Math.ScaleB(stream.Uniform(at + 1), spread - 53 - (int)(stream.Word((2 * (at + 7)) + 1) % 3));
            double c = stream.Uniform(at + 2);
            double d = Math.ScaleB(stream.Uniform(at + 3), -53 - (i % 20));
            DoubleDouble x = DoubleDouble.Sum(a, b);
            yield return (i, x, i % 7 == 0 ? DoubleDouble.Sum(-a, d) : DoubleDouble.Sum(c, d));
        }
    }

    private static Dyadic Exact(DoubleDouble value) => Dyadic.Of(value.High) + Dyadic.Of(value.Low);

    /// <summary>|result − truth| ≤ units·2⁻¹⁰⁶·|truth|.</summary>
    private static void RequireWithin(DoubleDouble result, Dyadic truth, double units, string replay) =>
        Assert.True((Exact(result) - truth).Abs().Compare(truth.Abs().Scaled(-106) * Dyadic.Of(units)) <= 0, replay);
}
