using System.Globalization;
using Espalier.Numerics.Random;
using Espalier.SubsetSums.Coded;
using Espalier.SubsetSums.Yardsticks;

namespace Espalier.Bench.SubsetSums.Coded;

/// <summary>Tables of relative errors ‖w − ŵ‖/‖w‖, bits with scales beside them.</summary>
internal static class CodedMaskRun
{
    /// <summary>All ways to store the largest grids of a file at 4, 3 and 2 bits; of every so many rows the first.</summary>
    public static void Grids(string path, int count, int every, int seedLmBlocks)
    {
        List<WeightGrid> grids = [.. WeightGrid.Largest(path, count).Select(grid => grid.Every(every))];
        long weights = grids.Sum(grid => (long)grid.Weights.Length);
        Print($"{Path.GetFileName(path)}: {grids.Count} grids, {weights} weights");
        Row("float16", grids, (grid, _, rounded) => BlockIntegers.HalfPrecision(grid.Weights, rounded));
        Row("int8 per channel", grids, (grid, _, rounded) => BlockIntegers.PerChannel(grid.Columns, grid.Weights, rounded));
        for (int bits = 4; bits >= 2; bits--)
        {
            foreach (Rounding rounding in Rounding.Plain(bits)) Row(rounding.Name, grids, rounding.Round);
            if (bits > 2 && seedLmBlocks > 0) SeedLmRow(bits, grids, weights, seedLmBlocks);
            Print($"| Gaussian limit | {bits} | {GaussianLimit.RelativeError(bits):F4} |");
        }
    }

    /// <summary>Normal weights: numbers, window bits and bits per weight; 64 rows of 1024, the mean of four seeds.</summary>
    public static void Gaussian()
    {
        var workspace = new CodingWorkspace(1);
        var weights = new float[65_536];
        var rounded = new float[weights.Length];
        new RandomStream(7, 0, StreamPurpose.Experiment).FillNormal(0, weights);
        foreach (int numbers in new[] { 16, 32, 0 })
            foreach (int window in new[] { 12, 14, 16 })
                for (int bits = 4; bits >= 2; bits--)
                {
                    var errors = new double[4];
                    double spent = 0;
                    for (int seed = 0; seed < errors.Length; seed++)
                    {
                        GridCoding coding = GridCoding.Tested(bits, (ulong)(500 + seed), 0, rotated: false, window) with { Numbers = numbers };
                        TimeSpan before = Environment.CpuUsage.TotalTime;
                        CodedGrid coded = CodedGrid.Code(coding, 64, 1024, weights, [], workspace);
                        spent += (Environment.CpuUsage.TotalTime - before).TotalMicroseconds / (4.0 * weights.Length);
                        coded.Decode(rounded);
                        errors[seed] = RelativeError(weights, rounded);
                    }

                    string name = numbers == 0 ? "one per window" : numbers.ToString(CultureInfo.InvariantCulture);
                    double limit = GaussianLimit.RelativeError(bits);
                    Print(
                        $"| {name} | {window} | {bits} | {errors.Average():F4} | {errors.Min():F4} to {errors.Max():F4} | {limit:F4} | {spent:F2} |");
                }
    }

    /// <summary>Processor time per weight, the least of several rounds: coding 65 536 weights, decoding four million.</summary>
    public static void Speed()
    {
        var workspace = new CodingWorkspace(1);
        var weights = new float[65_536];
        new RandomStream(7, 0, StreamPurpose.Experiment).FillNormal(0, weights);
        for (int bits = 4; bits >= 2; bits--)
        {
            GridCoding coding = GridCoding.Tested(bits, 1, 0, rotated: false);
            double coded = Least(7, () => CodedGrid.Code(coding, 64, 1024, weights, [], workspace)) / weights.Length;
            Print($"| code, {bits} bits | {1e6 * coded:F2} µs |");
            foreach (bool rotated in new[] { false, true })
            {
                (int rows, int columns) = (4096, 1024);
                GridCoding read = coding with { Rotated = rotated };
                var word = new byte[read.WordBytes(rows, columns)];
                var words = new uint[word.Length / 4];
                new RandomStream(1, 0, StreamPurpose.Experiment).FillWords(0, words);
                Buffer.BlockCopy(words, 0, word, 0, word.Length);
                var scales = new byte[rows];
                var decoded = new float[rows * columns];
                double spent = Least(15, () => CodedGrid.Decode(read, rows, columns, 1, scales, word, decoded)) / decoded.Length;
                Print($"| decode, {bits} bits{(rotated ? ", rotated" : "")} | {1e-9 / spent:F2}·10⁹ weights a second |");
            }
        }
    }

    public static double RelativeError(ReadOnlySpan<float> weights, ReadOnlySpan<float> rounded)
    {
        (double error, double total) = (0, 0);
        for (int i = 0; i < weights.Length; i++)
        {
            double miss = (double)weights[i] - rounded[i];
            error += miss * miss;
            total += (double)weights[i] * weights[i];
        }

        return Math.Sqrt(error / total);
    }

    private static void Row(string name, List<WeightGrid> grids, Func<WeightGrid, int, float[], double> round)
    {
        (double bits, double error, double total, double mean) = (0, 0, 0, 0);
        for (int i = 0; i < grids.Count; i++)
        {
            var rounded = new float[grids[i].Weights.Length];
            bits += round(grids[i], i, rounded);
            double relative = RelativeError(grids[i].Weights, rounded);
            double square = grids[i].Weights.Sum(weight => (double)weight * weight);
            error += relative * relative * square;
            total += square;
            mean += relative / grids.Count;
        }

        Print($"| {name} | {bits / grids.Sum(grid => (long)grid.Weights.Length):F3} | {Math.Sqrt(error / total):F4} | {mean:F4} |");
    }

    /// <summary>SeedLM on evenly spaced blocks: all of them would take hours.</summary>
    private static void SeedLmRow(int bits, List<WeightGrid> grids, long weights, int blocks)
    {
        var method = new SeedLm(bits);
        (double error, double total) = (0, 0);
        foreach (WeightGrid grid in grids)
        {
            int all = grid.Weights.Length / method.Block;
            int taken = (int)Math.Clamp(blocks * (long)grid.Weights.Length / weights, 1, all);
            for (int i = 0; i < taken; i++)
            {
                ReadOnlySpan<float> block = grid.Weights.AsSpan((int)((long)all * i / taken) * method.Block, method.Block);
                error += method.LeastError(block);
                foreach (float weight in block) total += (double)weight * weight;
            }
        }

        Print($"| SeedLM, {blocks} blocks | {bits} | {Math.Sqrt(error / total):F4} | |");
    }

    private static double Least(int rounds, Action work)
    {
        double least = double.PositiveInfinity;
        for (int round = 0; round < rounds; round++)
        {
            TimeSpan before = Environment.CpuUsage.TotalTime;
            work();
            least = Math.Min(least, (Environment.CpuUsage.TotalTime - before).TotalSeconds);
        }

        return least;
    }

    internal static void Print(FormattableString line) => Console.Out.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
