using Espalier.SubsetSums;
using Espalier.SubsetSums.Hitting;
using Espalier.SubsetSums.Law;

namespace Espalier.Tests.SubsetSums;

public sealed class HittingLawTests
{
    [Theory]
    [InlineData("uniform")]
    [InlineData("product")]
    [InlineData("normal")]
    [InlineData("hyperbolic(0.001,1)")]
    [InlineData("laplace(0.5)")]
    [InlineData("mixture(0.3,uniform(-0.5,0.5),normal(1))")]
    [Slow]
    public void Wider_than_n_is_the_failure_of_n_trial_by_trial(string text)
    {
        CandidateLaw law = CandidateLaw.Parse(text);
        HittingLaw hitting = HittingLaw.Run(new(law, 0.02, 11), 0, 1500, 2, null, TestContext.Current.CancellationToken)!;
        foreach (int n in (int[])[4, 9, 13])
        {
            SubsetSumTrials trials = SubsetSumTrials.Run(new(law, n, 0.02, 11), 0, 1500, 2, null, TestContext.Current.CancellationToken)!;
            Assert.Equal(trials.Failures, hitting.Above(n));
        }

        Assert.Equal(1500, hitting.Trials);
        Assert.Equal(hitting.Counts.Sum(), hitting.Kept.Sum());
        Assert.True(hitting.Quantile(0.5) <= hitting.Quantile(0.9));
    }

    [Fact]
    public void Uniform_candidates_reach_what_products_do_not()
    {
        // The twin of the test above: another law, another answer, far outside of chance.
        HittingLaw product = HittingLaw.Run(new(CandidateDistribution.Product, 0.01, 3), 0, 4000, 2, null, TestContext.Current.CancellationToken)!;
        HittingLaw uniform = HittingLaw.Run(new(CandidateDistribution.Uniform, 0.01, 3), 0, 4000, 2, null, TestContext.Current.CancellationToken)!;
        Assert.True(product.Above(15) > uniform.Above(15) + 60);
    }

    [Theory]
    [InlineData(0.75, "uniform(-0.001,0.001)")]
    [InlineData(0.75, "uniform(5,10)")]
    [InlineData(0.5, "normal(1)")]
    public void A_mixture_takes_at_most_as_many_candidates_as_its_uniform_part_alone(double share, string other)
    {
        // Remark 1: whatever the others are, those of the uniform part hit as they would alone, after 1/share times as many candidates in the mean.
        string text = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"mixture({share},uniform(-1,1),{other})");
        HittingLaw mixture = HittingLaw.Run(new(CandidateLaw.Parse(text), 0.05, 7), 0, 2000, 1, null, TestContext.Current.CancellationToken)!;
        HittingLaw uniform = HittingLaw.Run(new(CandidateDistribution.Uniform, 0.05, 7), 0, 2000, 1, null, TestContext.Current.CancellationToken)!;
        Assert.True(mixture.Mean <= (uniform.Mean / share) + 0.3, $"{mixture.Mean} and {uniform.Mean}");
        Assert.Equal(0, mixture.Misses);
    }

    [Fact]
    public void Laws_have_one_text_form()
    {
        foreach (string text in (string[])["uniform(-1,1)", "product(uniform(-1,1))", "product(hyperbolic(0.01,2))"])
            Assert.Equal(text, CandidateLaw.Parse(text).ToString());
        Assert.Equal(CandidateLaw.Parse("product"), CandidateLaw.Parse("product(uniform(-1,1))"));
        Assert.Throws<InvalidInputException>(() => CandidateLaw.Parse("product(product)"));
    }

    [Fact]
    public void An_absurd_tolerance_is_refused_without_a_trial()
    {
        foreach (LawNotion notion in Enum.GetValues<LawNotion>())
        {
            SmallestCandidates answer = SmallestCandidates.Find(
                new(CandidateDistribution.Uniform, notion, 1e-300, 0.01, 0.99, 1), 1, null, TestContext.Current.CancellationToken);
            Assert.Equal((LawStatus.LimitReached, 0), (answer.Status, answer.Steps.Count));
        }

        Assert.Throws<InvalidInputException>(() => ReachBound.Require(1e-300, 0.01, 0.5));
        ReachBound.Require(0.01, 0.01, 0.5);
        // The bound never forbids what happens: at n = 9 more than the share allowed fails, and not more than possible is served.
        Assert.False(ReachBound.IsBeyond(9, 0.01, 0.01));
        HittingLaw law = HittingLaw.Run(new(CandidateDistribution.Uniform, 0.01, 5), 0, 4000, 2, null, TestContext.Current.CancellationToken)!;
        for (int n = 0; n < 10; n++) Assert.True(1 - ((double)law.Above(n) / law.Trials) <= ReachBound.ServedShare(n, 0.01) + 0.03);
    }

    [Fact]
    public void Subsets_of_a_fixed_size_equal_brute_force()
    {
        for (int seed = 0; seed < 300; seed++)
        {
            var random = new System.Random(seed);
            double[] candidates = [.. Enumerable.Range(0, random.Next(1, 12))
                .Select(_ => Math.Round((random.NextDouble() - 0.5) * 1024) / 512)];
            double target = random.NextDouble() - 0.5;
            int size = random.Next(candidates.Length + 1);
            double expected = double.PositiveInfinity;
            for (int mask = 0; mask < 1 << candidates.Length; mask++)
            {
                if (int.PopCount(mask) != size) continue;
                double sum = Enumerable.Range(0, candidates.Length).Where(i => ((mask >> i) & 1) != 0).Sum(i => candidates[i]);
                expected = Math.Min(expected, Math.Abs(target - sum));
            }

            (double error, ulong chosen) = FixedSizeSubset.Closest(candidates, target, size);
            Assert.Equal(expected, error, 1e-12);
            Assert.Equal(size, (int)ulong.PopCount(chosen));
        }
    }

    [Fact]
    public void Lattice_widths_equal_brute_force_and_the_solver_of_real_numbers()
    {
        for (int seed = 0; seed < 100; seed++)
        {
            int[] candidates = new int[11];
            LatticeWidths.Candidates(40, (ulong)seed, 7, candidates);
            int[] widths = LatticeWidths.Of(candidates, 50);
            var shortest = new Dictionary<int, int>();
            for (int mask = 0; mask < 1 << 11; mask++)
            {
                int sum = 0;
                for (int i = 0; i < 11; i++) sum += ((mask >> i) & 1) * candidates[i];
                int width = 32 - int.LeadingZeroCount(mask);
                if (!shortest.TryGetValue(sum, out int known) || width < known) shortest[sum] = width;
            }

            for (int target = -50; target <= 50; target++) Assert.Equal(shortest.GetValueOrDefault(target, -1), widths[target + 50]);
            double[] reals = [.. candidates.Select(candidate => 0.125 * candidate)];
            HittingResult hit = HittingWidths.Solve(reals, 0.125 * 13, 0.01);
            Assert.Equal(widths[63], hit.Status == SubsetSumStatus.Found ? hit.Width : -1);
            if (hit.Status == SubsetSumStatus.Found) Assert.Equal(0, hit.Error);
        }
    }

    [Fact]
    public void Covering_the_line_is_the_covering_radius()
    {
        for (int trial = 0; trial < 40; trial++)
        {
            double[] candidates = new double[9];
            RandomInstance.Candidates(CandidateDistribution.Uniform, 4, trial, candidates);
            double radius = CoveringRadius.Of(candidates, -1, 1);
            Assert.True(CubeCovering.Covers(candidates, 1, radius));
            Assert.False(CubeCovering.Covers(candidates, 1, Math.BitDecrement(radius) * (1 - 1e-12)));
        }
    }

    /// <summary>A fine grid of points finds a hole where one is announced, and none where none is.</summary>
    [Theory]
    [InlineData(2, 10)]
    [InlineData(3, 7)]
    [Slow]
    public void Covering_the_cube_agrees_with_points(int dimension, int n)
    {
        for (int trial = 0; trial < (dimension == 2 ? 6 : 2); trial++)
        {
            double[] vectors = new double[n * dimension];
            RandomInstance.Candidates(CandidateDistribution.Uniform, 8, trial, vectors);
            double radius = CubeCovering.Radius(vectors, dimension, 4, 0.01);
            double farthest = Farthest(vectors, dimension, dimension == 2 ? 60 : 16);
            Assert.True(farthest <= radius, $"a point {farthest} away, radius {radius}");
            // The grid's spacing is what a hole can lose between its points.
            Assert.True(radius <= farthest + (dimension == 2 ? 2.0 / 59 : 2.0 / 15) + 0.01, $"farthest point {farthest}, radius {radius}");
        }
    }

    private static double Farthest(double[] vectors, int dimension, int grid)
    {
        int n = vectors.Length / dimension;
        double farthest = 0;
        for (int point = 0; point < (int)Math.Pow(grid, dimension); point++)
        {
            double nearest = double.PositiveInfinity;
            for (int mask = 0; mask < 1 << n; mask++)
            {
                double distance = 0;
                for (int c = 0, rest = point; c < dimension; c++, rest /= grid)
                {
                    double sum = -1 + (2.0 * (rest % grid) / (grid - 1));
                    for (int i = 0; i < n; i++) sum -= ((mask >> i) & 1) * vectors[(i * dimension) + c];
                    distance = Math.Max(distance, Math.Abs(sum));
                }

                nearest = Math.Min(nearest, distance);
            }

            farthest = Math.Max(farthest, nearest);
        }

        return farthest;
    }
}
