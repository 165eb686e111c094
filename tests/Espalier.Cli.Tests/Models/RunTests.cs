using System.Text.Json;

namespace Espalier.Cli.Tests.Models;

public sealed class RunTests
{
    [Fact]
    public async Task One_input_from_the_command_line()
    {
        using var cli = new Cli();
        Ran ran = await cli.Run("run", SmallNetworks.WriteTwoLayers(cli), "--values", "-0.25,0.125", "--json");
        Assert.Equal("""{"outputs":[[0.875]],"precision":"double","engine":"exact"}""" + "\n", ran.Output);
    }

    [Fact]
    public async Task Many_inputs_from_json()
    {
        using var cli = new Cli();
        string inputs = cli.Write("inputs.json", "[[1, 0], [0, [1]], [-0.25, 0.125]]");
        Ran ran = await cli.Run("run", SmallNetworks.WriteTwoLayers(cli), "--input", inputs, "--json");
        Assert.Equal([[1.5], [6.0], [0.875]], ran.Outputs());
    }

    [Fact]
    public async Task Inputs_from_numpy()
    {
        using var cli = new Cli();
        Ran ran = await cli.Run("run", SmallNetworks.WriteTwoLayers(cli), "--input", Numpy(cli, 2), "--json");
        Assert.Equal([[1.5], [6.0]], ran.Outputs());
    }

    /// <summary>Written by the onnx package: two inputs, the number of rows open, a product in either branch of an If.</summary>
    [Slow]
    [Fact]
    public async Task A_model_of_several_inputs_takes_an_array_for_each()
    {
        using var cli = new Cli();
        string model = Fixture("branches.onnx");
        Ran ran = await cli.Run("run", model, "--input", Fixture("branches.npz"), "--json");
        Assert.Equal([[9, 12, 15], [-1, 1, 3]], ran.Outputs());
        Assert.Equal("onnxruntime", ran.Json().GetProperty("engine").GetString());
        JsonElement[] grids = [.. (await cli.Run("inspect", model, "--json")).Json().GetProperty("layers").EnumerateArray()];
        Assert.Equal(["matmul", "matmul"], grids.Select(grid => grid.GetProperty("kind").GetString()));
        Assert.Equal([6, 6], grids.Select(grid => grid.GetProperty("parameters").GetInt32()));
        Assert.Contains("there is no array", (await cli.Run("run", model, "--input", Numpy(cli, 1))).Error);
        Assert.Contains("an array for each input", (await cli.Run("run", model, "--values", "1,2")).Error);
        ran = await cli.Run("run", SmallNetworks.WriteTwoLayers(cli), "--input", Fixture("branches.npz"));
        Assert.Contains("the network has one input", ran.Error);
    }

    private static string Numpy(Cli cli, int rows)
    {
        string text = $"NUMPY\x01\0v\0{{'descr': '<f8', 'fortran_order': False, 'shape': ({rows}, 2), }}";
        byte[] header = [0x93, .. System.Text.Encoding.ASCII.GetBytes(text)];
        double[] values = [.. new[] { 1.0, 0, 0, 1 }.Take(2 * rows)];
        byte[] file = [.. header, .. Enumerable.Repeat((byte)' ', 127 - header.Length), (byte)'\n', .. values.SelectMany(BitConverter.GetBytes)];
        File.WriteAllBytes(cli.PathOf("inputs.npy"), file);
        return cli.PathOf("inputs.npy");
    }

    private static string Fixture(string name) => Path.Combine(Checkout.Root, "tests", "Espalier.Cli.Tests", "Models", "Fixtures", name);

    [Slow]
    [Fact]
    public async Task Single_precision_rounds_and_prints_what_it_computed()
    {
        using var cli = new Cli();
        Ran ran = await cli.Run("run", SmallNetworks.WriteTwoLayers(cli), "--values", "0.1,0", "--precision", "single", "--json");
        Assert.Equal(0.1f + 0.5f, ran.Outputs()[0][0]);
    }

    [Slow]
    [Fact]
    public async Task Numbers_that_are_not_finite_pass_with_a_warning()
    {
        using var cli = new Cli();
        Ran ran = await cli.Run("run", SmallNetworks.WriteTwoLayers(cli), "--values", "NaN,0", "--json");
        Assert.Equal("NaN", ran.Json().GetProperty("outputs")[0][0].GetString());
        Assert.Contains("warning", ran.Error);
        ran = await cli.Run("run", SmallNetworks.WriteTwoLayers(cli), "--values", "0,Infinity", "--json", "--quiet");
        Assert.Equal(("Infinity", string.Empty), (ran.Json().GetProperty("outputs")[0][0].GetString(), ran.Error));
    }

    [Slow]
    [Theory]
    [InlineData("the 2 inputs", "--values", "1,2,3")]
    [InlineData("comma list of numbers", "--values", "1;2")]
    [InlineData("comma list of numbers", "--values", "")]
    [InlineData("comma list of numbers", "--values", "1e999,0")]
    [InlineData("either --values or --input")]
    [InlineData("either --values or --input", "--values", "1,2", "--input", "x.json")]
    [InlineData("'.txt'", "--input", "x.txt")]
    [InlineData("no such file", "--input", "missing.json")]
    [InlineData("no such file", "--input", "missing.npy")]
    [InlineData("--precision: 'half'", "--values", "1,2", "--precision", "half")]
    public async Task Wrong_inputs_are_one_line(string message, params string[] inputs)
    {
        using var cli = new Cli();
        (await cli.Run(["run", SmallNetworks.WriteTwoLayers(cli), .. inputs])).IsOneLineError(message);
    }

    [Slow]
    [Theory]
    [InlineData("[[1, 2], [3]]", "input 1")]
    [InlineData("[[1, 2], [3, \"x\"]]", "'x' is not a number")]
    [InlineData("[[1, 2], [3, null]]", "not a number")]
    [InlineData("[]", "not an array of inputs")]
    [InlineData("{\"a\": 1}", "not an array of inputs")]
    [InlineData("[[1,", "line 1")]
    [InlineData("", "line 1")]
    [InlineData("[[1, 1e999]]", "1e999")]
    public async Task Wrong_json_is_one_line(string json, string message)
    {
        using var cli = new Cli();
        (await cli.Run("run", SmallNetworks.WriteTwoLayers(cli), "--input", cli.Write("inputs.json", json))).IsOneLineError("inputs.json", message);
    }

    [Slow]
    [Theory]
    [InlineData("1")]
    [InlineData("2")]
    public async Task A_real_network_gives_its_known_answer(string threads)
    {
        using var cli = new Cli();
        string model = Checkout.SharedData("networks", "ACASXU_run2a_1_1_batch_2000.onnx");
        double[] outputs = (await cli.Run("run", model, "--values", "0.1,-0.2,0.3,0.4,-0.5", "--threads", threads, "--json")).Outputs()[0];
        double[] known = [-0.02232199, -0.01898006, -0.01907534, -0.01908456, -0.01914255];
        Assert.All(known.Zip(outputs), pair => Assert.Equal(pair.First, pair.Second, 1e-7));
    }
}
