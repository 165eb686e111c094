using System.Numerics;
using Espalier.Numerics.Random;
using Espalier.SubsetSums.Hitting;
using Espalier.SubsetSums.Yardsticks;

namespace Espalier.Bench.SubsetSums.Coded;

/// <summary>
/// Bits per weight of free masks with hitting widths, every weight within ε, by the law of the candidates: the shortest prefix, and the shortest
/// word among the hits when words are those of <see cref="PrefixCode"/>, counted again until they get no shorter.
/// </summary>
internal sealed class FreeMaskTable
{
    private const double Epsilon = 0.01;
    private const ulong Seed = 1;
    private const int MostRounds = 6;

    /// <summary>What a file says of each pair of prefix and number kept that occurs: both, and a frequency.</summary>
    private const int BitsPerSymbol = 32;

    private readonly TableFile _file;
    private readonly List<WeightGrid> _grids;
    private readonly int _threads;

    private FreeMaskTable(TableFile file, List<WeightGrid> grids, int threads) => (_file, _grids, _threads) = (file, grids, threads);

    public static void Fill(string folder, string name, string model, int threads)
    {
        List<WeightGrid> grids = WeightGrid.Largest(model, int.MaxValue);
        long weights = grids.Sum(grid => (long)grid.Weights.Length);
        var file = new TableFile(
            folder,
            name,
            Invariant($"{Path.GetFileName(model)}: {weights} weights, none beyond {Epsilon}; bits count tables"),
            ["candidates", "bits, shortest prefix", "bits, shortest word", "candidates kept", "longest prefix", "beyond ε"]);
        var table = new FreeMaskTable(file, grids, threads);
        file.Row("entropy-coded steps of 2ε", () =>
        {
            double bits = grids.Sum(grid => EntropyCodedSteps.WithStep((float)(2 * Epsilon), grid.Weights, new float[grid.Weights.Length]));
            return ["", $"{bits / weights:F3}", "", "", ""];
        });
        table.Row("±(ε + exponential), mean excess of the grid's weights", grid => new ExponentialDistribution(Epsilon, MeanExcess(grid)));
        table.Row("normal, twice the standard deviation of the grid's weights", grid => new NormalDistribution(2 * Deviation(grid)));
        table.Row("hyperbolic, from ε to the grid's largest weight", grid => new HyperbolicDistribution(Epsilon, Largest(grid)));
        table.Row("uniform, up to the grid's largest weight", grid => new UniformDistribution(-Largest(grid), Largest(grid)));
    }

    private void Row(string name, Func<WeightGrid, Distribution> law) => _file.Row(name, () =>
    {
        (double prefixes, double words, long kept, long beyond, int longest) = (0, 0, 0, 0, 0);
        foreach (WeightGrid grid in _grids)
        {
            int weights = grid.Weights.Length;
            HittingCandidates candidates = HittingCandidates.Direct(law(grid), new RandomStream(Seed, 2 * grid.Number), weights);
            double[] tolerances = [.. Enumerable.Repeat(Epsilon, grid.Rows)];
            var masks = new ulong[weights];
            HittingWidths.SolveGrid(candidates, grid.Weights, tolerances, masks, _threads);
            (double before, double least) = (Bits(masks), double.PositiveInfinity);
            prefixes += before;
            for (int round = 0; round < MostRounds && before < least; round++)
            {
                least = before;
                var shorter = new ulong[weights];
                HittingWidths.SolveGrid(candidates, grid.Weights, tolerances, shorter, _threads, null, new PrefixCode(masks));
                before = Bits(shorter);
                if (before < least) masks = shorter;
            }

            words += Math.Min(least, before);
            kept += masks.Sum(mask => BitOperations.PopCount(mask));
            longest = Math.Max(longest, masks.Max(mask => 64 - BitOperations.LeadingZeroCount(mask)));
            beyond += Enumerable.Range(0, weights).Count(i => Math.Abs(grid.Weights[i] - Sum(candidates, i, masks[i])) > Epsilon);
        }

        double all = _grids.Sum(grid => (double)grid.Weights.Length);
        return [$"{prefixes / all:F3}", $"{words / all:F3}", $"{kept / all:F2}", $"{longest}", $"{beyond}"];
    });

    private static double Bits(ulong[] masks)
    {
        int symbols = masks.Select(mask => (BitOperations.LeadingZeroCount(mask), BitOperations.PopCount(mask))).Distinct().Count();
        return PrefixCode.Entropy(masks) + (BitsPerSymbol * symbols);
    }

    private static double Sum(HittingCandidates candidates, int weight, ulong mask)
    {
        double sum = 0;
        for (int k = 0; mask >> k != 0; k++)
            if (((mask >> k) & 1) != 0) sum += candidates.At(weight, k);
        return sum;
    }

    private static float Largest(WeightGrid grid) => grid.Weights.Max(Math.Abs);

    private static double MeanExcess(WeightGrid grid)
    {
        double[] excess = [.. grid.Weights.Select(weight => Math.Abs(weight) - Epsilon).Where(excess => excess > 0)];
        return excess.Length == 0 ? Epsilon : excess.Average();
    }

    private static double Deviation(WeightGrid grid)
    {
        double mean = grid.Weights.Average(weight => (double)weight);
        return Math.Sqrt(grid.Weights.Average(weight => (weight - mean) * (weight - mean)));
    }
}
