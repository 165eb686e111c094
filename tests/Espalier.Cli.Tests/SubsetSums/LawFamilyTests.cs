using System.Text.Json;

namespace Espalier.Cli.Tests.SubsetSums;

/// <summary>The laws of random subset sums by their commands: any size or one, widths, whole numbers, vectors.</summary>
public sealed class LawFamilyTests
{
    [Fact]
    public async Task Wider_than_n_is_the_failure_of_n_for_any_law()
    {
        using var cli = new Cli();
        const string Law = "mixture(0.5,uniform(-1,1),laplace(0.7))";
        string[] shared = ["--distribution", Law, "--epsilon", "0.02", "--trials", "800", "--seed", "5", "--json"];

        JsonElement widths = (await cli.Run(["subset-sum", "widths", .. shared])).Json();
        JsonElement law = (await cli.Run(["subset-sum", "law", "--candidates", "9", "--radius-trials", "0", .. shared])).Json();

        long[] counts = [.. widths.GetProperty("widths").EnumerateArray().Select(count => count.GetInt64())];
        Assert.Equal(800, counts.Sum() + widths.GetProperty("missed").GetInt64());
        Assert.Equal(law.GetProperty("failures").GetInt64(), 800 - counts.Take(10).Sum());
    }

    [Slow]
    [Fact]
    public async Task Subsets_of_one_size_fail_more_often_than_those_of_any()
    {
        using var cli = new Cli();
        string[] shared = ["subset-sum", "law", "--candidates", "12", "--trials", "400", "--radius-trials", "0", "--json"];
        JsonElement any = (await cli.Run(shared)).Json();
        JsonElement four = (await cli.Run([.. shared, "--kept", "4"])).Json();
        Assert.True(four.GetProperty("failures").GetInt64() > any.GetProperty("failures").GetInt64());
        Assert.Equal(4, four.GetProperty("meanKept").GetDouble());
        Assert.Equal(four.GetRawText(), (await cli.Run([.. shared, "--kept", "4", "--threads", "1"])).Json().GetRawText());
    }

    [Slow]
    [Fact]
    public async Task Whole_numbers_take_one_candidate_more_for_each_bit()
    {
        using var cli = new Cli();
        double[] means = new double[2];
        foreach ((int bits, int i) in ((int, int)[])[(4, 0), (8, 1)])
        {
            JsonElement found = (await cli.Run("subset-sum", "widths", "--bits", $"{bits}", "--trials", "300", "--json")).Json();
            means[i] = found.GetProperty("mean").GetDouble();
            Assert.All(
                found.GetProperty("quantiles").EnumerateArray().Zip(found.GetProperty("allTargets").EnumerateArray()),
                pair => Assert.True(pair.First.GetProperty("width").GetInt32() <= pair.Second.GetProperty("width").GetInt32()));
        }

        Assert.InRange(means[1] - means[0], 3, 5);
    }

    [Slow]
    [Fact]
    public async Task Covering_a_line_is_the_covering_radius()
    {
        using var cli = new Cli();
        string[] shared = ["--candidates", "9", "--distribution", "normal", "--json"];
        JsonElement law = (await cli.Run(["subset-sum", "law", "--trials", "10", "--radius-trials", "200", .. shared])).Json();
        double median = law.GetProperty("coveringRadiusQuantiles")[2].GetProperty("value").GetDouble();
        string epsilon = median.ToString("R", System.Globalization.CultureInfo.InvariantCulture);
        JsonElement cover = (await cli.Run(["subset-sum", "cover", "--dimension", "1", "--epsilon", epsilon, .. shared])).Json();
        Assert.InRange(cover.GetProperty("covered").GetInt64(), 99, 101);
    }

    [Theory]
    [InlineData("law --candidates 12 --kept 13", "kept")]
    [InlineData("law --candidates 12 --kept 4 --delta 0.1", "delta")]
    [InlineData("law --candidates 30 --kept 4", "candidates")]
    [InlineData("widths --distribution circle(1)", "distribution")]
    [InlineData("widths --bits 1", "--bits")]
    [InlineData("cover --dimension 4", "--dimension")]
    [Slow]
    public async Task What_cannot_be_asked_is_refused_by_name(string words, string named)
    {
        using var cli = new Cli();
        Ran ran = await cli.Run(["subset-sum", .. words.Split(' ')]);
        Assert.Equal(2, ran.ExitCode);
        Assert.Contains(named, ran.Error);
    }
}
