using System.Text.Json;
using Espalier.Cli.Tests.Models;
using Espalier.Graphs;
using Espalier.Graphs.Operators;

namespace Espalier.Cli.Tests.Pruning;

public sealed class PruneTests
{
    [Slow]
    [Fact]
    public async Task Neurons_go_and_the_file_is_an_ordinary_one()
    {
        using var cli = new Cli();
        string model = SmallNetworks.WriteImageLayers(cli);
        Ran ran = await cli.Run("prune", model, "-o", "half.onnx", "--remove", "0.5", "--criterion", "activation", "--refit",
            "--calibration", "glyphs", "--inputs", "200", "--json");
        JsonElement found = ran.Json();
        Assert.Equal((6, 0.5), (found.GetProperty("removed").GetInt32(), found.GetProperty("removedShare").GetDouble()));
        Assert.Equal((784 * 6) + 60, found.GetProperty("parameters").GetInt32());
        Assert.Equal(new FileInfo(cli.PathOf("half.onnx")).Length, found.GetProperty("bytes").GetInt64());
        Assert.Equal("output", found.GetProperty("groups")[1].GetProperty("heldBy").GetString());
        Assert.InRange(found.GetProperty("relativeError").GetDouble(), 1e-6, 1);
        JsonElement inspected = (await cli.Run("inspect", "half.onnx", "--json")).Json();
        Assert.Equal((784 * 6) + 60, inspected.GetProperty("parameters").GetInt32());
        Ran evaluated = await cli.Run("evaluate", "half.onnx", "--engine", "onnxruntime", "--data", "glyphs", "--limit", "50", "--json");
        Assert.Equal(50, evaluated.Json().GetProperty("examples").GetInt32());
    }

    [Slow]
    [Fact]
    public async Task Weights_become_zero_and_patterns_too()
    {
        using var cli = new Cli();
        string model = SmallNetworks.WriteImageLayers(cli);
        JsonElement found = (await cli.Run(
            "prune", model, "-o", "sparse.onnx", "--by", "weights", "--remove", "0.75", "--scope", "row", "--json")).Json();
        Assert.Equal((784 * 9) + 90, found.GetProperty("removed").GetInt32());
        Assert.Equal((784 * 12) + 120, found.GetProperty("parameters").GetInt32());
        found = (await cli.Run("prune", model, "-o", "pattern.onnx", "--by", "weights", "--pattern", "2:4", "--json")).Json();
        Assert.Equal((784 * 6) + 60, found.GetProperty("removed").GetInt32());
    }

    [Slow]
    [Fact]
    public async Task Groups_are_listed()
    {
        using var cli = new Cli();
        JsonElement found = (await cli.Run("prune", SmallNetworks.WriteImageLayers(cli), "--list", "--json")).Json();
        Assert.Equal("0 dense", found.GetProperty("groups")[0].GetProperty("makers")[0].GetString());
        Assert.Equal(12, found.GetProperty("groups")[0].GetProperty("channels").GetInt32());
        Assert.Contains("2 dense", (await cli.Run("prune", SmallNetworks.WriteImageLayers(cli), "--list")).Output);
    }

    [Slow]
    [Fact]
    public async Task Taylor_and_fine_tuning_take_labels()
    {
        using var cli = new Cli();
        string model = SmallNetworks.WriteImageLayers(cli);
        JsonElement found = (await cli.Run("prune", model, "-o", "tuned.onnx", "--remove", "0.25", "--criterion", "taylor", "--inputs", "256",
            "--data", await DataFolder(cli), "--finetune", "1", "--json")).Json();
        Assert.True(found.GetProperty("accuracy").GetDouble() > found.GetProperty("accuracyBefore").GetDouble());
    }

    [Slow]
    [Fact]
    public async Task Bad_use_is_one_line_and_leaves_no_file()
    {
        using var cli = new Cli();
        string model = SmallNetworks.WriteImageLayers(cli);
        string nan = cli.Write("nan.json", "[[" + string.Join(',', Enumerable.Repeat("1e39", 784)) + "]]");
        (string[] Words, string[] Said)[] cases =
        [
            (["--remove", "1"], ["--remove"]),
            (["--remove", "0.99"], ["nothing would be left of a layer"]),
            (["--remove", "0.5", "--refit"], ["--calibration", "missing"]),
            (["--remove", "0.5", "--refit", "--calibration", cli.Write("short.json", "[[1,2]]")], ["short.json"]),
            (["--remove", "0.5", "--refit", "--calibration", nan], ["finite"]),
            (["--remove", "0.5", "--criterion", "taylor"], ["--data", "missing"]),
            (["--by", "weights", "--pattern", "4:2"], ["--pattern"]),
            (["--by", "weights", "--pattern", "2:4", "--remove", "0.5"], ["--remove"]),
            (["--by", "weights", "--remove", "0.5", "--refit"], ["--refit"]),
            (["--remove", "0.5", "--scope", "row"], ["--scope"]),
            (["--remove", "0.5", "--multiple", "0"], ["--multiple"]),
            (["--remove", "0.1", "--multiple", "16"], ["no multiple of 16"]),
            (["--by", "weights", "--remove", "0.5", "--multiple", "8"], ["--multiple"]),
            ([], ["--remove"]),
        ];
        foreach ((string[] words, string[] said) in cases)
        {
            (await cli.Run(["prune", model, "-o", "out.onnx", .. words])).IsOneLineError(said);
            Assert.False(File.Exists(cli.PathOf("out.onnx")));
        }
    }

    [Fact]
    public async Task What_couples_in_a_way_that_nobody_knows_is_refused_and_named()
    {
        using var cli = new Cli();
        Tensor Numbers(int rows, int columns) =>
            new(new Shape(rows, columns), [.. Enumerable.Range(1, rows * columns).Select(i => (float)Math.Sin(i))]);
        SmallNetworks.Write(
            cli, "mixed.onnx", new Network(new Shape(4), new Dense(Numbers(5, 4)), new Softmax(false), new Dense(Numbers(2, 5))));
        (await cli.Run("prune", "mixed.onnx", "-o", "out.onnx", "--remove", "0.5")).IsOneLineError("stays because of layer 1 (softmax)");

        SmallNetworks.Exchange(SmallNetworks.WriteImageLayers(cli), "Relu", "Mixd");
        (await cli.Run("prune", "images.onnx", "-o", "out.onnx", "--remove", "0.5")).IsOneLineError("images.onnx", "Mixd");
        Assert.False(File.Exists(cli.PathOf("out.onnx")));
    }

    /// <summary>A folder with few glyphs, so that an epoch is short.</summary>
    private static async Task<string> DataFolder(Cli cli)
    {
        string folder = cli.PathOf("glyphs");
        Ran made = await cli.Run("data", "make", "glyphs", "--out", folder, "--training", "2000", "--test", "500");
        Assert.Equal(0, made.ExitCode);
        return folder;
    }
}
