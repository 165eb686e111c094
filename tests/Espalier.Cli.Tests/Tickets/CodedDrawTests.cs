using System.Globalization;
using System.Text.Json;
using Espalier.Cli.Tests.Models;
using Espalier.Formats;
using Espalier.Graphs;
using Espalier.Graphs.Operators;

namespace Espalier.Cli.Tests.Tickets;

/// <summary>A ticket of coded masks, from drawing it to running what was exported.</summary>
public sealed class CodedDrawTests
{
    [Theory]
    [InlineData("4", null, 0.09)]
    [InlineData("2.5", "glyphs", 1.5)]
    [Slow]
    public async Task It_is_drawn_verified_exported_run_and_inspected(string bits, string? inputs, double mostError)
    {
        using var cli = new Cli();
        string model = SmallNetworks.WriteImageClassifier(cli, new Shape(784));
        JsonElement drawn = await cli.Draw(
            model, inputs is null ? ["--mask", "coded", "--bits", bits] : ["--bits", bits, "--weights-from", inputs, "--calibration", "64"]);
        double asked = double.Parse(bits, CultureInfo.InvariantCulture);
        Assert.Equal(("coded", asked, inputs is null ? 0 : 64), (
            drawn.GetProperty("mask").GetString(), drawn.GetProperty("bits").GetDouble(), drawn.GetProperty("calibrationInputs").GetInt32()));
        // A word of ten weights is filled up to whole bytes; a row takes a byte of scale, the grid 32 bits.
        Assert.InRange(drawn.GetProperty("maskBitsPerWeight").GetDouble(), asked, asked + 0.25);
        double error = drawn.GetProperty("relativeError").GetDouble();
        Assert.InRange(error, Math.Pow(2, -asked) / 2, mostError);
        Assert.Equal(Math.Pow(2, -asked), drawn.GetProperty("yardsticks").GetProperty("limit").GetProperty("relativeError").GetDouble(), 1e-12);
        JsonElement verified = await cli.Verified(model);
        Assert.Equal(drawn.GetProperty("certifiedError").GetRawText(), verified.GetProperty("certifiedError").GetRawText());

        Assert.Equal(0, (await cli.Run("ticket", "export", "drawn.ticket", "-o", "folded.onnx")).ExitCode);
        (double[] target, double[] folded) = (Weights(model), Weights(cli.PathOf("folded.onnx")));
        double[] misses = [.. target.Zip(folded, (a, b) => a - b)];
        Assert.Equal(error, Math.Sqrt(misses.Sum(miss => miss * miss) / target.Sum(weight => weight * weight)), 1e-6);
        Assert.Equal(drawn.GetProperty("maxWeightError").GetDouble(), misses.Max(Math.Abs), 1e-6);
        double[][] pixels = TicketRuns.Inputs(5, 784, 0, 1);
        double[][] found = await cli.Outputs("drawn.ticket", pixels);
        Assert.InRange(TicketRuns.Largest(found, await cli.Outputs("folded.onnx", pixels)), 0, 1e-3);
        double bound = drawn.GetProperty("certifiedError").GetProperty("boxError").GetDouble();
        Assert.InRange(TicketRuns.Largest(found, await cli.Outputs(model, pixels)), 1e-6, bound);

        JsonElement seen = (await cli.Run("inspect", "drawn.ticket", "--json")).Json().GetProperty("ticket");
        Assert.Equal(("coded", asked), (seen.GetProperty("rule").GetString(), seen.GetProperty("bits").GetDouble()));
    }

    [Fact]
    [Slow]
    public async Task The_same_bytes_whatever_the_machine_has()
    {
        using var cli = new Cli();
        // Words of 64 weights are long enough not to be searched from every beginning, which takes minutes without vectors.
        (int outputs, int inputs) = (64, 8);
        var random = new System.Random(3);
        float[] weights = [.. Enumerable.Range(0, outputs * inputs).Select(_ => random.NextSingle() - 0.5f)];
        NetworkFile.Write(cli.PathOf("model.onnx"), new Network(new Shape(inputs), new Dense(new Tensor(new Shape(outputs, inputs), weights))));
        string examples = cli.Write("examples.json", JsonSerializer.Serialize(TicketRuns.Inputs(40, inputs, -1, 1)));
        string[] draw = ["ticket", "draw", "model.onnx", "--bits", "4", "--weights-from", examples];
        Assert.Equal(0, (await cli.Run([.. draw, "-o", "one.ticket", "--threads", "1"])).ExitCode);
        byte[] one = await File.ReadAllBytesAsync(cli.PathOf("one.ticket"), TestContext.Current.CancellationToken);
        foreach (string variable in new[] { "", "DOTNET_EnableAVX512", "DOTNET_EnableAVX2", "DOTNET_EnableHWIntrinsic" })
        {
            cli.Environment.Clear();
            if (variable.Length > 0) cli.Environment[variable] = "0";
            Assert.Equal(0, (await cli.Run([.. draw, "-o", "two.ticket", "--threads", "2"])).ExitCode);
            Assert.Equal(one, await File.ReadAllBytesAsync(cli.PathOf("two.ticket"), TestContext.Current.CancellationToken));
        }
    }

    private static double[] Weights(string model)
    {
        Tensor weights = NetworkFile.Read(model).Network.Nodes.Select(node => node.Operator.Grid).OfType<WeightGrid>().Single().Weights;
        return [.. Enumerable.Range(0, weights.Length).Select(i => weights[i])];
    }
}
