using System.Text.Json;
using Espalier.Cli.Tests.Models;
using Espalier.Formats;
using Espalier.Graphs;
using Espalier.Graphs.Operators;

namespace Espalier.Cli.Tests.Pruning;

public sealed class CompareNetworksTests
{
    [Slow]
    [Fact]
    public async Task Costs_accuracies_errors_and_times_stand_side_by_side()
    {
        using var cli = new Cli();
        string whole = SmallNetworks.WriteImageLayers(cli);
        foreach ((string name, string[] words) in new (string, string[])[]
            {
                ("half.onnx", ["--remove", "0.5"]), ("pattern.onnx", ["--by", "weights", "--pattern", "2:4"]),
            })
            Assert.Equal(0, (await cli.Run(["prune", whole, "-o", name, .. words])).ExitCode);
        JsonElement found = (await cli.Run("compare", whole, "half.onnx", "pattern.onnx", "--data", "glyphs", "--limit", "100", "--rounds", "6",
            "--batches", "1,3", "--threads", "2", "--json")).Json();
        JsonElement[] networks = [.. found.GetProperty("networks").EnumerateArray()];
        Assert.Equal([9528, 4764, 9528], networks.Select(network => network.GetProperty("parameters").GetInt32()));
        Assert.Equal([9528, 4764, 4764], networks.Select(network => network.GetProperty("nonzeroMultiplyAdds").GetInt32()));
        Assert.Equal([null, null, "2:4"], networks.Select(network => network.GetProperty("pattern").GetString()));
        Assert.Equal((1.0, 0.0), (networks[0].GetProperty("agreement").GetDouble(), networks[0].GetProperty("relativeError").GetDouble()));
        Assert.InRange(networks[1].GetProperty("relativeError").GetDouble(), 1e-3, 3);
        Assert.True(networks[2].GetProperty("gzipBytes").GetInt32() < networks[0].GetProperty("gzipBytes").GetInt32());
        Assert.Equal([12, 12, 16], networks.Select(network => network.GetProperty("times").GetArrayLength()));
        foreach (JsonElement time in networks.SelectMany(network => network.GetProperty("times").EnumerateArray()))
        {
            double median = time.GetProperty("milliseconds").GetDouble();
            Assert.InRange(median, time.GetProperty("interval")[0].GetDouble(), time.GetProperty("interval")[1].GetDouble());
        }

        Ran people = await cli.Run("compare", whole, "half.onnx", "--rounds", "1", "--batches", "1");
        Assert.Contains("onnxruntime", people.Output);
        Assert.Equal(0, people.ExitCode);
    }

    [Slow]
    [Fact]
    public async Task A_box_bounds_the_difference()
    {
        using var cli = new Cli();
        string whole = SmallNetworks.WriteTwoLayers(cli);
        JsonElement found = (await cli.Run("compare", whole, whole, "--rounds", "0", "--box", "-1", "1", "--json")).Json();
        Assert.Equal(0, found.GetProperty("networks")[1].GetProperty("certifiedUpper").GetDouble(), 1e-6);
        Assert.Equal(JsonValueKind.Null, found.GetProperty("networks")[0].GetProperty("certifiedUpper").ValueKind);

        // The neuron that is pruned gives max(x − y + ½, 0): ½ at the centre, and 0.7 at most at a distance of 0.1.
        Assert.Equal(0, (await cli.Run("prune", whole, "-o", "half.onnx", "--remove", "0.5")).ExitCode);
        const string centre = "0.5,0.5";
        JsonElement near = (await cli.Run("compare", whole, "half.onnx", "--rounds", "0", "--within", "0", "--centre", centre, "--json")).Json();
        JsonElement wide = (await cli.Run("compare", whole, "half.onnx", "--rounds", "0", "--within", "0.1", "--centre", centre, "--json")).Json();
        Assert.Equal(0.5, near.GetProperty("networks")[1].GetProperty("certifiedUpper").GetDouble(), 1e-6);
        Assert.InRange(wide.GetProperty("networks")[1].GetProperty("certifiedUpper").GetDouble(), 0.7, 0.71);
        (await cli.Run("compare", whole, whole, "--centre", centre)).IsOneLineError("--centre", "--within");
    }

    [Slow]
    [Fact]
    public async Task What_does_not_fit_is_one_line()
    {
        using var cli = new Cli();
        string whole = SmallNetworks.WriteImageLayers(cli), other = SmallNetworks.WriteTwoLayers(cli);
        (await cli.Run("compare", whole, other)).IsOneLineError("two.safetensors", "the first 784");
        (await cli.Run("compare", other, "--data", "glyphs")).IsOneLineError("--data", "do not fit");
        (await cli.Run("compare", whole, "--batches", "1048577")).IsOneLineError("--batches", "1048576");
        NetworkFile.Write(cli.PathOf("wide.onnx"), new Network(new Shape(4096), new Dense(new Tensor(new Shape(1, 4096), new float[4096]))));
        (await cli.Run("compare", "wide.onnx", "--batches", "1048576")).IsOneLineError("--batches", $"{Array.MaxLength / 4096}");
        (await cli.Run("compare")).IsOneLineError("MODELS");
    }
}
