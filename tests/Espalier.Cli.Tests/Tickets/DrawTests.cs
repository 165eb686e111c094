using System.Text.Json;
using Espalier.Cli.Tests.Models;
using Espalier.Formats;
using Espalier.Graphs;
using Espalier.Graphs.Operators;
using Espalier.Tickets.Files;
using Espalier.Tickets.Forms;
using Espalier.Training.DataSets;

namespace Espalier.Cli.Tests.Tickets;

public sealed class DrawTests
{
    private static readonly string[] Cheap = ["--construction", "linear", "--candidates", "12", "--epsilon", "0.05"];

    [Fact]
    [Slow]
    public async Task The_published_network_keeps_every_answer_that_the_certificate_promises()
    {
        using var cli = new Cli();
        string model = Checkout.SharedData("pensia", "fc2.pt");
        JsonElement drawn = await cli.Draw(
            model,
            "--construction",
            "linear",
            "--candidates",
            "16",
            "--epsilon",
            "0.01",
            "--objective",
            "error",
            "--distribution",
            "uniform(-0.3,0.3)");
        Assert.Equal(
            (16, 397_000, 6_352_000),
            (
                drawn.GetProperty("candidates").GetInt32(),
                drawn.GetProperty("targetParameters").GetInt32(),
                drawn.GetProperty("parentParameters").GetInt32()));
        JsonElement verified = await cli.Verified(model);
        Assert.Equal(drawn.GetProperty("maxWeightError").GetDouble(), verified.GetProperty("maxWeightError").GetDouble());
        Assert.Equal(drawn.GetProperty("certifiedError").GetRawText(), verified.GetProperty("certifiedError").GetRawText());

        double bound = drawn.GetProperty("certifiedError").GetProperty("boxError").GetDouble();
        (int kept, int promised, int count, double distance) = Compare(
            NetworkFile.Read(model).Network, TicketForms.Folded(TicketFile.Read(cli.PathOf("drawn.ticket")).Ticket), bound);
        Assert.InRange(distance, 0, bound);
        Assert.True(promised > count / 10, $"only {promised} of {count} answers are promised, at a bound of {bound}");
        Assert.Equal(promised, kept);
    }

    [Slow]
    [Fact]
    public async Task A_network_with_biases()
    {
        using var cli = new Cli();
        string model = Checkout.SharedData("networks", "mnist-net_256x2.onnx");
        JsonElement drawn = await cli.Draw(model, [.. Cheap, "--nonnegative-inputs"]);
        Network target = NetworkFile.Read(model).Network;
        Assert.Equal(target.ParameterCount, drawn.GetProperty("targetParameters").GetInt64());
        await cli.Verified(model);
        await WithinTheBox(cli, model, drawn, target.InputShape.Length);
    }

    [Slow]
    [Theory]
    [InlineData("linear", "14")]
    [InlineData("relu", "24")]
    [InlineData("single", "100")]
    public async Task An_affine_first_layer_and_an_image_as_input(string construction, string candidates)
    {
        using var cli = new Cli();
        string model = Checkout.SharedData("networks", "ACASXU_run2a_1_1_batch_2000.onnx");
        JsonElement drawn = await cli.Draw(
            model, "--construction", construction, "--candidates", candidates, "--epsilon", "0.05", "--objective", "edges");
        JsonElement told = (await cli.Run("inspect", "drawn.ticket", "--json")).Json();
        Assert.Equal((5, 5), (told.GetProperty("inputs").GetInt32(), told.GetProperty("outputs").GetInt32()));
        await cli.Verified(model);
        await WithinTheBox(cli, model, drawn, 5);
    }

    [Fact]
    [Slow]
    public async Task By_default_every_weight_of_a_convolutional_network_is_met_and_it_keeps_its_shape()
    {
        using var cli = new Cli();
        string model = Checkout.SharedData("pensia", "LeNet5_e50_h500.pt");
        JsonElement drawn = await cli.Draw(model, "--nonnegative-inputs");
        Assert.Equal(
            (0, 0, "hitting", "[]"),
            (
                drawn.GetProperty("infeasible").GetInt32(),
                drawn.GetProperty("carriedLayers").GetInt32(),
                drawn.GetProperty("rule").GetString(),
                drawn.GetProperty("twoSided").GetRawText()));
        await cli.Verified(model);
        JsonElement exported = (await cli.Run("ticket", "export", "drawn.ticket", "-o", "folded.onnx", "--json")).Json();
        Assert.Equal(drawn.GetProperty("targetParameters").GetInt64(), exported.GetProperty("parameters").GetInt64());
        JsonElement told = (await cli.Run("inspect", "drawn.ticket", "--json")).Json();
        Assert.Equal(2, told.GetProperty("layers").EnumerateArray().Count(layer => layer.GetProperty("kind").GetString() == "convolution"));
        double[][] inputs = TicketRuns.Inputs(3, 784, 0, 1);
        Assert.InRange(
            TicketRuns.Largest(await cli.Outputs(model, inputs), await cli.Outputs("drawn.ticket", inputs)), 1e-12,
            TicketFile.Read(cli.PathOf("drawn.ticket")).Claims.Certified!.BoxError);
    }

    [Fact]
    [Slow]
    public async Task Delta_chooses_the_number_of_candidates_and_is_met()
    {
        using var cli = new Cli();
        string model = SmallNetworks.WriteImageClassifier(cli, new Shape(784));
        JsonElement drawn = await cli.Draw(model, "--construction", "linear", "--epsilon", "0.05", "--delta", "0.05");
        Assert.InRange(drawn.GetProperty("candidates").GetInt32(), 5, 15);
        // A share of 0.05 of 7840 weights is 392; six standard deviations above that is 508.
        Assert.InRange(drawn.GetProperty("infeasible").GetInt32(), 0, 508);
        await cli.Verified(model);
    }

    [Theory]
    [InlineData("linear", "weight")]
    [InlineData("linear", "row")]
    [InlineData("relu", "weight")]
    [InlineData("single", "weight")]
    [Slow]
    public async Task The_same_bytes_whatever_the_machine_has(string construction, string share)
    {
        using var cli = new Cli();
        string model = SmallNetworks.WriteTwoLayers(cli);
        string[] draw = [
            "ticket",
            "draw",
            model,
            "--construction",
            construction,
            "--share",
            share,
            "--candidates",
            "18",
            "--epsilon",
            "0.1",
            "--distribution",
            "normal(1.5)",
        ];
        await cli.Run([.. draw, "-o", "one.ticket", "--threads", "1"]);
        byte[] one = await Bytes("one.ticket");
        await cli.Run([.. draw, "-o", "two.ticket", "--threads", "2"]);
        Assert.Equal(one, await Bytes("two.ticket"));
        foreach (string variable in new[] { "DOTNET_EnableAVX512", "DOTNET_EnableAVX2", "DOTNET_EnableHWIntrinsic" })
        {
            cli.Environment.Clear();
            cli.Environment[variable] = "0";
            Assert.Equal(0, (await cli.Run([.. draw, "-o", $"{variable}.ticket"])).ExitCode);
            Assert.Equal(one, await Bytes($"{variable}.ticket"));
        }

        Task<byte[]> Bytes(string name) => File.ReadAllBytesAsync(cli.PathOf(name), TestContext.Current.CancellationToken);
    }

    [Slow]
    [Fact]
    public async Task Weights_too_large_for_any_bound_still_make_a_ticket()
    {
        using var cli = new Cli();
        var huge = new Tensor(new Shape(2, 2), [1e300, -1e300, 1e299, 1e300]);
        NetworkFile.Write(cli.PathOf("huge.npz"), new Network(new Shape(2), new Dense(huge), new Relu(), new Dense(huge)));
        JsonElement drawn = await cli.Draw("huge.npz", Cheap);
        Assert.Equal("Infinity", drawn.GetProperty("certifiedError").GetProperty("ballError").GetString());
        await cli.Verified("huge.npz");
    }

    /// <summary>Of the images whose answer leads by more than twice the bound: how many keep it.</summary>
    private static (int Kept, int Promised, int Count, double Distance) Compare(Network target, Network ticket, double bound)
    {
        LabelledImages images = Mnist.Load(Checkout.SharedData("mnist"), training: false).Slice(0, 1000);
        var pixels = new double[images.Count * 784];
        images.Fill(0, pixels);
        double[][] inputs = [.. pixels.Chunk(784)];
        double[][] wanted = TicketRuns.Outputs(target, inputs);
        double[][] got = TicketRuns.Outputs(ticket, inputs);
        int promised = 0;
        int kept = 0;
        foreach ((double[] scores, double[] others) in wanted.Zip(got))
        {
            double[] order = [.. scores.OrderDescending()];
            if (order[0] - order[1] <= 2 * bound) continue;
            promised++;
            if (ArgMax.Of<double>(scores) == ArgMax.Of<double>(others)) kept++;
        }

        return (kept, promised, images.Count, TicketRuns.Largest(wanted, got));
    }

    private static async Task WithinTheBox(Cli cli, string model, JsonElement drawn, int inputs)
    {
        double[][] points = TicketRuns.Inputs(5, inputs, 0, 1);
        double distance = TicketRuns.Largest(await cli.Outputs(model, points), await cli.Outputs("drawn.ticket", points));
        Assert.InRange(distance, 1e-12, drawn.GetProperty("certifiedError").GetProperty("boxError").GetDouble());
    }
}
