using System.Globalization;
using Espalier.Numerics.Random;
using Espalier.SubsetSums.Coded;
using Espalier.SubsetSums.Yardsticks;

namespace Espalier.Bench.SubsetSums.Coded;

/// <summary>Tables of relative errors ‖w − ŵ‖/‖w‖, bits with scales beside them.</summary>
internal static class CodedMaskRun
{
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
                        CodedGrid coded = GridSearch.Code(coding, 64, 1024, weights, [], workspace);
                        spent += (Environment.CpuUsage.TotalTime - before).TotalMicroseconds / (4.0 * weights.Length);
                        coded.Decode(rounded);
                        errors[seed] = YardstickResult.Of(coded.Bits, weights, rounded).RelativeError;
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
            double coded = Least(7, () => GridSearch.Code(coding, 64, 1024, weights, [], workspace)) / weights.Length;
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
