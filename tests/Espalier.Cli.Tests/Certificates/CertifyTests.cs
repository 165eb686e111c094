using System.Text.Json;
using Espalier.Cli.Tests.Models;
using Espalier.Cli.Tests.Tickets;
using Espalier.Graphs;
using Espalier.Graphs.Operators;

namespace Espalier.Cli.Tests.Certificates;

public sealed class CertifyTests
{
    private static readonly string[] Fields =
        ["lower", "upper", "witness", "status", "method", "seconds", "splits", "norm", "output", "epsilon", "met"];

    [Theory]
    [InlineData(8, "--ball", "2", "--norm", "l2")]
    [InlineData(8, "--ball", "2", "--norm", "linf")]
    [InlineData(6, "--ball", "2", "--output", "0")]
    [InlineData(5, "--box", "-1", "1", "--norm", "l2")]
    [InlineData(4, "--box", "-1,-1", "1,0.5")]
    [InlineData(18, "--box", "0,-2", "6", "--output", "0")]
    [InlineData(3.03, "--within", "0.01", "--centre", "1,-0.5")]
    [Slow]
    public async Task A_linear_difference_is_bounded_exactly(double expected, params string[] domain)
    {
        using var cli = new Cli();
        Ran ran = await cli.Run(["certify", Diagonal(cli, "a.npz", 3, 4), Diagonal(cli, "b.npz", 0, 0), "--tolerance", "1e-9", "--json", .. domain]);
        Assert.Equal((0, string.Empty), (ran.ExitCode, ran.Error));
        JsonElement found = ran.Json();
        Assert.Equal(Fields, found.EnumerateObject().Select(field => field.Name));
        Assert.Equal("closed", found.GetProperty("status").GetString());
        Assert.InRange(found.GetProperty("lower").GetDouble(), expected * (1 - 1e-9), expected);
        Assert.InRange(found.GetProperty("upper").GetDouble(), expected * (1 - 1e-15), expected * (1 + 2e-9));
        Assert.Equal(2, found.GetProperty("witness").GetArrayLength());
    }

    [Slow]
    [Fact]
    public async Task The_witness_can_be_run()
    {
        using var cli = new Cli();
        (string a, string b) = (SmallNetworks.WriteTwoLayers(cli), Diagonal(cli, "b.npz", 0.5, weights: [0.25, -1]));
        JsonElement found = (await cli.Run("certify", a, b, "--box", "-1", "1", "--json")).Json();
        string witness = string.Join(',', found.GetProperty("witness").EnumerateArray().Select(x => x.GetRawText()));
        double first = (await cli.Run("run", a, "--values", witness, "--json")).Json().GetProperty("outputs")[0][0].GetDouble();
        double second = (await cli.Run("run", b, "--values", witness, "--json")).Json().GetProperty("outputs")[0][0].GetDouble();
        Assert.Equal(found.GetProperty("lower").GetDouble(), Math.Abs(first - second), 1e-12);
        Assert.True(found.GetProperty("upper").GetDouble() <= 1.01 * found.GetProperty("lower").GetDouble());
    }

    [Fact]
    public async Task Identical_networks_do_not_differ()
    {
        using var cli = new Cli();
        string file = SmallNetworks.WriteTwoLayers(cli);
        JsonElement found = (await cli.Run("certify", file, file, "--ball", "1e6", "--json")).Json();
        Assert.Equal(
            (0, 0, "closed"),
            (found.GetProperty("lower").GetDouble(), found.GetProperty("upper").GetDouble(), found.GetProperty("status").GetString()));
    }

    [Theory]
    [InlineData("8.001", "proved", 0)]
    [InlineData("7.999", "refuted", 1)]
    [Slow]
    public async Task An_epsilon_makes_it_a_decision(string epsilon, string status, int exitCode)
    {
        using var cli = new Cli();
        string[] command = ["certify", Diagonal(cli, "a.npz", 3, 4), Diagonal(cli, "b.npz", 0, 0), "--ball", "2", "--epsilon", epsilon];
        Ran ran = await cli.Run([.. command, "--json"]);
        Assert.Equal(exitCode, ran.ExitCode);
        Assert.Equal(status, ran.Json().GetProperty("status").GetString());
        Ran text = await cli.Run(command);
        Assert.Equal(exitCode, text.ExitCode);
        Assert.Contains($"{status}: ", text.Output, StringComparison.Ordinal);
    }

    [Fact]
    [Slow]
    public async Task A_time_limit_leaves_bounds_that_hold_and_an_epsilon_between_them_undecided()
    {
        using var cli = new Cli();
        (string a, string b) = (Wide(cli, "a.safetensors", 1), Wide(cli, "b.safetensors", 2));
        Ran ran = await cli.Run("certify", a, b, "--box", "-1", "1", "--time-limit", "0.5", "--json");
        JsonElement found = ran.Json();
        Assert.Equal((0, "limit"), (ran.ExitCode, found.GetProperty("status").GetString()));
        double lower = found.GetProperty("lower").GetDouble(), upper = found.GetProperty("upper").GetDouble();
        Assert.True(lower >= 0 && upper > 1.05 * lower, $"[{lower}, {upper}]");
        string between = (lower + (0.3 * (upper - lower))).ToString("R", System.Globalization.CultureInfo.InvariantCulture);
        Ran decision = await cli.Run("certify", a, b, "--box", "-1", "1", "--time-limit", "0.3", "--epsilon", between);
        Assert.Equal(1, decision.ExitCode);
        Assert.Contains("not decided", decision.Output, StringComparison.Ordinal);
    }

    [Fact]
    [Slow]
    public async Task A_signal_ends_it_with_the_best_so_far()
    {
        using var cli = new Cli();
        using System.Diagnostics.Process process = cli.Start(
            "certify", Wide(cli, "a.safetensors", 1), Wide(cli, "b.safetensors", 2), "--box", "-1", "1", "--json");
        await cli.UntilBusy(process, processorSeconds: 4);
        Ran ran = await Cli.Stop(process);
        Assert.Equal(130, ran.ExitCode);
        JsonElement found = JsonDocument.Parse(ran.Output).RootElement;
        Assert.Equal("cancelled", found.GetProperty("status").GetString());
        Assert.True(found.GetProperty("upper").GetDouble() >= found.GetProperty("lower").GetDouble());
    }

    [Slow]
    [Fact]
    public async Task A_property_file_gives_the_box()
    {
        using var cli = new Cli();
        string property = cli.Write(
            "p.vnnlib",
            "(declare-const X_0 Real)(declare-const X_1 Real)(declare-const Y_0 Real)(assert (<= X_0 2))(assert (>= X_0 -1))(assert (and (<= "
                + "X_1 0.5)(>= X_1 0.25)))(assert (<= Y_0 3))");
        Ran ran = await cli.Run("certify", Diagonal(cli, "a.npz", 3, 4), Diagonal(cli, "b.npz", 0, 0), "--vnnlib", property, "--json");
        Assert.Equal(6, ran.Json().GetProperty("lower").GetDouble());
        Assert.Contains("only the input box", ran.Error, StringComparison.Ordinal);
    }

    [Fact]
    [Slow]
    public async Task A_ticket_is_compared_in_either_form()
    {
        using var cli = new Cli();
        string target = SmallNetworks.WriteTwoLayers(cli);
        JsonElement drawn = await cli.Draw(target, "--construction", "linear", "--candidates", "14");
        JsonElement folded = (await cli.Run("certify", target, "drawn.ticket", "--ball", "1", "--norm", "l2", "--json")).Json();
        JsonElement masked = (await cli.Run("certify", target, "drawn.ticket", "--ball", "1", "--norm", "l2", "--form", "masked", "--json")).Json();
        double claimed = drawn.GetProperty("certifiedError").GetProperty("ballError").GetDouble();
        Assert.InRange(folded.GetProperty("upper").GetDouble(), 0, claimed);
        Assert.True(masked.GetProperty("upper").GetDouble() >= folded.GetProperty("lower").GetDouble());
        Assert.True(folded.GetProperty("upper").GetDouble() >= masked.GetProperty("lower").GetDouble());
    }

    [Fact]
    [Slow]
    public async Task Rounding_on_conversion_makes_a_network_that_is_close()
    {
        using var cli = new Cli();
        string a = Wide(cli, "a.safetensors", 1);
        JsonElement done = (await cli.Run("convert", a, "half.onnx", "--round", "float16", "--json")).Json();
        Assert.Equal("half.onnx", done.GetProperty("path").GetString());
        JsonElement found = (await cli.Run("certify", a, "half.onnx", "--box", "-0.1", "0.1", "--epsilon", "0.05", "--json")).Json();
        Assert.Equal("proved", found.GetProperty("status").GetString());
        Assert.True(found.GetProperty("lower").GetDouble() > 0);
    }

    [Fact]
    [Slow]
    public async Task Bad_input_is_one_line()
    {
        using var cli = new Cli();
        (string a, string b) = (Diagonal(cli, "a.npz", 3, 4), Diagonal(cli, "b.npz", 0, 0));
        string three = Diagonal(cli, "three.npz", 1, 2, 3);
        (await cli.Run("certify", a)).IsOneLineError("B is missing");
        (await cli.Run("certify", a, b)).IsOneLineError("--ball", "--box", "--vnnlib");
        (await cli.Run("certify", a, b, "--ball", "1", "--box", "0", "1")).IsOneLineError("--ball and --box");
        (await cli.Run("certify", a, b, "--ball", "Infinity")).IsOneLineError("--ball", "finite");
        (await cli.Run("certify", a, b, "--ball", "-1")).IsOneLineError("--ball");
        (await cli.Run("certify", a, b, "--box", "1", "0")).IsOneLineError("input 0", "above");
        (await cli.Run("certify", a, b, "--box", "0")).IsOneLineError("--box", "LO HI");
        (await cli.Run("certify", a, b, "--box", "0", "x")).IsOneLineError("--box", "'x'");
        (await cli.Run("certify", a, b, "--box", "0", "1,2,3")).IsOneLineError("--box", "3 numbers");
        (await cli.Run("certify", a, b, "--box", "0", "Infinity")).IsOneLineError("--box");
        (await cli.Run("certify", a, b, "--within", "0.1")).IsOneLineError("--centre");
        (await cli.Run("certify", a, b, "--within", "0.1", "--centre", "1,2,3")).IsOneLineError("--centre", "3 numbers");
        (await cli.Run("certify", a, b, "--box", "0", "1", "--centre", "1,2")).IsOneLineError("--centre");
        (await cli.Run("certify", a, b, "--ball", "1", "--output", "2")).IsOneLineError("output 2");
        (await cli.Run("certify", a, b, "--ball", "1", "--epsilon", "0")).IsOneLineError("--epsilon");
        (await cli.Run("certify", a, b, "--vnnlib", "none.vnnlib")).IsOneLineError("none.vnnlib");
        (await cli.Run("certify", a, b, "--vnnlib", cli.Write("bad.vnnlib", "(assert (<= X_0 1))"))).IsOneLineError("bad.vnnlib", "line 1");
        (await cli.Run("certify", a, three, "--ball", "1")).IsOneLineError("inputs");
        (await cli.Run("certify", a, "none.onnx", "--ball", "1")).IsOneLineError("none.onnx");
        (await cli.Run("certify", WithSoftmax(cli, "s.npz"), WithSoftmax(cli, "t.npz"), "--ball", "1")).IsOneLineError("softmax");
    }

    private static string Diagonal(Cli cli, string name, params double[] values)
    {
        var weights = new double[values.Length * values.Length];
        for (int i = 0; i < values.Length; i++) weights[i * (values.Length + 1)] = values[i];
        var dense = new Dense(new Tensor(new Shape(values.Length, values.Length), weights));
        return SmallNetworks.Write(cli, name, new Network(new Shape(values.Length), dense));
    }

    /// <summary>One output: weights·x + bias.</summary>
    private static string Diagonal(Cli cli, string name, double bias, double[] weights) =>
        SmallNetworks.Write(
            cli,
            name,
            new Network(new Shape(weights.Length), new Dense(new Tensor(new Shape(1, weights.Length), weights), new Tensor(new Shape(1), [bias]))));

    private static string WithSoftmax(Cli cli, string name) => SmallNetworks.Write(
        cli, name, new Network(new Shape(2), new Dense(new Tensor(new Shape(2, 2), [1.0, 2, 3, 4])), new Softmax(Logarithm: false)));

    /// <summary>A random network that no certificate closes in a second.</summary>
    private static string Wide(Cli cli, string name, int seed)
    {
        var random = new System.Random(seed);
        Dense Layer(int outputs, int inputs) =>
            new(
                new Tensor(
                    new Shape(outputs, inputs),
                    Enumerable.Range(0, outputs * inputs).Select(_ => (float)((random.NextDouble() - 0.5) * 4 / Math.Sqrt(inputs))).ToArray()));
        return SmallNetworks.Write(
            cli, name, new Network(new Shape(8), Layer(40, 8), new Relu(), Layer(40, 40), new Relu(), Layer(40, 40), new Relu(), Layer(3, 40)));
    }
}
