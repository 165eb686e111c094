using Espalier.Numerics.Random;
using Espalier.SubsetSums.Coded;

namespace Espalier.Bench.SubsetSums.Coded;

/// <summary>Processor time of one thread, the least of several rounds: coding a grid of 1024×1024 normal weights, decoding four million.</summary>
internal static class SpeedTable
{
    private const int Side = 1024;
    private const int Rows = 4096;

    /// <summary>Small grids that are coded before anything is measured, until the compiler has seen enough.</summary>
    private const int WarmUps = 60;

    public static void Fill(string folder)
    {
        var file = new TableFile(
            folder, "speed", "Normal weights, L = 14, one thread, processor time", ["what", "µs a weight", "10⁹ weights a second"]);
        var workspace = new CodingWorkspace(1);
        var weights = new float[Side * Side];
        new RandomStream(7, 0, StreamPurpose.Experiment).FillNormal(0, weights);
        for (int bits = 4; bits >= 2; bits--)
        {
            GridCoding coding = GridCoding.Tested(bits, 1, 0, rotated: false);
            file.Row($"code, {bits} bits", () =>
            {
                for (int i = 0; i < WarmUps; i++) GridSearch.Code(coding, 1, Side, weights.AsSpan(0, Side), [], workspace);
                return Cells(Least(3, () => GridSearch.Code(coding, Side, Side, weights, [], workspace)) / weights.Length);
            });
            file.Row($"decode, {bits} bits", () => Cells(Decoding(coding)));
            file.Row($"decode, {bits} bits, rotated", () => Cells(Decoding(coding with { Rotated = true })));
        }
    }

    private static double Decoding(GridCoding coding)
    {
        var word = new byte[coding.WordBytes(Rows, Side)];
        var words = new uint[word.Length / 4];
        new RandomStream(1, 0, StreamPurpose.Experiment).FillWords(0, words);
        Buffer.BlockCopy(words, 0, word, 0, word.Length);
        var scales = new byte[Rows];
        var decoded = new float[Rows * Side];
        return Least(25, () => CodedGrid.Decode(coding, Rows, Side, 1, scales, word, decoded)) / decoded.Length;
    }

    private static string[] Cells(double seconds) => [Invariant($"{1e6 * seconds:G3}"), Invariant($"{1e-9 / seconds:G3}")];

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
}
