using System.Diagnostics;
using Espalier.Cli.Tests.Models;
using Espalier.Formats;
using Espalier.Graphs;
using Espalier.Graphs.Operators;

namespace Espalier.Cli.Tests.Tickets;

/// <summary>What cannot be drawn is one line, and leaves no file behind.</summary>
public sealed class WrongDrawTests
{
    [Theory]
    [InlineData("--epsilon", "--epsilon", "0")]
    [InlineData("--epsilon", "--epsilon", "-0.01")]
    [InlineData("--epsilon", "--epsilon", "NaN")]
    [InlineData("--epsilon", "--epsilon", "Infinity")]
    [InlineData("--delta", "--delta", "1")]
    [InlineData("--delta", "--delta", "0")]
    [InlineData("--delta", "--delta", "-0.5")]
    [InlineData("--delta", "--delta", "2")]
    [InlineData("--delta and --candidates", "--delta", "0.01", "--candidates", "20")]
    [InlineData("--candidates", "--candidates", "0")]
    [InlineData("--candidates", "--candidates", "-3")]
    [InlineData("1 to 44", "--construction", "linear", "--candidates", "45")]
    [InlineData("1 to 64", "--candidates", "65")]
    [InlineData("1 to 1048576", "--construction", "single", "--candidates", "1048577")]
    [InlineData("share", "--share", "row", "--candidates", "20")]
    [InlineData("share", "--share", "row")]
    [InlineData("--construction", "--construction", "square")]
    [InlineData("--distribution", "--distribution", "cauchy(1)")]
    [InlineData("--distribution", "--distribution", "uniform(1,-1)", "--candidates", "20")]
    [InlineData("--distribution", "--distribution", "")]
    [InlineData("not even 44 candidates", "--construction", "linear", "--distribution", "uniform(-1e-6,1e-6)", "--delta", "0.01")]
    [InlineData("--relative", "--relative", "0")]
    [InlineData("--epsilon and --relative", "--epsilon", "0.1", "--relative", "0.03")]
    [InlineData("1E-300", "--epsilon", "1e-300")]
    [InlineData("no width reaches it", "--epsilon", "1e-20")]
    [InlineData("--objective", "--objective", "edges")]
    [InlineData("--construction", "--construction", "single")]
    [InlineData("--part", "--part", "3/2")]
    [InlineData("--radius", "--radius", "0")]
    [InlineData("--threads", "--threads", "0")]
    [Slow]
    public async Task Wrong_options(string message, params string[] options)
    {
        using var cli = new Cli();
        string model = SmallNetworks.WriteTwoLayers(cli);
        (await cli.Run(["ticket", "draw", model, "-o", "drawn.ticket", .. options])).IsOneLineError(message);
        Assert.Equal(["two.safetensors"], Directory.GetFileSystemEntries(cli.Folder).Select(Path.GetFileName));
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [Slow]
    public async Task Weights_that_are_not_finite(float value)
    {
        using var cli = new Cli();
        foreach (string name in new[] { "bad.npz", "bad.safetensors" })
        {
            NetworkFile.Write(cli.PathOf(name), new Network(new Shape(2), new Dense(new Tensor(new Shape(2, 2), [1, 2, value, 4]))));
            (await cli.Run("ticket", "draw", name, "-o", "drawn.ticket", "--candidates", "20")).IsOneLineError(name, "finite");
            (await cli.Run("ticket", "draw", name, "-o", "drawn.ticket")).IsOneLineError(name, "finite");
        }

        Assert.False(File.Exists(cli.PathOf("drawn.ticket")));
    }

    [Fact]
    [Slow]
    public async Task Targets_that_are_none()
    {
        using var cli = new Cli();
        NetworkFile.Write(cli.PathOf("relu.onnx"), new Network(new Shape(2), new Relu()));
        (await cli.Run("ticket", "draw", "relu.onnx", "-o", "drawn.ticket", "--candidates", "20")).IsOneLineError("relu.onnx", "no weights");
        (await cli.Run("ticket", "draw", "missing.onnx", "-o", "drawn.ticket")).IsOneLineError("missing.onnx", "no such file");
        string model = SmallNetworks.WriteTwoLayers(cli);
        await cli.Draw(model, "--candidates", "8");
        (await cli.Run("ticket", "draw", "drawn.ticket", "-o", "again.ticket")).IsOneLineError("drawn.ticket");
        (await cli.Run("ticket", "draw", model)).IsOneLineError("--out");
        Assert.False(File.Exists(cli.PathOf("again.ticket")));
    }

    [Fact]
    public async Task A_missing_folder_is_noticed_before_the_work()
    {
        using var cli = new Cli();
        string model = WriteLong(cli);
        using Process process = cli.Start("ticket", "draw", model, "-o", "missing/drawn.ticket", "--construction", "linear", "--candidates", "40");
        (await Cli.Finish(process)).IsOneLineError("missing", "create the folder");
    }

    [Theory]
    [InlineData("INT", "--candidates", "40")]
    [InlineData("TERM", "--candidates", "40")]
    [InlineData("INT", "--delta", "1e-7")]
    [Slow]
    public async Task A_signal_stops_a_long_draw(string signal, params string[] options)
    {
        using var cli = new Cli();
        using Process process = cli.Start(
            ["ticket", "draw", WriteLong(cli), "-o", "drawn.ticket", "--construction", "linear", "--epsilon", "1e-7", .. options]);
        await cli.UntilBusy(process, processorSeconds: 2);
        Ran ran = await Cli.Stop(process, signal);
        Assert.Equal(
            (string.Empty, "espalier: cancelled; nothing was kept, the same command begins anew\n", 130), (ran.Output, ran.Error, ran.ExitCode));
        Assert.Equal(["long.safetensors"], Directory.GetFileSystemEntries(cli.Folder).Select(Path.GetFileName));
    }

    /// <summary>A target that takes minutes with 40 candidates.</summary>
    private static string WriteLong(Cli cli)
    {
        var random = new System.Random(5);
        float[] weights = [.. Enumerable.Range(0, 1_000_000).Select(_ => (float)(random.NextDouble() - 0.5))];
        NetworkFile.Write(cli.PathOf("long.safetensors"), new Network(new Shape(1000), new Dense(new Tensor(new Shape(1000, 1000), weights))));
        return "long.safetensors";
    }
}
