using System.Text.Json;
using Espalier.Formats;
using Espalier.Graphs;
using Espalier.Graphs.Operators;

namespace Espalier.Cli.Tests.Models;

/// <summary>Networks and data as users bring them.</summary>
public sealed class OwnModelTests
{
    [Slow]
    [Fact]
    public async Task A_state_dictionary_asks_for_the_line_that_it_lacks()
    {
        using var cli = new Cli();
        string model = cli.PathOf("dense.pt");
        File.Copy(Path.Combine(Checkout.Root, "tests", "Espalier.Tests", "Formats", "PyTorch", "Fixtures", "dense.pt"), model);
        (await cli.Run("run", model, "--values", "1,2,-4")).IsOneLineError("dense.pt", "--architecture \"3: dense, relu, dense\"");
        string relu = (await cli.Run("run", model, "--values", "1,2,-4", "--architecture", "3: dense, relu, dense", "--json")).Output;
        cli.Write("dense.pt.architecture", "3: dense, tanh, dense");
        Assert.NotEqual(relu, (await cli.Run("run", model, "--values", "1,2,-4", "--json")).Output);
    }

    [Slow]
    [Fact]
    public async Task The_second_engine_gives_the_same_outputs_and_says_that_it_ran()
    {
        using var cli = new Cli();
        SmallNetworks.WriteTwoLayers(cli, "two.onnx");
        JsonElement exact = (await cli.Run("run", "two.onnx", "--values", "0.25,0.5", "--precision", "single", "--json")).Json();
        JsonElement other = (await cli.Run("run", "two.onnx", "--values", "0.25,0.5", "--engine", "onnxruntime", "--json")).Json();
        Assert.Equal(("exact", "onnxruntime"), (exact.GetProperty("engine").GetString(), other.GetProperty("engine").GetString()));
        Assert.Equal(exact.GetProperty("outputs")[0][0].GetDouble(), other.GetProperty("outputs")[0][0].GetDouble(), 1e-6);
        JsonElement seen = (await cli.Run("inspect", "two.onnx", "--engine", "onnxruntime", "--json")).Json();
        Assert.Equal(2, seen.GetProperty("layers").GetArrayLength());
        SmallNetworks.WriteTwoLayers(cli);
        (await cli.Run("run", "two.safetensors", "--values", "1,2", "--engine", "onnxruntime")).IsOneLineError("two.safetensors", ".onnx");
        (await cli.Run("inspect", "two.safetensors", "--engine", "onnxruntime")).IsOneLineError("two.safetensors", ".onnx");
        (await cli.Run("inspect", "none.onnx", "--engine", "onnxruntime")).IsOneLineError("none.onnx", "no such file");
    }

    [Slow]
    [Fact]
    public async Task A_table_of_ones_own_is_evaluated_and_compared()
    {
        using var cli = new Cli();
        var identity = new Dense(new Tensor(new Shape(2, 2), [1f, 0, 0, 1]));
        var exchanged = new Dense(new Tensor(new Shape(2, 2), [0f, 1, 1, 0]));
        NetworkFile.Write(cli.PathOf("a.onnx"), new Network(new Shape(2), identity));
        NetworkFile.Write(cli.PathOf("b.onnx"), new Network(new Shape(2), exchanged));
        cli.Write("table.csv", "p,q,label\n1,0,0\n0,1,1\n2,1,0\n1,2,0\n");
        JsonElement found = (await cli.Run("evaluate", "a.onnx", "--data", "table.csv", "--reference", "b.onnx", "--json")).Json();
        Assert.Equal((4, 3), (found.GetProperty("examples").GetInt32(), found.GetProperty("correct").GetInt32()));
        Assert.Equal(0, found.GetProperty("agreement").GetDouble());
        Assert.Equal(8.0 / 12, found.GetProperty("cosine").GetDouble(), 1e-12);
        Assert.Equal(Math.Sqrt(8.0 / 12), found.GetProperty("relativeError").GetDouble(), 1e-12);
        JsonElement same = (await cli.Run("evaluate", "a.onnx", "--data", "table.csv", "--reference", "a.onnx", "--scale", "0.5", "--json")).Json();
        Assert.Equal((1, 0), (same.GetProperty("agreement").GetDouble(), same.GetProperty("relativeError").GetDouble()));
        JsonElement flipped = (await cli.Run("evaluate", "a.onnx", "--data", "table.csv", "--scale", "-1", "--normalise", "0.5,2", "--json")).Json();
        Assert.Equal(1, flipped.GetProperty("correct").GetInt32());
    }

    [Slow]
    [Theory]
    [InlineData("p,q\n1,2\n", "no column is named label")]
    [InlineData("p,label\n1,2\n", "2 inputs")]
    [InlineData("p,q,label\n1,2\n", "line 2")]
    [InlineData("p,q,label\n1,x,0\n", "is no number")]
    [InlineData("p,q,label\n1,2,0.5\n", "is no label")]
    [InlineData("p,q,label\n0.5,2,7\n", "8 classes")]
    [InlineData("p,q,label\n", "no rows")]
    public async Task A_table_that_does_not_fit_is_refused_by_name(string table, string problem)
    {
        using var cli = new Cli();
        NetworkFile.Write(cli.PathOf("a.onnx"), new Network(new Shape(2), new Dense(new Tensor(new Shape(2, 2), [1f, 0, 0, 1]))));
        cli.Write("table.csv", table);
        (await cli.Run("evaluate", "a.onnx", "--data", "table.csv")).IsOneLineError(problem);
    }

    [Slow]
    [Fact]
    public async Task A_table_of_ones_own_is_trained_on_and_a_ticket_of_it_verified()
    {
        using var cli = new Cli();
        string rows = string.Concat(Enumerable.Range(0, 200).Select(i => $"{i % 7},{i % 5},{(i % 7 > i % 5 ? 1 : 0)}\n"));
        cli.Write("train.csv", "p,q,kind\n" + rows);
        cli.Write("test.csv", "p,q,kind\n" + rows);
        string[] data = ["--data", "train.csv", "--label", "kind", "--scale", "0.2", "--layers", "2-20-2", "--epochs", "20"];
        JsonElement trained = (await cli.Run(["train", .. data, "--test-data", "test.csv", "--out", "own.onnx", "--json"])).Json();
        Assert.InRange(trained.GetProperty("accuracy").GetDouble(), 0.95, 1);
        JsonElement evaluated = (
            await cli.Run("evaluate", "own.onnx", "--data", "test.csv", "--label", "kind", "--scale", "0.2", "--json")).Json();
        Assert.Equal(trained.GetProperty("accuracy").GetDouble(), evaluated.GetProperty("accuracy").GetDouble());
        Assert.Equal(60, (await cli.Run(["train", .. data, "--held-out", "50", "--json"])).Json().GetProperty("steps").GetInt32());
        (await cli.Run(["popup", .. data, "--test-data", "test.csv", "--out", "own.ticket", "--json"])).Json();
        string[] verify = ["ticket", "verify", "own.ticket", "--data", "test.csv", "--label", "kind", "--json"];
        Assert.True((await cli.Run([.. verify, "--scale", "0.2"])).Json().GetProperty("valid").GetBoolean());
        Assert.Equal(1, (await cli.Run([.. verify, "--scale", "-0.2"])).ExitCode);
    }

    [Theory]
    [InlineData("no test examples of their own")]
    [InlineData("leave one of the two away", "--test-data", "table.csv", "--held-out", "1")]
    [InlineData("begin with 2", "--test-data", "table.csv", "--layers", "3-2")]
    [InlineData("only tables have a label column", "--test-data", "glyphs", "--label", "label")]
    public async Task What_does_not_fit_a_table_is_refused_before_training(string problem, params string[] options)
    {
        using var cli = new Cli();
        cli.Write("table.csv", "p,q,label\n0.5,1,0\n1,0.25,1\n");
        string[] layers = options.Contains("--layers") ? [] : ["--layers", "2-2"];
        (await cli.Run(["train", "--data", "table.csv", .. layers, .. options])).IsOneLineError(problem);
    }
}
