using Espalier.Lab.Experiments.Gap;
using Espalier.Neurons;
using Espalier.Numerics.Random;

namespace Espalier.Lab.Tests.Experiments;

public sealed class HittingWidthTests
{
    [Fact]
    public void Galloping_finds_what_a_linear_scan_finds()
    {
        for (int first = 1; first <= 9; first++)
        {
            for (int truth = 1; truth <= 70; truth++)
            {
                HittingWidth hit = HittingWidth.Gallop(
                    first, 70, width => width >= truth ? WidthAttempt.Found(width, 0.1, 3) : WidthAttempt.NotFound(isRefuted: true));
                Assert.Equal((truth, truth, true), (hit.Width, hit.LeastPossible, hit.IsProved));
                Assert.InRange(hit.Probes, 1, 20);
            }

            HittingWidth beyond = HittingWidth.Gallop(first, 70, _ => WidthAttempt.NotFound(isRefuted: true));
            Assert.Equal((null, 71L, null, null), (beyond.Width, beyond.LeastPossible, beyond.Error, beyond.Kept));
        }
    }

    /// <summary>Against all masks of few weights; of many, such as 40, no search could look at all.</summary>
    [Fact]
    public void The_mask_with_the_largest_cosine_keeps_the_largest_ratios()
    {
        var stream = new RandomStream(7, 0, StreamPurpose.Experiment);
        double[] numbers = new double[2 * 9];
        for (ulong draw = 0; draw < 200; draw++)
        {
            stream.FillNormal(draw * (ulong)numbers.Length, numbers);
            (double[] w, double[] target) = (numbers[..9], numbers[9..]);
            double best = Enumerable.Range(0, 1 << 9).Max(mask => Cosine(w, target, i => (mask >> i & 1) != 0));
            double least = ConeHits.LeastRatio(w, target);
            Assert.Equal(best, Cosine(w, target, i => w[i] * target[i] > 0 && target[i] / w[i] >= least), 1e-12);
        }

        Assert.Equal(0.5, ConeHits.LeastRatio([.. Enumerable.Repeat(2.0, 40)], [.. Enumerable.Repeat(1.0, 40)]));

        static double Cosine(double[] w, double[] target, Func<int, bool> isKept)
        {
            (double dot, double square) = (0, 0);
            for (int i = 0; i < w.Length; i++)
            {
                if (isKept(i)) (dot, square) = (dot + (w[i] * target[i]), square + (w[i] * w[i]));
            }

            return square == 0 ? 0 : dot / Math.Sqrt(square);
        }
    }

    [Fact]
    public void What_was_found_may_need_fewer_than_were_offered()
    {
        for (int truth = 1; truth <= 40; truth++)
        {
            var tried = new List<int>();
            HittingWidth hit = HittingWidth.Gallop(4, 60, width =>
            {
                tried.Add(width);
                return width >= truth ? WidthAttempt.Found(truth, 0.1, 1) : WidthAttempt.NotFound(isRefuted: true);
            });
            Assert.Equal(truth, hit.Width);
            Assert.Equal(tried.Count, hit.Probes);
            Assert.Equal(tried.Distinct(), tried);
        }
    }

    [Fact]
    public void What_is_left_open_is_between_the_two_numbers()
    {
        HittingWidth hit = HittingWidth.Gallop(
            4, 100, width => width >= 50 ? WidthAttempt.Found(width, 0.1, 3) : WidthAttempt.NotFound(isRefuted: width < 20));
        Assert.Equal(50, hit.Width);
        Assert.InRange(hit.LeastPossible, 2, 20);
        Assert.False(hit.IsProved);

        // A search that fails at random still ends, at a width at which it found something.
        for (uint seed = 0; seed < 200; seed++)
        {
            var stream = new RandomStream(seed, 0, StreamPurpose.Sampling);
            var found = new HashSet<int>();
            HittingWidth erratic = HittingWidth.Gallop(4, 64, width =>
            {
                if (width < 10 || stream.Uniform((ulong)width) < 0) return WidthAttempt.NotFound(isRefuted: width < 10);
                found.Add(width);
                return WidthAttempt.Found(width, 0.1, 3);
            });
            if (erratic.Width is { } width) Assert.Contains((int)width, found);
            else Assert.True(stream.Uniform(64) < 0);
        }
    }

    [Fact]
    public void What_was_refuted_and_found_again_is_an_error() =>
        Assert.Throws<InvalidOperationException>(
            () => HittingWidth.Gallop(4, 60, width => width >= 20 ? WidthAttempt.Found(5, 0.1, 1) : WidthAttempt.NotFound(isRefuted: true)));

    [Theory]
    [InlineData(2, 0.5)]
    [InlineData(2, 0.25)]
    [InlineData(3, 0.6)]
    [Slow]
    public void Subsets_hit_where_the_proven_optimum_first_is_small_enough(int dimension, double epsilon)
    {
        for (uint number = 0; number < 6; number++)
        {
            var stream = new RandomStream(number, 3, StreamPurpose.Sampling);
            int most = dimension == 2 ? 26 : 14;
            int? truth = Enumerable.Range(1, most).Cast<int?>().FirstOrDefault(
                width => NeuronSubset.Exact(NeuronProblem.Draw(stream, dimension, width!.Value)).Error.Upper <= epsilon);
            HittingWidth hit = NeuronHits.OfSubsets(dimension, stream, epsilon, most, effort: 2, CancellationToken.None);
            Assert.Equal(truth, (int?)hit.Width);
            Assert.Equal(truth ?? most + 1, hit.LeastPossible);
        }
    }

    [Fact]
    [Slow]
    public void Weights_hit_where_the_constructions_first_succeed()
    {
        for (uint number = 0; number < 12; number++)
        {
            int dimension = 1 + (int)(number % 4);
            double epsilon = number % 2 == 0 ? 0.2 : 0.02;
            var stream = new RandomStream(number, 4, StreamPurpose.Sampling);
            double[] target = NeuronProblem.Draw(new RandomStream(number, 5, StreamPurpose.Sampling), dimension, 0).Target.ToArray();
            WeightPruningResult sums = Enumerable.Range(1, 60).Select(b => WeightPruning.Sums(target, stream, b))
                .First(result => result.Error.Upper <= epsilon);
            Same(sums, WeightHits.OfSums(target, stream, epsilon, 1_000_000, CancellationToken.None));
            WeightPruningResult products = Enumerable.Range(1, 100_000)
                .Select(b => b % 16 == 0 || b < 400 ? WeightPruning.SingleProducts(target, stream, b) : null).OfType<WeightPruningResult>()
                    .First(result => result.Error.Upper <= epsilon);
            HittingWidth hit = WeightHits.OfSingleProducts(target, stream, epsilon, 1_000_000, CancellationToken.None);
            if (products.Width < 400) Same(products, hit);
            Assert.InRange(hit.Width!.Value, 1, products.Width);
        }

        static void Same(WeightPruningResult expected, HittingWidth hit)
        {
            Assert.Equal((expected.Width, expected.Error.Upper, expected.KeptWeights), ((int)hit.Width!.Value, hit.Error!.Value, hit.Kept!.Value));
            Assert.True(hit.IsProved);
        }
    }

    [Fact]
    public void Weights_beyond_the_widest_parent_or_the_longest_list_say_only_that()
    {
        var stream = new RandomStream(1, 4, StreamPurpose.Sampling);
        HittingWidth narrow = WeightHits.OfSums([0.6, 0.8], stream, 1e-6, 20, CancellationToken.None);
        Assert.Equal((null, 22L), (narrow.Width, narrow.LeastPossible));
        HittingWidth products = WeightHits.OfSingleProducts([0.6, 0.8], stream, 1e-6, 100, CancellationToken.None);
        Assert.Equal((null, 102L), (products.Width, products.LeastPossible));
    }

    [Fact]
    [Slow]
    public void A_single_neuron_hits_where_the_first_is_close_enough()
    {
        for (uint number = 0; number < 20; number++)
        {
            int dimension = 1 + (int)(number % 3);
            var stream = new RandomStream(number, 6, StreamPurpose.Sampling);
            const double Epsilon = 0.6;
            NeuronProblem wide = NeuronProblem.Draw(stream, dimension, 3000);
            int? truth = Enumerable.Range(0, 3000).Cast<int?>().FirstOrDefault(j => SupNorm.Evaluate(wide, [j!.Value]).Upper <= Epsilon) + 1;
            HittingWidth hit = NeuronHits.OfSingles(dimension, stream, Epsilon, 3000, CancellationToken.None);
            Assert.Equal(truth, (int?)hit.Width);
            if (truth is not { } width) continue;
            HittingWidth before = NeuronHits.OfSingles(dimension, stream, Epsilon, width - 1, CancellationToken.None);
            Assert.Equal((null, (long)width), (before.Width, before.LeastPossible));
        }
    }

    [Fact]
    [Slow]
    public void A_refit_never_needs_more_neurons_than_a_subset()
    {
        for (uint number = 0; number < 6; number++)
        {
            var stream = new RandomStream(number, 7, StreamPurpose.Sampling);
            HittingWidth subset = NeuronHits.OfSubsets(2, stream, 0.4, 60, 2, CancellationToken.None);
            HittingWidth refit = NeuronHits.OfRefits(2, stream, 0.4, 60, CancellationToken.None);
            Assert.True(refit.LeastPossible <= subset.Width);
            Assert.True(refit.Error <= 0.4);
        }
    }
}
