using System.Text.Json;

namespace Espalier.Cli.Tests.Theory;

public sealed class TheoryTests
{
    [Theory]
    [InlineData("0.3", "0.1", "10", "50", 0.0018123422390157)]
    [InlineData("0.2", "0.05", "40", "200", 2.5531088306955e-07)]
    public async Task Chain_probabilities(string p, string q, string cap, string steps, double expected)
    {
        JsonElement found = await Json("chain", "--p", p, "--q", q, "--cap", cap, "--steps", steps);
        Assert.Equal(expected, found.GetProperty("probability").GetDouble(), 1e-12 * expected);
        Assert.Equal(Math.Log(expected), found.GetProperty("logProbability").GetDouble(), 1e-12);
    }

    [Slow]
    [Fact]
    public async Task Chains_that_underflow_keep_their_logarithm()
    {
        JsonElement found = await Json("chain", "--p", "0.9", "--q", "0.1", "--cap", "10000", "--steps", "1000000");
        Assert.Equal(0, found.GetProperty("probability").GetDouble());
        Assert.Equal((10_000 * Math.Log(1.0 / 9)) + Math.Log(8.0 / 9), found.GetProperty("logProbability").GetDouble(), 1e-6);
        found = await Json("chain", "--p", "0.3", "--q", "0.1", "--cap", "5", "--steps", "0");
        Assert.Equal("-Infinity", found.GetProperty("logProbability").GetString());
    }

    [Slow]
    [Fact]
    public async Task Threshold()
    {
        JsonElement found = await Json("threshold", "--dimension", "1001", "--epsilon", "0.05", "--delta", "0.01", "--step", "stated");
        Assert.True(found.GetProperty("width").GetInt32() > 0);
        Assert.Equal(Math.Log(found.GetProperty("width").GetInt32()), found.GetProperty("logWidth").GetDouble(), 1e-12);
        Assert.InRange(found.GetProperty("p").GetDouble() + found.GetProperty("q").GetDouble(), 1e-3, 1);
        Assert.True(found.GetProperty("cap").GetInt32() >= 1 && found.GetProperty("gamma").GetDouble() > 0);
        Assert.Contains(found.GetProperty("assumptions").EnumerateArray(), text => text.GetString()!.Contains("gamma/16", StringComparison.Ordinal));
        Assert.Equal(found.GetProperty("width").GetInt32(), found.GetProperty("stated").GetProperty("width").GetInt32());
        Assert.True(found.GetProperty("proven").GetProperty("width").GetDouble() > 100);
    }

    [Slow]
    [Fact]
    public async Task The_proven_width_is_printed_first_for_any_radius()
    {
        using var cli = new Cli();
        Ran ran = await cli.Run("theory", "threshold", "--dimension", "16", "--epsilon", "1e-7", "--delta", "0.5", "--radius", "0.1");
        Assert.Equal(0, ran.ExitCode);
        Assert.StartsWith("proven width    3.29e60", ran.Output, StringComparison.Ordinal);
        Assert.Contains("left out: the paper's input families", ran.Output, StringComparison.Ordinal);
        JsonElement relu = await Json("threshold", "--dimension", "8", "--epsilon", "0.01", "--delta", "0.5", "--radius", "1", "--output-relu");
        Assert.Equal(
            ("outputRelu", 63),
            (relu.GetProperty("proven").GetProperty("variant").GetString(), relu.GetProperty("proven").GetProperty("width").GetInt32()));
        Assert.Equal(JsonValueKind.Null, relu.GetProperty("stated").ValueKind);
    }

    [Slow]
    [Fact]
    public async Task Checks_show_their_statements_and_print_for_a_paper()
    {
        using var cli = new Cli();
        string shown = (await cli.Run("theory", "check", "--trials", "3")).Output;
        Assert.Contains("the error is at least ½·E_m·sin ρ", shown, StringComparison.Ordinal);
        Assert.Contains("Optimal Lottery Tickets via SubsetSum", shown, StringComparison.Ordinal);
        string latex = (await cli.Run("theory", "check", "--trials", "3", "--latex")).Output;
        Assert.StartsWith("\\begin{tabular}", latex, StringComparison.Ordinal);
    }

    [Slow]
    [Fact]
    public async Task Caps_single_neurons_and_counting()
    {
        Assert.Equal(0.0024979173609871, (await Json("cap", "--dimension", "3", "--angle", "0.1")).GetProperty("probability").GetDouble(), 1e-16);
        JsonElement single = await Json("single", "--dimension", "3", "--epsilon", "0.1");
        double cap = single.GetProperty("probability").GetDouble();
        Assert.Equal(Math.Ceiling(Math.Log(0.5) / Math.Log(1 - cap)), single.GetProperty("width").GetDouble());
        JsonElement counting = await Json("counting", "--dimension", "10", "--epsilon", "0.01");
        Assert.Equal((29, 564), (counting.GetProperty("width").GetInt32(), counting.GetProperty("parameters").GetInt32()));
    }

    [Fact]
    [Slow]
    public async Task Check()
    {
        JsonElement found = await Json("check", "--trials", "300");
        foreach (JsonElement row in found.GetProperty("checks").EnumerateArray())
        {
            Assert.NotEmpty(row.GetProperty("name").GetString()!);
            Assert.True(row.GetProperty("trials").GetInt64() > 0);
            Assert.Equal(row.GetProperty("holds").GetBoolean(), row.GetProperty("violations").GetInt64() == 0);
            Assert.Equal(JsonValueKind.Number, row.GetProperty("worstSlack").ValueKind);
        }
    }

    [Slow]
    [Theory]
    [InlineData("p + q", "chain", "--p", "0.6", "--q", "0.5", "--cap", "3", "--steps", "4")]
    [InlineData("the cap is 0", "chain", "--p", "0.6", "--q", "0.1", "--cap", "0", "--steps", "4")]
    [InlineData("removing a weight", "threshold", "--dimension", "1", "--epsilon", "0.1", "--delta", "0.1")]
    [InlineData("--radius", "threshold", "--dimension", "9", "--epsilon", "0.1", "--delta", "0.1", "--radius", "0")]
    [InlineData("empty network", "threshold", "--dimension", "9", "--epsilon", "3", "--delta", "0.1")]
    [InlineData("T = 0", "threshold", "--dimension", "9", "--epsilon", "0.1", "--delta", "0.1", "--cap", "0")]
    [InlineData("--step", "threshold", "--dimension", "9", "--epsilon", "0.1", "--delta", "0.1", "--step", "loose")]
    [InlineData("angle", "cap", "--dimension", "3", "--angle", "7")]
    [InlineData("between 0 and 1/2", "counting", "--dimension", "3", "--epsilon", "0.5")]
    [InlineData("--trials", "check", "--trials", "0")]
    public async Task Nonsense_is_one_line(string says, params string[] arguments)
    {
        using var cli = new Cli();
        (await cli.Run(["theory", .. arguments])).IsOneLineError(says);
    }

    private static async Task<JsonElement> Json(params string[] arguments)
    {
        using var cli = new Cli();
        return (await cli.Run(["theory", .. arguments, "--json"])).Json();
    }
}
