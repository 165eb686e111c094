using System.Text.Json;
using Espalier.Graphs;

namespace Espalier.Cli.Tests.Models;

public sealed class EvaluateTests
{
    [Theory]
    [InlineData("pensia/fc2.pt", 9719, 0.9719)]
    [InlineData("pensia/LeNet5_e50_h500.pt", 9847, 0.9847)]
    [InlineData("networks/mnist-net_256x2.onnx", 9808, 0.9808)]
    [Slow]
    public async Task Published_networks_have_their_known_accuracy(string model, int correct, double accuracy)
    {
        using var cli = new Cli();
        Ran ran = await cli.Run("evaluate", Checkout.SharedData(model.Split('/')), "--data", Checkout.SharedData("mnist"), "--json");
        JsonElement found = ran.Json();
        Assert.Equal((10000, correct), (found.GetProperty("examples").GetInt32(), found.GetProperty("correct").GetInt32()));
        Assert.Equal(accuracy, found.GetProperty("accuracy").GetDouble());
        if (model.EndsWith(".pt", StringComparison.Ordinal)) Assert.Contains("is read as", ran.Error);
        else Assert.Empty(ran.Error);
    }

    [Slow]
    [Theory]
    [InlineData(784)]
    [InlineData(1, 28, 28)]
    [InlineData(1, 784, 1)]
    public async Task Images_fit_by_their_length(params int[] extents)
    {
        using var cli = new Cli();
        string vector = Counted(
            await cli.Run("evaluate", SmallNetworks.WriteImageClassifier(cli, new Shape(784)), "--data", "glyphs", "--limit", "500", "--json"));
        string shaped = Counted(
            await cli.Run("evaluate", SmallNetworks.WriteImageClassifier(cli, new Shape(extents)), "--data", "glyphs", "--limit", "500", "--json"));
        Assert.Equal(vector, shaped);
    }

    [Theory]
    [InlineData("DOTNET_EnableAVX512")]
    [InlineData("DOTNET_EnableAVX2")]
    [InlineData("DOTNET_EnableHWIntrinsic")]
    [InlineData("DOTNET_TieredCompilation")]
    [Slow]
    public async Task Results_depend_neither_on_threads_nor_on_instruction_sets(string variable)
    {
        using var cli = new Cli();
        string model = SmallNetworks.WriteImageClassifier(cli, new Shape(784));
        string[] evaluate = ["evaluate", model, "--data", "glyphs", "--limit", "300", "--seed", "7", "--json"];
        string[] run = ["run", model, "--values", string.Join(',', Enumerable.Range(1, 784).Select(i => $"0.{i}")), "--json"];
        string counted = Counted(await cli.Run([.. evaluate, "--threads", "1"]));
        string outputs = (await cli.Run([.. run, "--threads", "1"])).Output;
        cli.Environment[variable] = "0";
        Assert.Equal(counted, Counted(await cli.Run([.. evaluate, "--threads", "2"])));
        Assert.Equal(outputs, (await cli.Run([.. run, "--threads", "2"])).Output);
    }

    [Slow]
    [Fact]
    public async Task The_seed_draws_other_glyphs()
    {
        using var cli = new Cli();
        string model = SmallNetworks.WriteImageClassifier(cli, new Shape(784));
        string[] command = ["evaluate", model, "--data", "glyphs", "--limit", "2000", "--json"];
        string one = Counted(await cli.Run([.. command, "--seed", "1"]));
        Assert.Equal(one, Counted(await cli.Run(command)));
        Assert.NotEqual(one, Counted(await cli.Run([.. command, "--seed", "2"])));
    }

    [Slow]
    [Fact]
    public async Task What_does_not_fit_is_one_line()
    {
        using var cli = new Cli();
        string image = SmallNetworks.WriteImageClassifier(cli, new Shape(784));
        Directory.CreateDirectory(cli.PathOf("empty"));
        File.Copy(Checkout.SharedData("mnist", "t10k-images-idx3-ubyte.gz"), cli.PathOf("empty/t10k-images-idx3-ubyte.gz"));
        (await cli.Run("evaluate", SmallNetworks.WriteTwoLayers(cli), "--data", "glyphs")).IsOneLineError("2 inputs", "784 numbers");
        (await cli.Run("evaluate", image)).IsOneLineError("--data is missing");
        (await cli.Run("evaluate", image, "--data", "missing")).IsOneLineError("missing", "no such folder");
        (await cli.Run("evaluate", image, "--data", "empty")).IsOneLineError("empty", "t10k-labels-idx1-ubyte");
        (await cli.Run("evaluate", image, "--data", "glyphs", "--limit", "0")).IsOneLineError("--limit: '0'");
        (await cli.Run("evaluate", image, "--data", "glyphs", "--limit", "2000001")).IsOneLineError("--limit", "2000000");
        cli.Environment["ESPALIER_DATA"] = cli.Folder;
        (await cli.Run("evaluate", image, "--data", "mnist")).IsOneLineError("espalier data fetch mnist");
    }

    /// <summary>Everything but the time.</summary>
    private static string Counted(Ran ran)
    {
        JsonElement found = ran.Json();
        return string.Join(' ', found.EnumerateObject().Where(field => field.Name != "seconds").Select(field => field.Value.GetRawText()));
    }
}
