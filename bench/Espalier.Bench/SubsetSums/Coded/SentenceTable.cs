using Espalier.SubsetSums.Coded;

namespace Espalier.Bench.SubsetSums.Coded;

/// <summary>
/// The 37 largest grids of a sentence encoder held in fewer bits: how far the weights are, and the cosine between embeddings of 200 sentences
/// and those of the original. Second moments are those of 200 other sentences.
/// </summary>
internal static class SentenceTable
{
    private const int Grids = 37;
    private const int Count = 200;
    private const int SeedLmBlocks = 1000;

    public static void Fill(string folder, string library, int threads)
    {
        var encoder = new SentenceEncoder(library, threads);
        List<WeightGrid> grids = encoder.Largest(Grids);
        string[] test = [.. Enumerable.Range(0, Count).Select(Sentences.Number)];
        string[] others = [.. Enumerable.Range(Count, Count).Select(Sentences.Number)];
        var original = new Lazy<float[][]>(() => encoder.Embed(test, [], []));
        var moments = new Lazy<Dictionary<string, double[]>>(() => encoder.Moments(others, grids));
        var workspace = new CodingWorkspace(threads);
        string[] Outcome(IReadOnlyList<float[]> weights)
        {
            double[] cosines = [.. encoder.Embed(test, grids, weights).Zip(original.Value, (a, b) => Cosine(a, b))];
            return [$"{cosines.Average():F5}", $"{cosines.Min():F5}"];
        }

        var table = new GridTable(folder, "minilm", "MiniLM, a sentence encoder", grids, ["mean cosine", "least cosine"], Outcome);
        table.Fill(workspace, SeedLmBlocks, bits => [Holding.FedBack(bits, moments, workspace)]);
        table.Row(Holding.Weighted(4, moments, workspace));
    }

    public static double Cosine(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        (double ab, double aa, double bb) = (0, 0, 0);
        for (int i = 0; i < a.Length; i++) (ab, aa, bb) = (ab + ((double)a[i] * b[i]), aa + ((double)a[i] * a[i]), bb + ((double)b[i] * b[i]));
        return ab / Math.Sqrt(aa * bb);
    }
}
